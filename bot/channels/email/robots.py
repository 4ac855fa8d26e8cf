"""Whether a mail was written by a machine, from its headers alone (RFC 3834).

What a machine declares is believed. Words of a subject and names of a sender are weak signs, for people write about
out-of-office assistants and from postmaster@ as well. "replied" and "bounce" open no ticket, so where one of them is
wrong nobody sees the mail: a weak sign alone makes at most "generated", a ticket without an automatic answer.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.channels.email import robot_words as words
from bot.channels.email.headers import Headers
from bot.core.messages import Automatic

#: Who sent the envelope: nobody, as reports must (RFC 5321, 4.5.5) and answers of machines should (RFC 3834, 3.1),
#: somebody, or no header says.
Envelope = Literal["nobody", "somebody", "unsaid"]

#: Headers that only answering machines set.
_ANSWER_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-amazon-auto-reply",
)
_COMMENT = re.compile(r"\([^()]*\)")
_CALENDAR_REPLY = re.compile(r"text/calendar\b.*\bmethod\s*=\s*\"?reply\b")
_LIST_ID = re.compile(r"<([^<>\s]{1,255})>")


def automatic(headers: Headers, sender: str, subject: str) -> Automatic:
    """Returns why the mail counts as a machine's, or "". X-Auto-Response-Suppress, List-Id and Precedence: list alone
    say nothing: people's Exchange mail carries the one, group addresses add the others to what people write."""
    return (
        _report(headers, sender, subject) or _declared(headers, sender, subject) or _guessed(headers, sender, subject)
    )


def _report(headers: Headers, sender: str, subject: str) -> Automatic:
    """Reports on delivery and reading (RFC 6522), and the older kinds without one."""
    kind = headers.text("content-type").lower()
    if "(rejected)" in headers.text("auto-submitted").lower():
        return "bounce"  # a filter's refusal (RFC 5429, 2.1.2) comes as an answer
    if kind.startswith("multipart/report"):
        if "disposition-notification" in kind:
            return "replied"
        return "generated" if "feedback-report" in kind else "bounce"
    if headers.text("x-failed-recipients") or words.ONLY_REPORTS.fullmatch(sender):
        return "bounce"
    return "bounce" if not words.begins_as_answer(subject) and _tells_of_failure(headers, sender, subject) else ""


def _tells_of_failure(headers: Headers, sender: str, subject: str) -> bool:
    """Whether two signs make a report of words: an envelope, a name, a subject. Where the envelope names somebody it is
    a letter, unless a machine declares itself."""
    failed, office = words.FAILED.search(subject) is not None, words.POSTMASTER.fullmatch(sender) is not None
    envelope = _envelope(headers)
    if envelope == "nobody":
        return failed or office
    if failed and (office or words.REPORTER.fullmatch(sender)):
        return envelope == "unsaid" or _submitted(headers) != "" or _precedence(headers) in ("bulk", "junk")
    # What people write with gives every mail a Message-ID (RFC 5322, 3.6.4); old servers gave their reports none.
    return office and envelope == "unsaid" and not headers.ids("message-id")


def _declared(headers: Headers, sender: str, subject: str) -> Automatic:
    submitted, answers = _submitted(headers), words.reads_as_answer(subject)
    if submitted:
        # Exchange declares its out-of-office notes "auto-generated"; their subject tells them from alarms.
        note = answers == "formal" or (answers == "loose" and headers.text("x-auto-response-suppress"))
        return "replied" if note or submitted.startswith("auto-replied") else "generated"
    if any(headers.text(name).lower() not in ("", "no", "false", "0") for name in _ANSWER_HEADERS):
        return "replied"
    if _CALENDAR_REPLY.match(headers.text("content-type").lower()):
        return "generated"
    precedence = _precedence(headers)
    if precedence in ("auto_reply", "auto-reply"):
        return "replied"
    if precedence == "junk" or (precedence in ("bulk", "list") and not _is_discussed(headers, sender, precedence)):
        return "replied" if answers == "formal" else "generated"
    return ""


def _is_discussed(headers: Headers, sender: str, precedence: str) -> bool:
    """Whether a list passes on what a person wrote: one that can be written to (RFC 2369, 3.4), or one that nobody need
    unsubscribe from. What has the list's own address is its own, and an answer would go to all of it."""
    post, list_id = headers.text("list-post").lower(), headers.text("list-id").lower()
    if post in ("", "no") and (headers.text("list-unsubscribe") or (precedence == "bulk" and not list_id)):
        return False
    if headers.text("x-list-administrivia").lower() == "yes":  # Mailman's own notes
        return False
    named = _LIST_ID.search(list_id)
    return f"mailto:{sender}" not in post and (named is None or named[1] != sender.replace("@", "."))


def _guessed(headers: Headers, sender: str, subject: str) -> Automatic:
    """From weak signs."""
    answers, envelope = words.reads_as_answer(subject), _envelope(headers)
    if envelope == "nobody" or (answers == "formal" and (envelope == "unsaid" or _answers_a_mail(headers, subject))):
        return "replied"
    answered = bool(headers.ids("in-reply-to"))
    if answered and words.reads_as_receipt(subject):
        return "replied"
    if answers or (answered and (words.begins_as_answer(subject) or words.reads_as_appointment(subject))):
        return "generated"
    failed = words.FAILED.search(subject) is not None
    office = words.POSTMASTER.fullmatch(sender) and (failed or envelope == "unsaid")
    reporter = failed and words.REPORTER.fullmatch(sender)
    return "generated" if office or reporter or words.NO_REPLY.fullmatch(sender) else ""


def _answers_a_mail(headers: Headers, subject: str) -> bool:
    return bool(headers.ids("in-reply-to") or headers.ids("references")) or words.names_what_it_answers(subject)


def _submitted(headers: Headers) -> str:
    """What Auto-Submitted declares (RFC 3834, 5), lower-case; empty when it is a person's."""
    submitted = _COMMENT.sub("", headers.text("auto-submitted").lower()).split(";")[0].strip()
    return "" if submitted == "no" else submitted


def _precedence(headers: Headers) -> str:
    return headers.text("precedence").lower().strip()


def _envelope(headers: Headers) -> Envelope:
    paths = headers.raw("return-path")
    if not paths:
        return "unsaid"
    path = paths[0].replace(b" ", b"").decode("ascii", "replace").strip("<>")
    # Postfix writes the empty sender as MAILER-DAEMON where it hands a mail to a program.
    return "nobody" if not path or words.ONLY_REPORTS.match(f"{path}@") else "somebody"
