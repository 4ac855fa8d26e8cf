"""*It is a complaint / It is not*: what sounded like one, decided by an engineer."""

from bot.channels.slack.actions.kinds import Click

CONFIRM = Click("ticket_complaint_confirmed", "complaint_confirmed")
REFUTE = Click("ticket_complaint_refuted", "complaint_refuted")
