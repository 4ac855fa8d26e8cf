"""Mails as people's mail programs write and show them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

#: A file as it is attached: name, media type, content.
File = tuple[str, str, bytes]

_ANGLED = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
AUTHSERV_ID = "mx.ringback.example"


@dataclass(frozen=True, slots=True)
class SandboxMail:
    """A mail that reached somebody. `buttons` are the mailto links of its HTML part: (label, link)."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str
    at: datetime
    references: tuple[str, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    attachments: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail somebody is about to send. `html` and `files` may be empty."""

    name: str
    address: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    html: str = ""
    files: tuple[File, ...] = ()


def as_sent(draft: Draft, raw: bytes) -> SandboxMail:
    """What lies in the sender's folder of sent mails."""
    return SandboxMail(
        sender=draft.address,
        to=", ".join(draft.to),
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        message_id=draft.message_id,
        in_reply_to=draft.in_reply_to,
        at=draft.at,
        references=draft.references,
        attachments=tuple(name for name, _, _ in draft.files),
        raw=raw,
    )


def written(draft: Draft) -> bytes:
    """The bytes a mail program makes of a draft, with CRLF line ends."""
    message = EmailMessage(email.policy.SMTP)
    message["From"] = Address(draft.name, addr_spec=draft.address)
    message["To"] = ", ".join(draft.to)
    message["Date"] = format_datetime(draft.at)
    message["Subject"] = draft.subject
    message["Message-ID"] = draft.message_id
    if draft.in_reply_to:
        message["In-Reply-To"] = draft.in_reply_to
    if draft.references:
        message["References"] = " ".join(draft.references)
    message.set_content(draft.text)
    if draft.html:
        message.add_alternative(draft.html, subtype="html")
    for name, media_type, content in draft.files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def authenticated(raw: bytes, impostors: Collection[str]) -> bytes:
    """The mail with what our receiving server found out about its sender on top (RFC 8601)."""
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    named = str(mail["From"] or "")
    sender = (_ANGLED.findall(named) or [parseaddr(named)[1]])[-1].lower()
    result = "fail" if sender in impostors else "pass"
    domain = sender.rpartition("@")[2] or "invalid"
    line = f"Authentication-Results: {AUTHSERV_ID}; dmarc={result} header.from={domain}\r\n"
    return line.encode("ascii", "replace") + raw


def read(raw: bytes, to: str, at: datetime) -> SandboxMail:
    """What a mail program shows of a mail."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    html = _part(message, "html")
    return SandboxMail(
        sender=parseaddr(str(message["From"]))[1],
        to=to,
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=html,
        message_id=str(message["Message-ID"] or "").strip(),
        in_reply_to=str(message["In-Reply-To"] or "").strip(),
        at=at,
        references=tuple(str(message["References"] or "").split()),
        buttons=tuple(_buttons(html)),
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        raw=raw,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _buttons(html: str) -> Iterable[tuple[str, str]]:
    for link in LexborHTMLParser(html).css("a[href]") if html else ():
        href = link.attributes.get("href") or ""
        if href.lower().startswith("mailto:"):
            yield link.text().strip(), href


def mail_of_link(link: str) -> tuple[str, str, str]:
    """The address, subject and body of the mail that a mailto link opens (RFC 6068)."""
    parts = urlsplit(link)
    query = parse_qs(parts.query.replace("+", "%2B"))
    return unquote(parts.path), query.get("subject", [""])[0], query.get("body", [""])[0]


def quoted(mail: SandboxMail) -> str:
    """The mail as it stands under an answer."""
    lines = "\n".join(f"> {line}".rstrip() for line in mail.text.rstrip().splitlines())
    day = mail.at.astimezone(UTC).strftime("%a, %d %b %Y at %H:%M")
    return f"\n\nOn {day}, {mail.sender} wrote:\n{lines}\n"
