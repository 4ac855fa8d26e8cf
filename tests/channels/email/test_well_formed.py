"""What is cut at its boundaries is what the standard parser finds, and whatever is odd is left to that."""

import random
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

import pytest

from bot.channels.email.well_formed import well_formed
from tests.channels.email.conftest import MAILS

ODD = (b"\n", b"\r", b"\r\n", b"--", b"--b", b":", b";", b'"', b"\x00", b" ", b"\t", b"\xff", b"\x0b", b"\x1c", b"\x85")
NESTED = (
    b'Content-Type: multipart/mixed;\r\n boundary="b"\r\n\r\npreamble\r\n--b\r\n'
    b'Content-Type: multipart/alternative; boundary="b-1"\r\n\r\n--b-1\r\nContent-Type: text/plain\r\n\r\none\r\n\r\n'
    b"--b-1\r\nContent-Type: text/html;\r\n\tcharset=utf-8\r\n\r\n<p>one\xc3\xa9\r\n--b-1--\r\n\r\n--b  \r\n\r\n"
    b"two\r\n--bb\r\n--b--"
)


def told(message: Message) -> Any:
    payload = vars(message)["_payload"]  # get_payload decodes it, and fails where a charset is none
    parts = [told(part) for part in payload] if isinstance(payload, list) else payload
    return [*message.raw_items()], message.get_default_type(), parts


def is_the_same(raw: bytes) -> bool:
    """Whether it was plain enough; then it must be the same."""
    message = well_formed(raw)
    if message is None:
        return False
    assert told(message) == told(message_from_bytes(raw, policy=compat32)), raw
    return True


def changed(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    if chance.random() < 0.5:
        for _ in range(chance.randint(1, 3)):
            lines[chance.randrange(len(lines))] = lines[chance.randrange(len(lines))]
        return b"\n".join(lines)
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice(ODD) + raw[at + chance.randrange(3) :]


def test_nested_parts_are_told_apart() -> None:
    assert is_the_same(NESTED)


@pytest.mark.parametrize(
    "raw",
    [
        NESTED.removesuffix(b"--b--"),
        NESTED.replace(b"--b-1--", b""),
        NESTED.replace(b'"b-1"', b'"b"'),
        NESTED.replace(b"two", b"two\rthree"),
        b"Content-Type: multipart/mixed\n\n--b\n\none\n--b--",
        b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\none\n--b--",
        b"Content-Type: message/rfc822\n\nSubject: s\n\none",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b--\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\none\n--b--\n",
        b"From somebody\nContent-Type: text/plain\n\none",
        b"Content-Type : text/plain\n\none",
        b"Content-Type: text/plain",
    ],
)
def test_what_is_odd_is_left_to_the_standard_parser(raw: bytes) -> None:
    assert well_formed(raw) is None


def test_mails_nobody_has_thought_of_are_the_same_or_left_alone() -> None:
    chance = random.Random(7)
    mails = [NESTED] * 20 + [path.read_bytes()[:20_000] for path in sorted(MAILS.glob("*.eml"))]
    plain = [is_the_same(changed(raw, chance)) for raw in mails for _ in range(30)]
    assert 0.2 < sum(plain) / len(plain) < 0.9
