"""*Solve*: the solution that goes to the customer."""

from functools import partial

from bot.channels.slack import modals
from bot.channels.slack.actions.kinds import Modal, fields_of

SOLVE = Modal("ticket_solve", "solve", modals.solve, partial(fields_of, "solve"))
