"""An outbox row to a mail. Pure, and wholly determined by what is handed in."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime
from urllib.parse import quote

from bot.channels.email.settings import MailboxSettings
from bot.channels.markdown import to_html, to_plain
from bot.core.messages import Address, Attachment, Button, Outbound
from bot.core.signing import Signer, button_code

#: What a button's mail says until its writer adds something.
PRESS = {"zh": "请直接发送此邮件，也可以补充说明。", "en": "Just send this mail. You may add a few words."}
HINT = {"zh": "点击即可生成一封邮件，直接发送即可：", "en": "Each of these opens a mail that you just send:"}

#: Header lines of ids may be folded between ids only (RFC 5322, 3.6.4).
_ID_HEADERS = {"message-id", "in-reply-to", "references"}
MOST_REFERENCES = 20
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


class _MailPolicy(EmailPolicy):
    """The standard policy encodes an id longer than a line as an encoded word, which nobody reads as an id."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _ID_HEADERS:
            return _fold_ids(name, value)
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _ID_HEADERS:
            return _fold_ids(name, value).encode("ascii", "replace")
        return super().fold_binary(name, value)


def _fold_ids(name: str, value: str) -> str:
    return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"


POLICY = _MailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78)


def compose_mail(
    outbound: Outbound, mailbox: MailboxSettings, *, to: Address, date: datetime, signer: Signer
) -> EmailMessage:
    """Builds the mail. The same arguments give the same bytes. Raises ValueError for an address no mail can go to."""
    mail = EmailMessage(POLICY)
    mail["From"] = _mailbox(mailbox.address, _line(mailbox.display_name))
    mail["To"] = _mailbox(to.value)
    mail["Date"] = format_datetime(date)
    mail["Subject"] = _line(outbound.subject)
    _set_ids(mail, outbound)
    if outbound.automatic:
        mail["Auto-Submitted"] = "auto-replied"
    links = [(button.label, press_link(button, outbound.subject, mailbox, signer)) for button in outbound.buttons]
    language = outbound.language if outbound.language in PRESS else mailbox.language
    mail.set_content(_text(outbound.body, links, mailbox.signature, language), cte="base64")
    mail.add_alternative(_html(outbound.body, links, mailbox.signature, language), subtype="html", cte="base64")
    for file in outbound.files:
        _attach(mail, file)
    _fix_boundaries(mail, outbound)
    return mail


def press_link(button: Button, subject: str, mailbox: MailboxSettings, signer: Signer) -> str:
    """Returns the mailto link whose mail `parse` reads as the press of `button` (RFC 6068)."""
    words = f"{_line(button.label)} {_line(subject)}".strip()[:120]
    subject = quote(f"{words} {button_code(signer, button.data)}", safe="")
    body = quote(PRESS[mailbox.language], safe="")
    return f"mailto:{quote(mailbox.address, safe='@+')}?subject={subject}&body={body}"


def _line(text: str) -> str:
    """One line without control characters, so that no value can start a header of its own."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _mailbox(address: str, name: str = "") -> MailAddress:
    local, _, domain = address.rpartition("@")
    quoted = local.startswith('"') and local.endswith('"') and len(local) > 2
    if not (local and domain) or _line(address) != address or domain.endswith(".invalid"):
        raise ValueError("not a mail address")
    if " " in (domain if quoted else address):
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


def _set_ids(mail: EmailMessage, outbound: Outbound) -> None:
    """Message-ID, and the thread: the mail that is answered stands last, and is In-Reply-To."""
    if outbound.message_id:
        mail["Message-ID"] = outbound.message_id
    ids = [name for name in dict.fromkeys(outbound.references) if _ID.fullmatch(name)]
    if ids:
        mail["In-Reply-To"] = ids[-1]
        mail["References"] = " ".join(ids[-MOST_REFERENCES:])


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


def _html(body: str, links: list[tuple[str, str]], signature: str, language: str) -> str:
    parts = [to_html(body)]
    if links:
        buttons = "\n".join(
            _BUTTON.format(link=html.escape(link), label=html.escape(_line(label))) for label, link in links
        )
        parts.append(f'<p style="margin:20px 0">{buttons}</p>')
    if signature.strip():
        lines = "<br>\n".join(html.escape(line) for line in signature.strip().splitlines())
        parts.append(f'<p style="margin-top:24px;color:#656d76">-- <br>\n{lines}</p>')
    return _PAGE.format(language=language, body="\n".join(parts) + "\n")


def _attach(mail: EmailMessage, file: Attachment) -> None:
    """Appends a file. A mail inside the mail goes as plain bytes, for it may be broken."""
    main, _, sub = file.media_type.partition("/")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.media_type) or main in ("message", "multipart"):
        main, sub = "application", "octet-stream"
    name = _line(file.name).replace("/", "_")[:150] or "file"
    mail.add_attachment(file.content or b"", maintype=main, subtype=sub, filename=name)


def _fix_boundaries(mail: MIMEPart, outbound: Outbound) -> None:
    """Boundaries are random by default; ours follow from the row."""
    parts: Iterable[MIMEPart] = (part for part in mail.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        seed = f"{outbound.message_id} {outbound.id} {number}".encode()
        part.set_boundary(f"rb_{hashlib.sha256(seed).hexdigest()[:32]}")
