"""*Release again*: customers are shown the answer again that was in doubt."""

from bot.channels.slack.actions.kinds import Click

RELEASE_AGAIN = Click("ticket_release_again", "release_again")
