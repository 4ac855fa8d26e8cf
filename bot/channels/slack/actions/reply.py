"""*Reply to customer*: a message that leaves the house."""

from functools import partial

from bot.channels.slack import modals
from bot.channels.slack.actions.kinds import Modal, fields_of

REPLY = Modal("ticket_reply", "reply", modals.reply, partial(fields_of, "reply"))
