"""Marks that only this installation can make: in our Message-IDs and in the buttons of a mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs short texts with HMAC-SHA256, 80 bits, in lower-case base32 (16 characters a-z2-7)."""

    key: bytes = field(repr=False)

    def sign(self, text: str) -> str:
        """Returns the mark of `text`; the same text always has the same mark."""
        digest = hmac.new(self.key, text.encode(), hashlib.sha256).digest()[:10]
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
