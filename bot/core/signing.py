"""Marks that only this installation can make: in our Message-IDs and in the buttons of a mail."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs short texts with HMAC-SHA256, 80 bits, in lower-case base32 (16 characters a-z2-7)."""

    key: bytes = field(repr=False)

    def sign(self, text: str) -> str:
        """Returns the mark of `text`; the same text always has the same mark."""
        digest = hmac.digest(self.key, text.encode(), "sha256")[:10]
        return base64.b32encode(digest).decode().lower()

    def verify(self, text: str, mark: str) -> bool:
        """Whether `mark` is ours, in constant time. Never raises on odd input."""
        return hmac.compare_digest(self.sign(text).encode(), mark.lower().encode("utf8", "replace"))


def message_id(signer: Signer, outbox_key: str, ticket_id: int, domain: str) -> str:
    """Makes the Message-ID of an outgoing mail: the same at every attempt, and it proves the ticket when it
    comes back in References (RFC 5322, 3.6.4)."""
    local = f"rb.{ticket_id}.{outbox_key}"
    return f"<{local}.{signer.sign(local)}@{domain}>"


def ticket_of(signer: Signer, reference: str) -> int | None:
    """Reads the ticket out of a Message-ID of ours; None when it is not ours or was tampered with."""
    local = reference.strip().removeprefix("<").split("@", 1)[0]
    body, _, mark = local.rpartition(".")
    parts = body.split(".", 2)
    if len(parts) != 3 or parts[0] != "rb" or not parts[1].isdecimal() or not parts[1].isascii():
        return None
    return int(parts[1]) if signer.verify(body, mark) else None


def outbox_key_of(signer: Signer, reference: str) -> str:
    """Reads the outbox row's key out of a Message-ID of ours; empty when it is not ours or was tampered with."""
    if ticket_of(signer, reference) is None:
        return ""
    return reference.strip().removeprefix("<").split("@", 1)[0].split(".", 2)[2].rpartition(".")[0]


def button_code(signer: Signer, data: str) -> str:
    """Makes the code that a mail's button carries in its subject, for example "[rb:solved:17:2:k3jq…]"."""
    return f"[rb:{data}:{signer.sign('button ' + data)}]"


def pressed_button(signer: Signer, subject: str) -> str:
    """Reads a button's data back out of a subject; empty when there is none or it is not ours."""
    start = subject.rfind("[rb:")
    end = subject.find("]", start)
    if start < 0 or end < 0:
        return ""
    data, _, mark = subject[start + 4 : end].rpartition(":")
    return data if data and signer.verify("button " + data, mark) else ""


def without_code(subject: str) -> str:
    """A subject without the code of a button."""
    return _CODE.sub("", subject).strip()


_CODE = re.compile(r"\s*\[rb:[^\]]{1,200}\]")
_START = re.compile(r"m(\d{1,15})-(\d{1,9})-([a-z2-7]{16})")


def start_code(signer: Signer, address_id: int, until: datetime) -> str:
    """Makes the code of a link into a chat. It proves this address until that hour, and fits in a deep link
    (https://core.telegram.org/bots/features#deep-linking: 64 characters of A-Z a-z 0-9 _ -)."""
    body = f"m{address_id}-{int(until.timestamp()) // 3600}"
    return f"{body}-{signer.sign('start ' + body)}"


def is_start_code(code: str) -> bool:
    """Whether it has the shape of one: anything else behind a deep link is somebody else's."""
    return _START.fullmatch(code) is not None


def address_of_start(signer: Signer, code: str, now: datetime) -> int | None:
    """Reads the address out of such a code; None when it is not ours or too old."""
    found = _START.fullmatch(code)
    if found is None or not found[0].isascii():
        return None
    proven = signer.verify(f"start {code.rpartition('-')[0]}", found[3])
    return int(found[1]) if proven and now.timestamp() // 3600 <= int(found[2]) else None
