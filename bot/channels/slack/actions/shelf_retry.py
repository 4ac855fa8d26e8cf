"""*Try again*: what lies on the shelf is handled once more."""

from bot.channels.slack.actions.kinds import Click

SHELF_RETRY = Click("shelf_retry", "shelf_retry")
