"""What is taken out of a huge mail while its structure is read comes back whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.mails import letters
from bot.channels.email import bulk
from bot.channels.email.bulk import Bulk
from bot.core.messages import Inbound
from tests.channels.email.conftest import MAILS, parsed

LETTERS = sorted(MAILS.glob("*.eml"))


@contextmanager
def taking_out(long: int, edge: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bulk, "LONG", long)
        patched.setattr(bulk, "EDGE", edge)
        yield


def content(mail: Inbound) -> tuple[str, str, tuple[tuple[str, bytes | None], ...]]:
    return mail.subject, mail.full_text, tuple((file.name, file.content) for file in mail.attachments)


@given(
    st.lists(
        st.sampled_from([b"a", b"--b\r\n", b"\r\n", b"\n", b"\r", b"word " * 9, b"\xe6\x89\x93", b"="]), max_size=60
    )
)
def test_all_of_it_comes_back(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    with taking_out(40, 8):
        taken = Bulk(b"Head: x\n\n", raw, len(raw) // 3)
        assert taken.restore(taken.slim) == b"Head: x\n\n" + raw[len(raw) // 3 :]


def test_a_line_that_may_end_a_part_stays() -> None:
    raw = b"--b\r\nA: b\r\n\r\n" + b"x" * 500 + b"\r\n--b\r\nC: d\r\n\r\n" + b"y" * 500 + b"\r\n--b--\r\n"
    with taking_out(100, 40):
        slim = Bulk(b"", raw).slim
    assert len(slim) < 450
    assert slim.count(b"\r\n--b") == 2
    assert b"A: b" in slim
    assert b"C: d" in slim


def test_odd_mails_are_read_alike_with_their_middles_taken_out() -> None:
    assert len(LETTERS) > 20
    for path in LETTERS:
        raw = path.read_bytes()
        with taking_out(10**9, 0):
            whole = content(parsed(raw))
        with taking_out(400, 150):
            assert content(parsed(raw)) == whole, path.name


def test_mails_of_all_shapes_are_read_alike_with_their_middles_taken_out() -> None:
    for letter in letters(300):
        with taking_out(10**9, 0):
            whole = content(parsed(letter.raw))
        with taking_out(600, 200):
            assert content(parsed(letter.raw)) == whole, letter.shape
