"""Who wrote a mail in whose From another one stands: the address of a group, of a form, of a shop that takes no mail.

Only then another header is asked. A person's Reply-To is not: a stranger could set it to steer our answers.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.channels.email.charsets import storable
from bot.channels.email.headers import Headers, beginning, mailboxes
from bot.channels.email.robot_words import NO_REPLY
from bot.core.messages import Address, Sender

#: Groups that put their own address in his place, for his domain's DMARC forbids them to name him
#: (https://support.google.com/a/answer/10684623), say here who he is.
_BY_GROUPS = ("x-original-from", "x-original-sender")


def author(headers: Headers, named: Sender, own: AbstractSet[str]) -> Sender:
    """The author, whom From has `named` unless an address stands there that is ours or takes no mail."""
    if not _is_anothers(named.address.value, own):
        return named
    groups = _BY_GROUPS if named.address.value in own else ()  # anybody can write these into a mail of his own
    for name in (*groups, "reply-to"):
        for title, address in (found for value in headers.raw(name) for found in mailboxes(beginning(value))):
            if not _is_anothers(address, own):
                return Sender(Address("email", address), storable(title), named.language)
    return named


def through_group(headers: Headers, named: Sender, own: AbstractSet[str]) -> bool:
    """Whether a group with an address of ours says whom it passes on."""
    return named.address.value in own and any(headers.raw(name) for name in _BY_GROUPS)


def _is_anothers(address: str, own: AbstractSet[str]) -> bool:
    return address in own or NO_REPLY.fullmatch(address) is not None
