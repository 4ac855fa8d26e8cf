"""Reads facts out of what people write. Small pure functions; a wrong fact is worse than a question."""

from bot.core.impression import Impression, Proposal
from bot.flows.reading.answers import is_person, read_both, read_field, read_lines
from bot.flows.reading.closings import is_salutation, said
from bot.flows.reading.company import framed_company, has_no_company
from bot.flows.reading.complaints import complaint_words
from bot.flows.reading.corrections import read_corrections
from bot.flows.reading.further import adds_trouble
from bot.flows.reading.impression import impression
from bot.flows.reading.labelled import read_labelled
from bot.flows.reading.names import read_name
from bot.flows.reading.opening import read_opening
from bot.flows.reading.organisations import read_organisation
from bot.flows.reading.phones import only_phone, read_phone, read_phone_answer
from bot.flows.reading.pieces import digits_in, is_piece
from bot.flows.reading.priorities import is_eased, is_our_question, read_effect, read_priority, told_priority
from bot.flows.reading.products import read_product
from bot.flows.reading.text import READ_LIMIT, language_of, own_words
from bot.flows.reading.urgency import sounds_urgent

__all__ = [
    "READ_LIMIT",
    "Impression",
    "Proposal",
    "adds_trouble",
    "complaint_words",
    "digits_in",
    "framed_company",
    "has_no_company",
    "impression",
    "is_eased",
    "is_our_question",
    "is_person",
    "is_piece",
    "is_salutation",
    "language_of",
    "only_phone",
    "own_words",
    "read_both",
    "read_corrections",
    "read_effect",
    "read_field",
    "read_labelled",
    "read_lines",
    "read_name",
    "read_opening",
    "read_organisation",
    "read_phone",
    "read_phone_answer",
    "read_priority",
    "read_product",
    "said",
    "sounds_urgent",
    "told_priority",
]
