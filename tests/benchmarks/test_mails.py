"""The benchmark's mails: the same for everybody, of every kind, and readable as they say."""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks.mails import letters
from bot.channels.email.parse import parse_mail
from bot.core.signing import Signer

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_same_seed_gives_the_same_mails() -> None:
    assert letters(60, seed=3) == letters(60, seed=3)
    assert letters(60, seed=3) != letters(60, seed=4)


def test_every_kind_is_among_them() -> None:
    found = letters(400)
    assert {letter.role for letter in found} == {"request", "silent", "reply", "robot", "copy"}
    assert {letter.box for letter in found} == {0, 1}
    assert len({letter.sender for letter in found if letter.role == "request"}) > 200


def test_what_a_mail_says_is_what_is_read_in_it() -> None:
    for letter in letters(120):
        mail = parse_mail(letter.raw, channel="email:a", own_addresses=(), signer=Signer(b"k" * 32), now=NOW)
        assert (mail.subject, mail.sender.address.value) == (letter.subject, letter.sender)
        assert mail.text.split() == letter.text.split()
