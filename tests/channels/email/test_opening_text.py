"""What is read of a mail that answers none, and of one that is handed on: in doubt, all of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.opening_text import opening_text
from bot.channels.email.parse import parse_mail
from bot.channels.email.reader import Reader
from bot.channels.email.subjects import answers, hands_on
from bot.core.messages import Inbound
from bot.core.signing import Signer, message_id
from tests.channels.email.test_quotes import APPENDED, samples

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SIGNER = Signer(b"x" * 32)
KEPT = samples("opening_mails.txt")
FORWARDED = """\
FYI, see below.

---------- Forwarded message ---------
From: Dan Fox <dan@otherfirm.example>
Date: Mon, 11 May 2026 at 15:01
Subject: Elevator 2
To: Ann Lee <ann@acme.example>

Two people are trapped in elevator 2.

Best regards
Dan Fox
Otherfirm GmbH
Tel. +49 89 12345678
"""


def mail(subject: str, text: str, more: str = "") -> bytes:
    head = f"From: ann@acme.example\nSubject: {subject}\nMessage-ID: <1@acme.example>\n{more}"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def read(subject: str, text: str, more: str = "") -> Inbound:
    raw = mail(subject, text, more)
    return parse_mail(raw, channel="email:support", own_addresses=(), signer=SIGNER, now=NOW)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_looks_like_a_quote_or_a_footer_stays_in_a_mail_that_answers_none(text: str) -> None:
    assert read("Request", text).text.split("\n") == [line.rstrip() for line in text.split("\n")]


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Lee\nAcme Ltd\n+49 30 1234567",
        "--\nAnn Lee",
        "------------------\n李伟\n某某公司\n电话：138 0013 8000",
        "________________________________\nAnn Lee\nAcme Ltd\nTel.: +49 30 1234567\nwww.acme.example",
        "_____\nAnn Lee\nann@acme.example\n_____",
        "-- \nAnn Lee\nAcme Ltd, since 1950 we move the world.\n+49 30 1234567",
        "| |\n李伟\n|\n|\nli@example.cn\n|\n签名由网易邮箱大师定制",
        "-- \nAnn Lee\n\nThis e-mail is confidential and intended solely for the addressee.\nElse delete it.",
    ],
)
def test_a_signature_that_ends_the_mail_does_not(signature: str) -> None:
    assert read("Request", f"The lift stands still.\n\n{signature}\n").text == "The lift stands still."


@pytest.mark.parametrize("appended", [one for name, one in APPENDED.items() if "\n" not in one.strip()])
def test_nor_does_what_devices_and_lawyers_append(appended: str) -> None:
    assert opening_text(f"The lift stands still.\n\n{appended}\n") == "The lift stands still."


def test_what_an_answer_quotes_is_cut_by_its_subject_or_its_thread_alone() -> None:
    quoted = "It still jams.\n\n-----Original Message-----\nFrom: Desk\nSent: Monday\nSubject: x\n\nPlease restart."
    assert read("Request", quoted).text == quoted
    assert read("Re: Request", quoted).text == "It still jams."
    assert read("Request", quoted, "In-Reply-To: <2@desk.example>\n").text == "It still jams."


def test_a_mail_that_is_handed_on_is_shown_with_the_words_over_it() -> None:
    for subject in ("Fwd: Elevator 2", "转发：Elevator 2", "[EXTERNAL] WG: Elevator 2"):
        assert read(subject, FORWARDED, "References: <2@otherfirm.example>\n").text == FORWARDED.strip()


def test_one_of_ours_that_comes_back_so_is_not() -> None:
    ours = f"References: {message_id(SIGNER, 'a1', 7, 'desk.example')}\n"
    assert read("Fwd: Elevator 2", FORWARDED, ours).text == "FYI, see below."


def test_who_hands_a_mail_on_is_not_taken_for_its_author_but_how_bad_it_is_counts() -> None:
    look = Reader("email:support", (), SIGNER, region="DE").read(mail("FW: Elevator 2", FORWARDED), NOW).impression
    assert look is not None
    assert look.urgent
    assert not {"name", "organisation", "phone"} & look.proposals.keys()


@pytest.mark.parametrize(
    "subject",
    ["Re: a", "RE[2]: a", "AW: a", "回复：a", "答复: a", "[EXT] Re: a", "Re : a", "SV: a", "Antw: a", "Re: Fwd: a"],
)
def test_the_subject_of_an_answer_is_known(subject: str) -> None:
    assert answers(subject)
    assert not hands_on(subject)


@pytest.mark.parametrize("subject", ["Fwd: a", "FW: a", "WG: a", "TR: a", "转发：a", "轉寄: a", "Fwd: Re: a"])
def test_and_that_of_a_mail_handed_on(subject: str) -> None:
    assert hands_on(subject)
    assert not answers(subject)


@pytest.mark.parametrize(
    "subject", ["Reset the password", "Regarding: pump", "Forward gear", "I need help: pump", "R2D2: x", ""]
)
def test_any_other_subject_is_neither(subject: str) -> None:
    assert not answers(subject)
    assert not hands_on(subject)


@given(st.text(alphabet="> \n-_ab:：1@<>OnFromwrote写道发件人|", max_size=160))
def test_nothing_raises_and_nothing_is_lost_altogether(text: str) -> None:
    assert bool(opening_text(text)) == bool(text.strip())


@pytest.mark.parametrize("line", ["-- \n", "_____\n", "-\n", "\n", ">", "confidentiality notice\n\n", "+4912345678\n"])
def test_hostile_lines_take_no_time(line: str) -> None:
    started = time.process_time()
    opening_text("hello\n" + line * (450_000 // len(line)))
    assert time.process_time() - started < 3
