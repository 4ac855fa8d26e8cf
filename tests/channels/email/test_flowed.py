"""Paragraphs that a program broke into lines for the way stand in one line again (RFC 3676)."""

import time

import pytest

from tests.channels.email.conftest import parsed

BROKEN = "The pump in hall two has stopped \nagain after a few minutes, and \nnobody knows why.\n\nWhat now?"


def read(text: str, more: str = "; format=flowed", subject: str = "Pump") -> str:
    head = (
        f"From: ann@acme.example\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8{more}"
    )
    return parsed(f"{head}\n\n{text}\n".encode()).text


def test_a_broken_paragraph_is_one_line() -> None:
    whole = "The pump in hall two has stopped again after a few minutes, and nobody knows why.\n\nWhat now?"
    assert read(BROKEN) == whole
    assert read(BROKEN, '; format="Flowed"; delsp=no') == whole


@pytest.mark.parametrize("more", ["", "; format=fixed", "; name=flowed"])
def test_where_nobody_says_that_it_was_broken_lines_stay(more: str) -> None:
    assert read(BROKEN, more).count("\n") == 4


def test_chinese_words_and_addresses_have_no_blank_in_their_middle() -> None:
    text = "打印机坏了，请 \n尽快修理。见 http://x.example/aaaa \nbbbb"
    assert read(text, "; format=flowed; delsp=yes") == "打印机坏了，请尽快修理。见 http://x.example/aaaabbbb"


def test_a_blank_before_a_line_that_looks_like_a_mark_is_taken_off() -> None:
    assert read(" From here on it leaks.\n >no quote") == "From here on it leaks.\n>no quote"


def test_a_signature_s_mark_joins_nothing() -> None:
    assert read("It leaks. \n-- \nAnn Lee\nAcme Ltd") == "It leaks."


def test_an_introduction_broken_so_is_known() -> None:
    quoted = "It leaks.\n\nOn Mon, 2 Mar 2026 at 09:30, Support \n<s@desk.example> wrote:\n> Is it \n> wet?\n"
    assert read(quoted, subject="Re: Pump") == "It leaks."


@pytest.mark.parametrize("line", ["a \n", "> a \n", " \n", ">\n", "-- \n"])
def test_hostile_lines_take_no_time(line: str) -> None:
    started = time.process_time()
    read(line * (400_000 // len(line)))
    assert time.process_time() - started < 3
