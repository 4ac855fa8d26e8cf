"""Whom reports on delivery name, and for good or not, in the forms that servers give to them."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.bodies import read_body
from bot.channels.email.bounces import read_bounce
from bot.channels.email.headers import read_headers
from bot.core.messages import Bounce

REPORTS = {path.stem: path.read_bytes() for path in sorted(Path(__file__).with_name("bounces").glob("*.eml"))}
ANN, OURS = "ann@acme.example", "<rb.17.abc@desk.example>"
DELAYED = {"chinese-delay", "gmail-incomplete", "sendmail-warning"}
FULL_OR_EXPIRED = {"rfc3464-mailbox-full", "rfc3464-expired", "coremail-163"}


def read(raw: bytes) -> Bounce:
    return read_bounce(raw, read_body(raw, read_headers(raw)).text)


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "rfc3464-two-recipients"])
def test_a_report_names_who_was_not_reached(name: str) -> None:
    [found] = read(REPORTS[name]).recipients
    assert found.address == ANN
    verdict = "delayed" if name in DELAYED else "transient" if name in FULL_OR_EXPIRED else "permanent"
    assert found.verdict == verdict


def test_a_standard_report_tells_each_recipient_apart() -> None:
    bounce = read(REPORTS["rfc3464-two-recipients"])
    ann, bob = bounce.recipients
    assert (ann.address, ann.verdict) == (ANN, "permanent")
    assert ann.words == "550 5.1.1 <ann.new@acme.example>: Recipient address rejected: User unknown"
    assert (bob.address, bob.verdict) == ("bob@acme.example", "delayed")
    assert bounce.message_id == OURS


@pytest.mark.parametrize(
    "name",
    [name for name, raw in REPORTS.items() if OURS.encode() in raw or b"rb.17.abc" in raw],
)
def test_a_report_tells_which_mail_bounced(name: str) -> None:
    assert read(REPORTS[name]).message_id == OURS


def test_the_words_of_the_server_are_kept_in_one_short_line() -> None:
    words = read(REPORTS["postfix-text"]).recipients[0].words
    assert "550 5.1.1 User unknown" in words
    assert "\n" not in words
    assert len(words) <= 300


@pytest.mark.parametrize(
    "text",
    [
        "Hello, my address is bob@acme.example.",
        "Your order 550 has been sent to bob@acme.example.",
        "",
        "\ufffd@\ufffd",
    ],
)
def test_a_mail_that_tells_of_no_failure_names_nobody(text: str) -> None:
    assert read(f"From: a@b.example\nTo: c@d.example\nSubject: Hello\n\n{text}".encode()).recipients == ()


def test_a_list_s_mail_does_not_tell_whom_it_went_to() -> None:
    raw = REPORTS["only-the-original-names-him"].replace(b"From: support@desk.example\nTo: Ann", b"List-Id: x\nTo: Ann")
    assert read(raw).recipients == ()


@given(st.sampled_from(sorted(REPORTS)), st.data())
def test_no_mutant_of_a_report_raises(name: str, data: st.DataObject) -> None:
    raw = bytearray(REPORTS[name])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        width = data.draw(st.integers(0, 40))
        raw[at : at + width] = data.draw(st.binary(max_size=20))
    assert isinstance(read(bytes(raw)), Bounce)


@pytest.mark.parametrize(
    "line",
    [
        b"a@",
        b"@",
        b" ",
        b"\n",
        b"a@b.c ",
        b"to: ",
        b"<",
        b"delivered ",
        b"a.",
        b"Final-Recipient: rfc822;a@b.c\n\n",
        b"-",
    ],
)
@pytest.mark.parametrize("kind", [b"text/plain", b"message/delivery-status", b"multipart/report; boundary=x"])
def test_a_hostile_report_takes_no_time(line: bytes, kind: bytes) -> None:
    head = b"From: MAILER-DAEMON@x.example\nSubject: Undelivered mail\nContent-Type: " + kind + b"\n\n"
    raw = head + b"could not be delivered to\n" + line * (1_000_000 // len(line))
    started = time.process_time()
    read_bounce(raw, raw.decode("latin1"))
    assert time.process_time() - started < 3
