"""*Priority*: what counts from now on."""

from functools import partial

from bot.channels.slack import modals
from bot.channels.slack.actions.kinds import Modal, fields_of

PRIORITY = Modal("ticket_priority", "priority", modals.priority, partial(fields_of, "priority"))
