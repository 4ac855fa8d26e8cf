"""What people press: one file an action, from payload to action and from answer to what Slack shows."""

from bot.channels.slack.actions.acknowledge import ACKNOWLEDGE
from bot.channels.slack.actions.complaint import CONFIRM, REFUTE
from bot.channels.slack.actions.kinds import Click, Modal
from bot.channels.slack.actions.more import MORE
from bot.channels.slack.actions.priority import PRIORITY
from bot.channels.slack.actions.release import RELEASE
from bot.channels.slack.actions.release_again import RELEASE_AGAIN
from bot.channels.slack.actions.reply import REPLY
from bot.channels.slack.actions.shelf_retry import SHELF_RETRY
from bot.channels.slack.actions.solve import SOLVE

CLICKS: tuple[Click, ...] = (ACKNOWLEDGE, RELEASE_AGAIN, SHELF_RETRY, CONFIRM, REFUTE)
MODALS: tuple[Modal, ...] = (REPLY, SOLVE, PRIORITY, MORE, RELEASE)

__all__ = ["CLICKS", "MODALS", "Click", "Modal"]
