"""A context with every name the templates know, full, bare and hostile."""

from __future__ import annotations

from collections.abc import Mapping

from bot.doctor.sample import SAMPLE

FULL = SAMPLE
_EMPTY_AT_TIMES = ("phone", "engineer", "text", "hours", "opens", "oncall", "chat", "mailbox")

#: What every template is given, whatever the event.
ALWAYS: Mapping[str, object] = {
    **{name: SAMPLE[name] for name in ("reference", "subject", "name", "language", "channel")},
    **dict.fromkeys(_EMPTY_AT_TIMES, ""),
    "urgent": False,
    "cut": False,
}

_CODES = {"reference", "status", "tier", "version", "language", "outcome", "state", "channel", "evidence", "role"} | {
    "audience",
    "purpose",
    "limit",
}

#: Everything that may be unknown is empty.
EMPTY: Mapping[str, object] = {name: value if name in _CODES else type(value)() for name, value in FULL.items()}

#: What the flows hand in beside ALWAYS, where a template needs more. All else is optional.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "callback/solution": ("solution",),
    "conversation/same": ("other",),
    "conversation/status": ("status",),
    "desk/article_doubted": ("problem",),
    "desk/article_released": ("audience", "problem"),
    "desk/called": ("outcome",),
    "desk/complaint": ("words",),
    "desk/complaint_again": ("words",),
    "desk/customer_wrote": ("attachments",),
    "desk/escalated": ("tier",),
    "desk/file_kept": ("file", "cause"),
    "desk/file_late": ("file", "cause"),
    "desk/file_unsent": ("file", "cause"),
    "desk/held_back": ("most",),
    "desk/still_waiting": ("address", "cause"),
    "desk/uncopied": ("address", "cause"),
    "desk/followed": ("other",),
    "desk/follows": ("other",),
    "desk/intake_done": ("known",),
    "desk/intake_timeout": ("missing",),
    "desk/linked": ("evidence",),
    "desk/mailbox_differs": ("count",),
    "desk/mailbox_note": ("cause",),
    "desk/mailbox_notice": ("cause",),
    "desk/other_wrote": ("attachments", "writer", "role"),
    "desk/priority_changed": ("priority",),
    "desk/solved": ("version",),
    "desk/same_person": ("address",),
    "desk/spam": ("address",),
    "desk/undeliverable": ("address", "cause"),
    "intake/complete": ("known",),
    "intake/complete_all": ("known",),
    "intake/noted": ("noted", "known"),
    "intake/noted_all": ("noted", "known"),
    "intake/opened_all": ("missing", "known"),
    "intake/opened_one": ("ask",),
    "intake/remind_all": ("missing",),
    "intake/remind_one": ("ask",),
    "intake/why": ("ask",),
    "linking/asked": ("address",),
    "linking/code": ("code",),
    "linking/number": ("address",),
    "reply/files_missing": ("attachments",),
    "known/opened_all": ("missing", "known", "solution"),
    "known/opened_one": ("solution",),
}

EVIL = "**a** _b_ <!channel> [x](https://evil.example) `c` {{ 7 * 7 }} & *"


def hostile() -> Mapping[str, object]:
    """Every text a customer can set is nasty."""
    fixed = {"missing", "ask", "priority", "before", "known", "chat"} | _CODES
    texts = {name: EVIL for name, value in FULL.items() if isinstance(value, str) and name not in fixed}
    known = dict.fromkeys(("name", "organisation", "phone"), "# " + EVIL) | {"priority": "P2"}
    return {**FULL, **texts, "known": known, "attachments": [EVIL, EVIL]}
