"""An outbox row to a mail. Pure, and wholly determined by what is handed in."""

from __future__ import annotations

import hashlib
import html
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from bot.channels.email.door_picture import door_picture
from bot.channels.email.press_words import PRESS
from bot.channels.email.settings import MailboxSettings
from bot.channels.markdown import to_html, to_plain
from bot.core.messages import Address, Attachment, Button, Outbound
from bot.core.signing import Signer, button_code

HINT = {"zh": "点击即可生成一封邮件，直接发送即可：", "en": "Each of these opens a mail that you just send:"}

#: With "Subject: " before it, it fits into one line (RFC 5322, 2.1.1).
PLAIN_SUBJECT = 68
ENCODED = 39  # bytes in an encoded word: the line stays below 76 characters (RFC 2047, 2)

MOST_REFERENCES = 20
_DOMAIN = re.compile(r"[^\s<>()\[\],;:\"\\]+|\[[^\s<>\[\]\\]+\]")  # a name, or an address in brackets (RFC 5321, 4.1.2)
_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")

_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>'
    '<body style="margin:0;padding:16px;font:15px/1.55 -apple-system,Segoe UI,Roboto,PingFang SC,'
    'Microsoft YaHei,sans-serif;color:#1f2328">\n{body}</body></html>\n'
)
_BUTTON = (
    '<a href="{link}" style="display:inline-block;margin:4px 8px 4px 0;padding:8px 16px;border-radius:6px;'
    'background:#1f5fbf;color:#ffffff;text-decoration:none">{label}</a>'
)


POLICY = EmailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78)


def compose_mail(outbound: Outbound, mailbox: MailboxSettings, *, to: Address, date: datetime, signer: Signer) -> bytes:
    """Builds the mail, with CRLF line ends. The same arguments give the same bytes. Raises ValueError for an address
    no mail can go to.

    The standard library is asked for what is hard (encoded words, file names) and costs a millisecond for the rest.
    """
    head = [
        _from(mailbox.address, mailbox.display_name),
        f"To: {recipient(to)}\r\n",
        _cc(copies(outbound)),
        f"Date: {format_datetime(date)}\r\n",
        _subject(_line(outbound.subject)),
        *_ids(outbound),
        "Auto-Submitted: auto-replied\r\n" if outbound.automatic else "",
        "MIME-Version: 1.0\r\n",
    ]
    language = outbound.language if outbound.language in PRESS else mailbox.language
    place = (mailbox.address, language)
    links = [(button.label, press_link(button, outbound.subject, place, signer)) for button in outbound.buttons]
    text = _part("plain", _text(outbound.body, links, mailbox.signature, language))
    shown = to_html(outbound.body)
    picture = door_picture(shown, language, signer=signer, at=date)
    page = _part("html", _html(shown, links, mailbox.signature, language, picture.shown() if picture else ""))
    if picture:
        page = _multipart("related", [page, picture.part()], outbound, 2)
    content = _multipart("alternative", [text, page], outbound, 0)
    if outbound.files:
        content = _multipart("mixed", [content, *map(_file, outbound.files)], outbound, 1)
    return "".join(head).encode("ascii") + content


@lru_cache
def recipient(to: Address) -> str:
    """Returns the address as it stands in an envelope. Raises ValueError for one that no mail can go to."""
    return _mailbox(to.value).addr_spec


def copies(outbound: Outbound) -> list[str]:
    """Who gets a copy, as in an envelope; an address that no mail can go to is left out."""
    found = []
    for address in outbound.cc:
        with suppress(ValueError):
            found.append(recipient(Address("email", address)))
    return found


def _cc(addresses: Sequence[str]) -> str:
    return "Cc: " + ",\r\n ".join(addresses) + "\r\n" if addresses else ""


@lru_cache
def _from(address: str, name: str) -> str:
    return _folded("From", _mailbox(address, _line(name)))


def _subject(subject: str) -> str:
    """Short plain text needs no encoding; what is not plain is encoded as a whole (RFC 2047, 5)."""
    if not subject.isascii():
        return "Subject: " + "\r\n ".join(_encoded_words(subject)) + "\r\n"
    if "=?" not in subject and len(subject) <= PLAIN_SUBJECT:
        return f"Subject: {subject}\r\n"
    return _folded("Subject", subject)


def _encoded_words(text: str) -> list[str]:
    """The text in pieces that are whole characters each."""
    pieces = [b""]
    for character in text:
        encoded = character.encode()
        if len(pieces[-1]) + len(encoded) > ENCODED:
            pieces.append(b"")
        pieces[-1] += encoded
    return [f"=?utf-8?b?{b2a_base64(piece, newline=False).decode()}?=" for piece in pieces]


def _folded(name: str, value: object) -> str:
    """A header line, encoded and folded by the standard library."""
    mail = EmailMessage(POLICY)
    mail[name] = value
    return str(mail[name].fold(policy=POLICY))


def _part(kind: str, text: str) -> bytes:
    """A text as quoted-printable, whatever is in it. A line that begins with "From " would be changed on the way (RFC
    4155)."""
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    data = b"\n" + b2a_qp(lines)
    return head.encode() + data.replace(b"\nFrom ", b"\n=46rom ")[1:].replace(b"\n", b"\r\n")


def _multipart(kind: str, parts: Sequence[bytes], outbound: Outbound, number: int) -> bytes:
    """Boundaries are random by habit; ours follow from the row, whose Message-ID nobody can foretell."""
    seed = f"{outbound.message_id} {outbound.id} {number}".encode()
    boundary = f"rb_{hashlib.sha256(seed).hexdigest()[:32]}".encode()
    head = b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n\r\n' % (kind.encode(), boundary)
    return head + b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--%b--\r\n" % boundary


def press_link(button: Button, subject: str, place: tuple[str, str], signer: Signer) -> str:
    """Returns the mailto link whose mail `parse` reads as the press of `button` (RFC 6068); `place`: to which address
    of ours, and in which language it speaks."""
    address, language = place
    words = f"{_line(button.label)} {_line(subject)}".strip()[:120]
    subject = quote(f"{words} {button_code(signer, button.data)}", safe="")
    return f"mailto:{_quoted(address, '@+')}?subject={subject}&body={_quoted(PRESS[language], '')}"


_quoted = lru_cache(quote)  # of the few words that stand in every link


def _line(text: str) -> str:
    """One line without control characters, so that no value can start a header of its own."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())


def _mailbox(address: str, name: str = "") -> MailAddress:
    local, _, domain = address.rpartition("@")
    quoted = local.startswith('"') and local.endswith('"') and len(local) > 2
    if not (local and domain) or _line(address) != address or domain.endswith(".invalid"):
        raise ValueError("not a mail address")
    if not _DOMAIN.fullmatch(domain) or (not quoted and re.search(r"[\s<>\"]", local)):
        raise ValueError("not a mail address")
    try:
        host = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError as error:
        raise ValueError("not a mail address") from error
    if not local.isascii():
        raise ValueError("the address needs SMTPUTF8")
    if quoted:
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    return MailAddress(name, local, host)


def _ids(outbound: Outbound) -> list[str]:
    """Message-ID, and the thread: the mail that is answered stands last, and is In-Reply-To. Lines are folded between
    ids only (RFC 5322, 3.6.4)."""
    lines = [f"Message-ID: {outbound.message_id}\r\n"] if outbound.message_id else []
    ids = [name for name in dict.fromkeys(outbound.references) if _ID.fullmatch(name)]
    if ids:
        lines.append(f"In-Reply-To: {ids[-1]}\r\n")
        lines.append("References: " + "\r\n ".join(ids[-MOST_REFERENCES:]) + "\r\n")
    return lines


def _text(body: str, links: list[tuple[str, str]], signature: str, language: str) -> str:
    parts = [to_plain(body).strip()]
    if links:
        parts.append("\n".join([HINT[language], *(f"* {_line(label)}: {_short(link)}" for label, link in links)]))
    if signature.strip():
        parts.append(f"-- \n{signature.strip()}")
    return "\n\n".join(parts) + "\n"


def _short(link: str) -> str:
    """The link as one reads it in plain text: the code alone as its subject."""
    address, _, query = link.partition("?subject=")
    return f"{address}?subject={query.partition('&')[0].rpartition('%20')[2]}"


def _html(shown: str, links: list[tuple[str, str]], signature: str, language: str, picture: str) -> str:
    parts = [shown, picture] if picture else [shown]
    if links:
        buttons = "\n".join(
            _BUTTON.format(link=html.escape(link), label=html.escape(_line(label))) for label, link in links
        )
        parts.append(f'<p style="margin:20px 0">{buttons}</p>')
    if signature.strip():
        lines = "<br>\n".join(html.escape(line) for line in signature.strip().splitlines())
        parts.append(f'<p style="margin-top:24px;color:#656d76">-- <br>\n{lines}</p>')
    return _PAGE.format(language=language, body="\n".join(parts) + "\n")


def _file(file: Attachment) -> bytes:
    """A file. A mail inside the mail goes as plain bytes, for it may be broken."""
    main, _, sub = file.media_type.partition("/")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.media_type) or main in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    name = _line(file.name).replace("/", "_")[:150] or "file"
    part = MIMEPart(POLICY)
    part.set_content(file.content or b"", maintype=main, subtype=sub, disposition="attachment", filename=name)
    return part.as_bytes()
