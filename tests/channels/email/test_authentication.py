"""Who sent a mail, by the word of the receiving server alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.authentication import proof
from bot.channels.email.headers import read_headers

OURS = "mx.desk.example"


def proved(*results: str, sender: str = "ann@acme.example", ours: str = OURS) -> str:
    block = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return proof(read_headers(f"{block}From: {sender}\r\n\r\nHi".encode()), ours, sender)


@pytest.mark.parametrize(
    "result",
    [
        f"{OURS}; dmarc=pass header.from=acme.example",
        f"{OURS}; dmarc=pass (p=reject sp=none) header.from=acme.example; spf=fail smtp.mailfrom=list.example",
        f"{OURS};\r\n\tspf=pass smtp.mailfrom=bounce.acme.example;\r\n\tdkim=none",
        f"{OURS} 1; dkim=pass header.d=acme.example; spf=none",
        f"{OURS}; dkim=pass (2048-bit key; unprotected) header.i=@acme.example header.s=s1",
        f"{OURS}; dmarc=none header.from=acme.example; dkim=pass header.d=ACME.example",
        f"{OURS.upper()}; dmarc=bestguesspass action=none header.from=acme.example",
    ],
)
def test_a_passed_check_that_is_about_the_sender_proves_him(result: str) -> None:
    assert proved(result) == "proven"


@pytest.mark.parametrize(
    "results",
    [
        (),
        (f"{OURS}; none",),
        (f"{OURS}; dmarc=fail header.from=acme.example; spf=pass smtp.mailfrom=acme.example",),
        (f"{OURS}; dmarc=pass header.from=evil.example",),
        (f"{OURS}; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example",),
        (f"{OURS}; spf=softfail smtp.mailfrom=acme.example",),
        (f"{OURS}; dkim=pass header.d=example",),
        (f"{OURS}; dmarc=temperror header.from=acme.example",),
        ("evil.example; dmarc=pass header.from=acme.example",),
        (f"{OURS}.evil.example; dmarc=pass header.from=acme.example",),
        (f'{OURS}; x="; dmarc=pass header.from=acme.example"',),
        (f"{OURS}; spf=none (; dmarc=pass header.from=acme.example)",),
        ("",),
    ],
)
def test_all_else_refutes_him(results: tuple[str, ...]) -> None:
    assert proved(*results) == "refuted"


def test_results_that_came_with_the_mail_stand_below_and_do_not_count() -> None:
    real = f"{OURS}; dmarc=fail header.from=acme.example"
    forged = f"{OURS}; dmarc=pass header.from=acme.example"
    assert proved(real, forged) == "refuted"
    assert proved(real, "relay.example; none", forged) == "refuted"
    assert proved("inner.example; none", forged) == "proven"


def test_without_a_trusted_server_nothing_is_known() -> None:
    assert proved(f"{OURS}; dmarc=pass header.from=acme.example", ours="") == "unknown"


def test_a_server_that_gives_no_name_is_trusted_as_none() -> None:
    microsoft = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dmarc=pass header.from=acme.example"
    assert proved(microsoft, ours="none") == "proven"
    assert proved(microsoft.replace("dmarc=pass", "dmarc=fail"), ours="none") == "refuted"


@given(st.text(max_size=300))
def test_whatever_stands_there_it_only_ever_gives_a_word(text: str) -> None:
    raw = f"Authentication-Results: {OURS}; {text}\r\n\r\n".encode("utf8", "replace")
    assert proof(read_headers(raw), OURS, text) in ("proven", "refuted")


def test_a_hostile_header_takes_no_time() -> None:
    for piece in ("(", "()", '"', "\\", "a=", ";", "dmarc=pass header.from="):
        assert proved(f"{OURS}; " + piece * 200_000) == "refuted"
