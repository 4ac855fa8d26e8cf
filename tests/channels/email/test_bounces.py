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


def report(status: str, said: str, *, recipient: str = f"rfc822; {ANN}", human: str = "") -> bytes:
    """A standard report (RFC 3464) on one recipient."""
    return (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{human}\n\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: {recipient}\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {said}\n\n--b--\n"
    ).encode()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.7.1", "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked"),
        ("5.7.26", "550 5.7.26 unauthenticated sender"),
        ("5.0.0", "550 message failed DMARC"),
        ("5.0.0", "550 SPF check failed"),
        ("5.0.0", "554 DT:SPM mx7"),
        ("5.0.0", "550 IP frequency limited"),
        ("5.0.0", "550 Mail content denied"),
        ("5.0.0", "554 listed at a DNSBL"),
        ("5.0.0", "554 rejected as spam"),
        ("5.0.0", "550 该邮件被识别为垃圾邮件"),
        ("5.0.0", "552 this file type is not accepted"),
        ("5.6.0", "554 5.6.0 BANNED: .exe"),
        ("5.4.6", "554 5.4.6 hop count exceeded"),
        ("5.1.8", "553 5.1.8 sender's domain does not resolve"),
    ],
)
def test_a_refusal_of_us_or_of_this_mail_does_not_make_the_address_dead(status: str, said: str) -> None:
    [found] = read(report(status, said)).recipients
    assert (found.address, found.verdict, found.words) == (ANN, "transient", said)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.1.1", "550 5.1.1 user unknown"),
        ("5.7.1", "550 5.7.1 no such user"),
        ("5.0.0", "550 no such user here (spam policy applies)"),
        ("5.2.1", "550 5.2.1 this account is disabled"),
        ("5.4.4", "host or domain name not found"),
        ("5.4.1", "550 5.4.1 recipient address rejected: access denied"),
        ("5.7.1", f"554 5.7.1 <{ANN}>: relay access denied"),
        ("5.0.0", "550 收件人不存在"),
        ("5.0.0", "550 mailbox unavailable"),
    ],
)
def test_a_refusal_of_the_address_makes_it_dead(status: str, said: str) -> None:
    assert [entry.verdict for entry in read(report(status, said)).recipients] == ["permanent"]


def test_a_report_of_words_is_judged_by_what_it_says_of_each() -> None:
    text = "<ann@acme.example>: host mx said: 550 no such user\n<bob@acme.example>: host mx said: 552 mailbox is full\n"
    raw = f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nNot delivered:\n\n{text}".encode()
    found = {entry.address: entry.verdict for entry in read(raw).recipients}
    assert found == {ANN: "permanent", "bob@acme.example": "transient"}


def test_a_filter_that_blocked_a_mail_did_not_put_it_off() -> None:
    text = f"Your message to: {ANN}\nwas blocked by our Spam Firewall. It has NOT BEEN DELIVERED."
    raw = f"From: postmaster@acme.example\nSubject: Message you sent blocked\n\n{text}\n".encode()
    assert [(entry.address, entry.verdict) for entry in read(raw).recipients] == [(ANN, "transient")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"utf-8; li\x{674E}@acme.example", "li李@acme.example"),
        (r"utf-8; gr\x{fc}n@acme.example", "grün@acme.example"),
        ("utf-8; 李@例子.example", "李@例子.example"),
    ],
)
def test_an_address_beyond_ascii_is_read_as_it_was_written(written: str, meant: str) -> None:
    assert [entry.address for entry in read(report("5.1.1", "550 unknown", recipient=written)).recipients] == [meant]
