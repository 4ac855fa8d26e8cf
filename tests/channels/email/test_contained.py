"""Parts that hold a message in another shape, whole and broken."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email import tnef
from bot.channels.email.contained import opened, without_armour
from bot.core.messages import Inbound
from tests.channels.email.conftest import parsed


def test_the_files_of_a_winmail_dat_are_files_of_the_mail(odd: Callable[[str], Inbound]) -> None:
    files = [(file.name, file.content) for file in odd("winmail-dat-with-files").attachments]
    assert files[1:] == [("日志.txt", b"error 42\n"), ("photo.png", b"\x89PNG\r\n\x1a\n")]
    assert files[0][0] == "winmail.dat"


def test_what_cannot_be_opened_stays_a_file_of_the_mail(odd: Callable[[str], Inbound]) -> None:
    assert [file.name for file in odd("encrypted").attachments][-1] == "encrypted.asc"
    assert [file.name for file in odd("nested-forwards").attachments] == ["message.eml"]


def test_an_encrypted_mail_says_so_and_keeps_its_file(odd: Callable[[str], Inbound]) -> None:
    mail = odd("encrypted")
    assert (mail.subject, mail.text, mail.trouble) == ("s", "", "the mail is encrypted, and the desk has no key for it")


def test_an_encrypted_block_in_the_text_is_a_file() -> None:
    block = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n=x\n-----END PGP MESSAGE-----\n"
    mail = parsed(b"From: a@b.example\nSubject: secret\n\nHello\n\n" + block + b"\nAnn\n")
    assert mail.text.split() == ["Hello", "Ann"]
    assert "encrypted" in mail.trouble
    assert [(file.name, file.content) for file in mail.attachments] == [("encrypted.asc", block)]
    talk = parsed(b"From: a@b.example\nSubject: keys\n\nMy file begins with -----BEGIN PGP MESSAGE-----. Why?\n")
    assert (talk.trouble, talk.attachments) == ("", ())


def test_no_winmail_dat_is_refused_and_a_cut_one_gives_what_is_there() -> None:
    with pytest.raises(ValueError, match=r"no winmail\.dat"):
        tnef.opened(b"PK")
    whole = struct.pack("<IH", tnef.SIGNATURE, 1) + struct.pack("<BHHI", 1, 0x800C, 2, 5) + b"hello\0\0"
    assert tnef.opened(whole) == ("hello", [])
    assert tnef.opened(whole[:-4]) == ("hel", [])


@given(st.binary(max_size=400))
def test_no_bytes_keep_the_reader_of_winmail_dat_busy(tail: bytes) -> None:
    text, files = tnef.opened(struct.pack("<IH", tnef.SIGNATURE, 1) + tail)
    assert len(text) + sum(len(content) for _, content in files) <= 2 * len(tail)


def test_a_million_empty_attributes_are_read_in_one_pass() -> None:
    many = struct.pack("<IH", tnef.SIGNATURE, 1) + (struct.pack("<BHHI", 2, 0x9002, 6, 0) + b"\0\0") * 1_000_000
    assert tnef.opened(many) == ("", [])


def test_a_calendar_entry_beyond_all_measure_is_left_alone() -> None:
    assert opened("text/calendar", "x.ics", b"BEGIN:VCALENDAR\n" * 100_000).text == ""


def test_a_text_that_only_begins_like_a_signed_one_stays_as_it_is() -> None:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n" * 2000
    assert without_armour(text) == text
