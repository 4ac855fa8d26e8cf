"""*Acknowledge*: an engineer takes the ticket."""

from bot.channels.slack.actions.kinds import Click

ACKNOWLEDGE = Click("ticket_acknowledge", "acknowledge")
