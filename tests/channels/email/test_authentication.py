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
        f"{OURS}.; dmarc=pass header.from=<ann@acme.example.>",
        f"{OURS}; spf=pass smtp.mail=ann@acme.example; dkim=none",
        f"{OURS}; dmarc=pass",
        f"{OURS}; spf=pass (ann's (best) guess) smtp.mailfrom=<ann@acme.example>",
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
        (f'{OURS}; spf=pass smtp.mailfrom="x smtp.mailfrom=acme.example y"@evil.example',),
        (f'{OURS}; spf=pass smtp.mailfrom="ann@acme.example "@evil.example',),
        (f"{OURS}; spf=pass smtp.mailfrom=x smtp.mailfrom=acme.example y@evil.example",),
        (f'{OURS}; spf=pass (of "a);dkim=pass header.d=acme.example;("@evil.example) smtp.mailfrom=evil.example',),
        (f"{OURS}; dkim=pass-policy header.d=acme.example",),
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


def lines(*fields: str, sender: str = "ann@acme.example", ours: str = OURS) -> str:
    return proof(read_headers("\r\n".join([*fields, "", "Hi"]).encode()), ours, sender)


OUTSIDE = f"Received: from localhost (mail.evil.example [203.0.113.9]) by {OURS} with ESMTP"
WITHIN = f"Received: from {OURS} ([127.0.0.1]) by localhost ({OURS} [127.0.0.1]) (a filter) with ESMTP"


def test_what_stands_below_the_hop_from_outside_came_with_the_mail() -> None:
    silent, forged = f"Authentication-Results: {OURS}; spf=none", f"Authentication-Results: {OURS}; dmarc=pass"
    assert lines(silent, OUTSIDE, forged) == "refuted"
    assert lines(silent, OUTSIDE.replace("localhost", "[127.0.0.1]"), forged) == "refuted"
    assert lines(silent, OUTSIDE.replace("[203.0.113.9]", "2001:db8::9"), forged) == "refuted"
    assert lines(silent, WITHIN, forged, OUTSIDE) == "proven"


def test_a_second_word_about_one_check_is_not_the_servers() -> None:
    assert proved(f"{OURS}; dmarc=none; dkim=none", f"{OURS}; dkim=pass header.d=acme.example") == "refuted"
    assert proved(f"{OURS}; dmarc=none", f"{OURS}; dkim=pass header.d=acme.example") == "proven"


def test_a_nameless_server_writes_one_field() -> None:
    assert proved("spf=none", "dkim=pass header.d=acme.example", ours="none") == "refuted"


def test_a_provider_of_many_servers_is_named_with_a_star() -> None:
    result = "mx41.mail.example; dmarc=pass header.from=acme.example"
    assert proved(result, ours="mx*.mail.example") == "proven"
    assert proved(result, ours="mx*.mail.test") == "refuted"


def test_a_pass_that_names_nobody_proves_nobody_among_several() -> None:
    passed = f"Authentication-Results: {OURS}; dmarc=pass"
    assert lines(passed, "From: ann@acme.example") == "proven"
    assert lines(passed, "From: ann@acme.example, eve@evil.example") == "refuted"
    assert lines(passed, "From: ann@acme.example", "From: eve@evil.example") == "refuted"


def test_a_domain_of_other_letters_has_one_form() -> None:
    assert proved(f"{OURS}; dmarc=pass header.from=xn--fsqu00a.xn--fiqs8s", sender="a@例子.中国") == "proven"
    assert proved(f"{OURS}; dmarc=pass header.from=例子.中国", sender="a@xn--fsqu00a.xn--fiqs8s") == "proven"


RECEIVED = "Received: from x.example (unknown [192.0.2.1]) by mx41 (Coremail) with SMTP id W8Cow--.4S3; Mon, 3 Sep 2018"
ID = "X-CM-TRANSID: W8Cow--.4S3"


def coremail(*fields: str) -> str:
    return lines(RECEIVED, *fields, "X-Coremail-Antispam: 1Uf", ours="coremail")


def test_coremail_writes_below_its_own_id_and_cuts_its_lines_anywhere() -> None:
    assert coremail(ID, "Authentication-Results: mx41; spf=none; dk\r\n\tim=pass header.i=@acme.example") == "proven"
    assert coremail(ID, "Authentication-Results: mx41; spf=pass smtp.mail=ann@acme.e\r\n\txample;") == "proven"


def test_what_a_stranger_writes_in_coremails_name_does_not_count() -> None:
    forged = "Authentication-Results: mx41; dkim=pass header.i=@acme.example"
    assert coremail(forged) == "refuted"
    assert coremail("X-CM-TRANSID: a guess", forged) == "refuted"
    assert coremail(forged, ID, "Authentication-Results: mx41; spf=pass smtp.mail=eve@evil.example") == "refuted"
    assert coremail(ID, forged.replace("mx41", "mx9")) == "refuted"
    assert coremail(ID, "Authentication-Results: mx41; spf=pass smtp.mail=acme.examplesmtp.x@evil.example") == "refuted"


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
