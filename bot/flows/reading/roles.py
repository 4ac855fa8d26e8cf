"""What somebody is at work, in English: "IT manager", "Head of Facilities", "Purchasing"; and a name behind it."""

from __future__ import annotations

import re

from bot.flows.reading.names import latin_person

LONGEST_ROLE, MOST_WORDS = 44, 5
# Left out are those that are surnames, too: "cook", "mason", "page".
_WORDS_OF_ROLES = (
    "manager mgr director officer head lead leader supervisor engineer technician tech admin administrator sysadmin "
    "coordinator assistant secretary clerk receptionist nurse matron pharmacist teacher headmaster headmistress "
    "headteacher principal owner founder partner caretaker janitor foreman operator dispatcher planner buyer "
    "accountant bookkeeper controller president ceo cfo coo cto cio md gm vp chairman chairwoman chef barista "
    "skipper porter librarian curator researcher scientist professor lecturer consultant architect electrician "
    "mechanic plumber developer analyst specialist representative rep agent associate intern apprentice trainee "
    "volunteer treasurer keyholder concierge superintendent super inspector handyman groundskeeper custodian "
    "paramedic radiographer physiotherapist dentist vet midwife hygienist contact dispatch programmer tester "
    "webmaster executive exec"
)
_ROLES = frozenset(_WORDS_OF_ROLES.split())
_WORDS_OF_UNITS = (
    "purchasing procurement accounts accounting finance hr it ict sales marketing reception facilities maintenance "
    "operations ops logistics production engineering quality qa r&d security helpdesk administration housekeeping "
    "kitchen workshop warehouse dispatch stores dept department team office desk unit ward laboratory lab "
    "infrastructure networks payroll legal compliance planning estates fulfilment fulfillment shipping receiving "
    "technical services service support customer care digital systems control centre center room events switchboard "
    "front back night shift"
)
_UNITS = frozenset(_WORDS_OF_UNITS.split())
_ALL = _ROLES | _UNITS
_LINKS = frozenset({"of", "for", "and", "&", "the"})
_SHIFT = re.compile(r"\s(?:on (?:duty|shift|call|site|watch|nights)|in charge)$", re.IGNORECASE)


def is_role(text: str) -> bool:
    """Whether all of `text` says what somebody is, or in which department."""
    if len(text) > LONGEST_ROLE or not text.isascii():
        return False
    plain = _SHIFT.sub("", text.strip(" .:"))
    words = plain.lower().replace("/", " ").replace("-", " ").split()
    if not words or len(words) > MOST_WORDS:
        return False
    if words[-1].rstrip(".") in _ROLES or (words[0] in _ROLES and len(words) > 2 and words[1] in ("of", "for")):
        return True
    return all(word in _UNITS or word in _LINKS for word in words) or words[-1] in ("dept", "dept.", "department")


def is_unit(text: str) -> bool:
    """Whether all of `text` names a part of a firm: "Control centre", "Security desk"."""
    if len(text) > LONGEST_ROLE or not text.isascii():
        return False
    words = text.strip(" .:").lower().split()
    return bool(words) and words[-1] in _UNITS and all(word in _UNITS or word in _LINKS for word in words)


def after_role(text: str) -> str:
    """The name that stands behind a role: "Duty manager Ann Smith", "Pharmacist on duty: Ann Smith"; else `text`."""
    if not _ALL.intersection(text.lower().replace(":", " ").split()):
        return text
    at = 0
    for _ in range(MOST_WORDS):
        step = re.match(r"[^\s:]{1,20}(?:\s{0,2}:)?\s{1,3}", text[at:])
        if step is None:
            break
        at += step.end()
        rest = text[at:]
        if is_role(text[:at]) and rest[:1].isupper() and _is_person(rest):
            return rest
    return text


def _is_person(text: str) -> bool:
    name, rest = latin_person(text, single=True)
    return bool(name) and not re.match(r"\s?[\w&]", rest.lstrip(" ."))
