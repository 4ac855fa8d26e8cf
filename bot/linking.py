"""One person, several ways: he proves that another account or address is his, too.

Three proofs: the link in a mail that he follows into Telegram, a code sent to a mail address that he types in a chat,
an engineer's word. A code is sent when he names the address, or when he shares a contact of his own whose number stands
in the record of somebody who wrote a mail: that alone proves nothing, anybody may have named his number there.

Nothing of a person is shown to an account that has not proved to be his; whoever asks about an address hears the same
whether we know it or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.core.events import Case, Linked, Person
from bot.core.messages import Address, DeskAction, Inbound
from bot.core.signing import address_of_start, is_start_code
from bot.db import linking, people
from bot.enact import House

VALID, TRIES = timedelta(minutes=10), 5
MOST_CODES = 3  # asked for from one account in an hour
_ADDRESS = r"([^\s<>@,;]{1,64}@[^\s<>@,;]{1,200}\.[^\s<>@,;.]{2,24})"
_ASKED = re.compile(r"(?:link|绑定)\s{0,3}(?:邮箱)?\s{0,3}[:：]?\s{0,3}" + _ADDRESS, re.IGNORECASE)
_CODE = re.compile(r"\s{0,9}(\d{6})\s{0,9}")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A message, who wrote it as far as we knew, and when."""

    inbound: Inbound
    customer: people.Customer
    now: datetime


def proved(connection: Connection, house: House, met: Meeting) -> Linked | None:
    """What a message proves, or asks to prove; None when it is about something else. An address that proved to be
    another customer's belongs to him when this returns."""
    inbound = met.inbound
    if not inbound.in_conversation or inbound.press or inbound.automatic:
        return None
    if inbound.command == "start" and is_start_code(inbound.text):
        return _followed(connection, house, met) if inbound.private else Linked("private")
    asked = _ASKED.fullmatch(f"link {inbound.text}" if inbound.command == "link" else inbound.text.strip())
    if (asked or inbound.command == "link") and not inbound.private:
        return Linked("private")
    if asked or inbound.command == "link":
        return _asked(connection, house, met, asked[1].lower() if asked else "")
    typed = _CODE.fullmatch(inbound.text) if inbound.private else None
    code = linking.open_code(connection, met.customer.address_id) if typed else None
    return _typed(connection, house, met, {**code, "typed": typed[1]}) if typed and code else None


def _followed(connection: Connection, house: House, met: Meeting) -> Linked:
    """He followed the link of a mail: whoever reads that mailbox."""
    code = met.inbound.text
    address_id = address_of_start(house.signer, code, met.now)
    owner = linking.owner_of(connection, address_id) if address_id is not None else None
    if owner is None or linking.is_used(connection, code):
        return Linked("over")
    return _joined(connection, met, owner, {"evidence": "link", "code": code})


def _asked(connection: Connection, house: House, met: Meeting, value: str) -> Linked:
    """He says that an address is his: a code goes there."""
    if not value:
        return Linked("how")
    found = people.find(connection, Address("email", value))
    asker = met.customer.address_id
    recent = linking.codes_since(connection, asker, met.now - timedelta(hours=1))
    if found is None or found.id == met.customer.id or recent >= MOST_CODES:
        return Linked("asked", value)
    return Linked("asked", value, _code(connection, house, met, found.address_id), found.address_id)


def known_number(connection: Connection, house: House, met: Meeting) -> Linked | None:
    """A code for the one customer by mail in whose record the number stands that he shared as his own; None when there
    is none, or more than one."""
    inbound, asker = met.inbound, met.customer
    if not inbound.contact or not inbound.private:
        return None
    found = linking.mail_of_number(connection, inbound.contact, asker.id)
    if found is None or linking.codes_since(connection, asker.address_id, met.now - timedelta(hours=1)) >= MOST_CODES:
        return None
    return Linked("number", code=_code(connection, house, met, found), address_id=found)


def _code(connection: Connection, house: House, met: Meeting, address_id: int) -> str:
    """A new code for this address, good for whoever asks here."""
    asker, number = met.customer.address_id, f"{int(house.new_key(), 16) % 10**6:06}"
    mark = house.signer.sign(f"code {asker} {number}")
    values = {"asker_id": asker, "address_id": address_id, "mark": mark, "made_at": met.now}
    linking.keep_code(connection, values)
    return number


def _typed(connection: Connection, house: House, met: Meeting, code: dict[str, object]) -> Linked:
    """He typed six digits while a code was waited for."""
    made, tries = code["made_at"], int(str(code["tries"])) + 1
    assert isinstance(made, datetime)
    right = house.signer.verify(f"code {met.customer.address_id} {code['typed']}", str(code["mark"]))
    if met.now - made > VALID or (tries >= TRIES and not right):
        linking.tried(connection, int(str(code["id"])), {"tries": tries, "used_at": met.now})
        return Linked("over")
    if not right:
        linking.tried(connection, int(str(code["id"])), {"tries": tries})
        return Linked("wrong")
    linking.tried(connection, int(str(code["id"])), {"tries": tries, "used_at": met.now})
    owner = linking.owner_of(connection, int(str(code["address_id"])))
    assert owner is not None
    return _joined(connection, met, owner, {"evidence": "code"})


def _joined(connection: Connection, met: Meeting, owner: int, proof: dict[str, str]) -> Linked:
    """From here on both ways are one person's, and the conversation goes on about what he asked for last."""
    if owner != met.customer.id:
        linking.join(connection, met.customer.address_id, owner, {**proof, "made_at": met.now})
    way = (met.inbound.channel, met.inbound.thread)
    linking.speaks_of(connection, way, linking.latest_open(connection, owner), met.now)
    return Linked("joined", evidence=proof["evidence"])


def by_an_engineer(connection: Connection, case: Case, action: DeskAction, ticket: Mapping[str, Any]) -> Case:
    """The case with whom an engineer takes for the same person, or with the links that he can take back."""
    if action.action == "apart":
        return replace(case, links=tuple(linking.of_customer(connection, ticket["customer_id"])))
    if action.action != "same_person":
        return case
    owner = _named(connection, action.fields.get("same_as", "").strip())
    return replace(case, other=Person(owner, owner == ticket["customer_id"]) if owner else None)


def _named(connection: Connection, text: str) -> int | None:
    """The customer behind a ticket's reference, a mail address, or an account as the card shows it."""
    kind, _, value = text.rpartition(":")
    at = (kind or "email", value.lower() if kind in ("", "email") else value)
    return linking.requester_of(connection, text.upper()) or linking.customer_at(connection, *at)
