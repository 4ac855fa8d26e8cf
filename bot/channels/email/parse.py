"""A raw mail to an Inbound. Pure, and it never raises: what cannot be read is kept and said in `trouble`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.channels.email.authentication import proof
from bot.channels.email.authors import author, through_group
from bot.channels.email.bodies import FAULTS, Body, read_body
from bot.channels.email.bounces import read_bounce
from bot.channels.email.charsets import decode, storable
from bot.channels.email.headers import LONGEST_ADDRESSES, Headers, beginning, mailboxes, read_headers
from bot.channels.email.junk import spam
from bot.channels.email.opening_text import opening_text
from bot.channels.email.press_words import PRESS
from bot.channels.email.quotes import new_text
from bot.channels.email.robots import automatic
from bot.channels.email.signature import signature_lines
from bot.channels.email.subjects import answers, hands_on
from bot.core.files import LONGEST_KEPT, LONGEST_SHOWN, WHOLE_TEXT
from bot.core.messages import Address, Attachment, Automatic, Bounce, Inbound, Proof, Sender
from bot.core.signing import Signer, pressed_button, ticket_of

#: Stands for a sender that no header names (RFC 2606: ".invalid" never resolves). Nothing can be sent to it.
NOBODY = "unknown@sender.invalid"

MOST_REFERENCES = 100
MOST_COPIED, LONGEST_ADDRESS = 50, 320  # RFC 3696, erratum 1690: 64 + 1 + 255
PIECE = 1_000_000  # bytes

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0002fa1f]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_PLAIN = re.compile(r"[^\s\"<>@]+@[^\s\"<>@]+\.[^\s\"<>@]+")
_VISIBLE, _LINE_END = re.compile(rb"\S"), ord("\n")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


def parse_mail(
    raw: bytes, *, channel: str, own_addresses: Iterable[str], signer: Signer, now: datetime, authserv_id: str = ""
) -> Inbound:
    """Reads a mail; `now` is when the mailbox got it and becomes `at`, for the Date header is only a claim.

    The sender is who From names (Reply-To is ignored: a stranger could set it to steer our answers), Sender and
    Return-Path only when From names nobody. `authserv_id` names the server whose word about senders counts. With
    `trouble` set the raw mail is an attachment, "original.eml".
    """
    try:
        return _parse(raw, channel, {address.lower() for address in own_addresses}, signer, now, authserv_id)
    except FAULTS as error:
        body = Body(decode(raw)[0], faults=[f"the mail could not be read ({type(error).__name__})"])
        _keep_whole(body)
        sender = Sender(Address("email", NOBODY))
        key = "mail:" + hashlib.sha256(raw).hexdigest()
        return Inbound(
            channel, key, sender, key, body.text, now, raw, full_text=body.text,
            attachments=_files(body, raw), trouble=body.trouble, proof="unknown",
        )  # fmt: skip


def _parse(raw: bytes, channel: str, own: set[str], signer: Signer, now: datetime, authserv_id: str) -> Inbound:
    lines = raw if b"\n" in raw else raw.replace(b"\r", b"\n")  # a lone CR ended lines on old machines
    headers = read_headers(lines)
    body = read_body(lines, headers)
    _keep_whole(body)
    subject = storable(headers.text("subject"))
    message_id, references = next(iter(headers.ids("message-id")), ""), _references(headers)
    press = pressed_button(signer, subject)
    if press:
        body.text = _added(body.text)
    text = _written(body.text, subject, references, signer)
    named = _sender(headers, body, language_of(f"{subject}\n{text[:20_000]}"))
    sender = author(headers, named, own)
    key = mail_key(lines, headers)
    ours = ticket_of(signer, message_id) is not None
    robot: Automatic = "replied" if ours else _automatic(headers, (named, sender), subject, own)
    bounce = read_bounce(lines, body.text) if robot == "bounce" else Bounce()
    return Inbound(
        channel=channel,
        key=key,
        sender=sender,
        thread=message_id or key,
        text=text,
        at=now,
        raw=raw,
        subject=subject,
        full_text=body.text,
        attachments=_files(body, raw),
        message_id=message_id,
        references=references,
        claim=_claim(signer, (*references, bounce.message_id)),
        press="" if _is_formed(headers, named, sender, own) else press,
        automatic=robot,
        bounce=bounce,
        trouble=body.trouble,
        proof=_proof(headers, authserv_id, named, sender),
        spam=spam(headers),
        copied=_copied(headers, {*own, sender.address.value, NOBODY}),
        signature=signature_lines(body.text),
    )


def _added(text: str) -> str:
    """What he wrote into the mail of a button, without our own words."""
    return "\n".join(line for line in text.split("\n") if line.strip() not in PRESS.values()).strip()


def _written(text: str, subject: str, references: tuple[str, ...], signer: Signer) -> str:
    """What he newly wrote. A mail that he hands on is shown with it, for he writes about it, unless it is ours. A
    mail that answers none quotes none."""
    if hands_on(subject) and _claim(signer, references) is None:
        return text.strip()
    return new_text(text) if references or answers(subject) else opening_text(text)


def mail_key(raw: bytes, headers: Headers) -> str:
    """Returns the key that every copy of a mail has, whichever way it came: what the author's program wrote counts,
    what servers add on the way (Received, Delivered-To) and their line ends do not. Without a Date and a Message-ID all
    of it counts, without a body the words among the headers: else different mails would have one key."""
    digest = hashlib.sha256()
    known = False
    for name in ("from", "date", "subject", "message-id"):
        for value in headers.raw(name):
            digest.update(name.encode() + b":" + b" ".join(value.split()) + b"\n")
            known |= name in ("date", "message-id") and bool(value.strip())
    digest.update(b"\n")
    begin = headers.body_at if known else 0
    for piece in _pieces(raw, begin) if _VISIBLE.search(raw, begin) else (headers.stray,):
        digest.update(piece)
    return "mail:" + digest.hexdigest()


def _pieces(raw: bytes, begin: int) -> Iterator[bytes]:
    """The bytes from there to the last that ends no line, with plain line ends: a piece at a time, for a whole copy of
    a huge mail is one too many."""
    end = len(raw)
    while end > begin and raw[end - 1] == _LINE_END:
        end -= 2 if raw[max(begin, end - 2) : end] == b"\r\n" else 1
    while begin < end:
        after = min(begin + PIECE, end)
        after += after < end and raw[after - 1 : after + 1] == b"\r\n"
        yield raw[begin:after].replace(b"\r\n", b"\n")
        begin = after


def _sender(headers: Headers, body: Body, language: str) -> Sender:
    for name in ("from", "sender", "return-path"):
        for value in headers.raw(name):
            for title, address in mailboxes(beginning(value)) or mailboxes(value):
                if name != "from":
                    body.fault("From names no address")
                shown = "" if title.lower() == address else title
                return Sender(Address("email", address), storable(shown), language)
    body.fault("the mail names no sender")
    return Sender(Address("email", NOBODY), "", language)


def _references(headers: Headers) -> tuple[str, ...]:
    """The thread's ids, each once, the mail that is answered last, as the header has them (RFC 5322, 3.6.4)."""
    answered = headers.ids("in-reply-to")[:3]
    earlier = [name for name in headers.ids("references") if name not in answered]
    return tuple(dict.fromkeys([*earlier[-MOST_REFERENCES:], *answered]))


def _copied(headers: Headers, others: set[str]) -> tuple[str, ...]:
    """Whom To and Cc name beside these, each once, the first ones."""
    values = [value[:LONGEST_ADDRESSES] for name in ("to", "cc") for value in headers.raw(name)]
    named = dict.fromkeys(address for value in values for _, address in mailboxes(value))
    plain = (a for a in named if a not in others and len(a) <= LONGEST_ADDRESS and _PLAIN.fullmatch(a))
    return tuple(plain)[:MOST_COPIED]


def _claim(signer: Signer, references: tuple[str, ...]) -> int | None:
    """The ticket that the nearest Message-ID of ours proves."""
    found = (ticket_of(signer, name) for name in reversed(references))
    return next((ticket for ticket in found if ticket is not None), None)


def _automatic(headers: Headers, people: tuple[Sender, Sender], subject: str, own: set[str]) -> Automatic:
    """A mail of our own that comes back is a machine's too: answering it would be a loop. What a colleague hands on in
    our name is somebody's request; so is what a form sends in it, but nobody answers by himself whom a form names."""
    named, author = (person.address.value for person in people)
    if author in own and not hands_on(subject):
        return "replied"
    found = automatic(headers, author if named in own else named, subject)
    return found or ("generated" if _is_formed(headers, *people, own) else "")


def _is_formed(headers: Headers, named: Sender, author: Sender, own: set[str]) -> bool:
    """Whether a form, not he himself, says who the author is: he presses no button there, for whoever got to see its
    code could press it in his name."""
    other = author.address.value != named.address.value and not through_group(headers, named, own)
    return other or author.address.value in own


def _proof(headers: Headers, authserv_id: str, named: Sender, author: Sender) -> Proof:
    """What is proven of the author: where another one's name stands in From, at most that this one let him through."""
    if named.address.value == NOBODY:
        return "unknown"
    found = proof(headers, authserv_id, named.address.value)
    return found if author is named or found == "refuted" else "unknown"


def _keep_whole(body: Body) -> None:
    """Makes a file of a text that is too long to be shown; of one that is too long to be a letter, no more is kept."""
    if len(body.text) > LONGEST_SHOWN:
        content = body.text.encode()
        body.attachments.append(Attachment(WHOLE_TEXT, "text/plain", len(content), content))
        body.text = body.text[:LONGEST_KEPT]


def _files(body: Body, raw: bytes) -> tuple[Attachment, ...]:
    """The mail's files, and the mail itself when not all of it could be read."""
    original = (Attachment("original.eml", "message/rfc822", len(raw), raw),) if body.faults else ()
    return (*body.attachments, *original)


def language_of(text: str) -> str:
    """Returns "zh" or "en" by the script of the text, empty when it is neither or there is none."""
    foreign = not text.isascii()
    han, words = len(_HAN.findall(text)) if foreign else 0, len(_WORD.findall(text))
    if (foreign and _KANA_HANGUL.search(text)) or not (han or words):
        return ""
    return "zh" if han * 2 >= words else "en"
