"""*Release*: what a ticket taught, for engineers or for customers."""

from functools import partial

from bot.channels.slack import modals
from bot.channels.slack.actions.kinds import Modal, fields_of

RELEASE = Modal("ticket_release", "release", modals.release, partial(fields_of, "release"), late=True)
