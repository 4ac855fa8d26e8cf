"""Odd mails, each a named file, and mails nobody has thought of yet."""

import email
import email.policy
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.email.parse import NOBODY, language_of, parse_mail
from bot.core.messages import Inbound
from bot.core.signing import button_code, message_id
from tests.channels.email.conftest import MAILS, NOW, SIGNER, mail, parsed

ALL = sorted(MAILS.glob("*.eml"))


def head(**fields: str) -> bytes:
    """A mail with these headers (underscores are hyphens) and one line of text."""
    given = {"From": "Ann <ann@customer.example>", "Subject": "s", **fields}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    return "\r\n".join([*lines, "", "hello"]).encode()


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("gb2312-label-over-gbk-bytes", "镕基路打印机", "打印机坏了，镕基路的那台。"),
        ("character-cut-between-encoded-words", "打印机坏了", "x"),
        ("unknown-charset", "s", "打印机坏了，镕基路的那台。"),
        ("nul-in-charset", "s", "打印机坏了，镕基路的那台。"),
        ("raw-8-bit-headers", "打印机坏了，镕基路的那台。", "hello"),
        ("raw-8-bit-inside-encoded-word", "打印机 down", "hello"),
        ("utf-7-subject", "打印机", "测试 one"),
        ("iso-2022-jp-vendor-characters", "プリンタ", "①プリンタ OK"),
        ("two-from-headers", "s", "hello"),
        ("garbage-line-before-headers", "s", "hello"),
        ("line-without-colon-in-headers", "s", "hello"),
        ("whitespace-line-in-folded-subject", "first second", "hello"),
        ("uuencoded-file", "log", "See the log.\n\n\nBye"),
        ("empty-body-and-subject", "", ""),
        ("html-only", "Re: s", "打印机 坏了"),
        ("html-in-frames", "s", "Only here"),
        ("no-boundary", "s", "I am text after all"),
        ("never-ending-parts", "s", "hello"),
        ("base64-that-is-text", "s", "This is not base64 at all, dear colleagues!"),
        (
            "calendar-invitation",
            "Maintenance of line 3",
            "Maintenance of line 3\n2026-03-03 09:00 (UTC) – 2026-03-03 10:00 (UTC)\nHall 2\nann@customer.example\n\n"
            "Please come with spare parts.\nThank you!",
        ),
        ("signed-smime", "s", "The printer burns."),
        ("signed-around-the-mail", "s", "The printer burns, and this mail lies inside of its signature."),
        ("signed-in-place", "s", "The printer burns.\n---- since noon ----"),
        (
            "pictures-in-place",
            "s",
            "It looks like this:\n\n[first.png]\n\nand then like this:\n\n[second.png]\n\nWhat is it?",
        ),
        ("nested-forwards", "Fwd: Fwd: innermost", "Please look at the mail below."),
        ("winmail-dat-with-files", "s", "打印机坏了，日志见附件。"),
        ("forwarded-as-attachment", "Fwd", "the words inside"),
        ("qq-reply", "回复：打印机", "还是不行。"),
        ("answers-inside-the-quote", "Re: questions", "> Your name?\nLi Wei\n> Your phone?\n+86 10 5555 0100"),
    ],
)
def test_an_odd_mail_is_read(odd: Callable[[str], Inbound], name: str, subject: str, text: str) -> None:
    found = odd(name)
    assert (found.subject, found.text) == (subject, text)
    assert not found.trouble


@pytest.mark.parametrize("name", ["two-from-headers", "garbage-line-before-headers", "address-inside-encoded-word"])
def test_the_sender_is_found_wherever_he_stands(odd: Callable[[str], Inbound], name: str) -> None:
    assert odd(name).sender.address.value == "ann@customer.example"


def test_a_quoted_local_part_stays_quoted(odd: Callable[[str], Inbound]) -> None:
    assert odd("quoted-local-part-with-blanks").sender.address.value == '"ann b"@customer.example'


def test_a_raw_gbk_name_is_read(odd: Callable[[str], Inbound]) -> None:
    assert odd("raw-8-bit-headers").sender.name == "李伟"


@pytest.mark.parametrize("name", ["no-sender", "no-headers-at-all", "broken-base64"])
def test_what_cannot_be_read_in_full_says_so_and_carries_the_original(odd: Callable[[str], Inbound], name: str) -> None:
    found = odd(name)
    if found.trouble:
        original = found.attachments[-1]
        assert (original.name, original.media_type) == ("original.eml", "message/rfc822")
        assert original.content == found.raw
    assert found.text


def test_a_mail_without_a_sender_names_nobody(odd: Callable[[str], Inbound]) -> None:
    found = odd("no-sender")
    assert found.sender.address.value == NOBODY
    assert "sender" in found.trouble


def test_answers_inside_a_quote_stay_in_the_full_text(odd: Callable[[str], Inbound]) -> None:
    assert "> Your name?\nLi Wei" in odd("answers-inside-the-quote").full_text


def test_a_quote_in_html_is_marked(odd: Callable[[str], Inbound]) -> None:
    assert "> earlier" in odd("html-only").full_text


def test_file_names_are_decoded_and_cannot_leave_their_folder(odd: Callable[[str], Inbound]) -> None:
    names = [file.name for file in odd("file-names").attachments]
    assert names == ["报告.pdf", "报价.pdf", "passwd", "file-4.png"]


def test_a_uuencoded_file_becomes_an_attachment(odd: Callable[[str], Inbound]) -> None:
    (file,) = odd("uuencoded-file").attachments
    assert (file.name, file.content) == ("fox.log", b"The quick brown fox\n" * 4)


def test_an_attachment_without_an_end_is_kept(odd: Callable[[str], Inbound]) -> None:
    (file,) = odd("never-ending-parts").attachments
    assert (file.name, file.content) == ("照片.png", b"hello")


def test_a_forwarded_mail_is_an_attachment(odd: Callable[[str], Inbound]) -> None:
    (file,) = odd("forwarded-as-attachment").attachments
    assert (file.name, file.media_type) == ("message.eml", "message/rfc822")
    assert b"the words inside" in (file.content or b"")


def test_references_end_with_the_mail_that_is_answered(odd: Callable[[str], Inbound]) -> None:
    assert odd("qq-reply").references == ("<zero@example.com>", "<one@example.com>")


def test_our_own_mark_proves_the_ticket_also_when_a_stranger_stands_behind_it() -> None:
    ours = message_id(SIGNER, "k", 17, "example.com")
    assert parsed(head(References=f"<x@y.example> {ours} <z@y.example>")).claim == 17
    assert parsed(head(In_Reply_To=ours)).claim == 17
    assert parsed(head(In_Reply_To=ours.replace("17", "18"))).claim is None


def test_a_button_is_read_from_the_subject() -> None:
    code = button_code(SIGNER, "solved:17:2")
    assert parsed(head(Subject=f"Re: Solved Your printer {code}")).press == "solved:17:2"
    assert parsed(head(Subject=f"Solved {code.replace('17', '18')}")).press == ""


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Auto_Response_Suppress": "All"}, ""),
        ({"List_Id": "<everybody.customer.example>"}, ""),
        ({"Auto_Submitted": "auto-replied"}, "replied"),
        ({"Auto_Submitted": "auto-generated; owner=x"}, "generated"),
        ({"X_Autoreply": "yes"}, "replied"),
        ({"Subject": "自动回复：打印机"}, "replied"),
        ({"Subject": "Automatic reply: printer"}, "replied"),
        ({"Return_Path": "<>"}, "replied"),
        ({"Return_Path": "<ann@customer.example>"}, ""),
        ({"Precedence": "bulk"}, "generated"),
        ({"From": "no-reply@shop.example"}, "generated"),
        ({"From": "MAILER-DAEMON@mx.example"}, "bounce"),
        ({"From": "MAILER-DAEMON@mx.example", "Precedence": "bulk", "Subject": "Warning: still queued"}, "bounce"),
        ({"Return_Path": "<>", "Subject": "无法投递：打印机"}, "bounce"),
        ({"Return_Path": "<>", "Subject": "Automatic reply: parcel not delivered"}, "replied"),
        ({"From": "support@example.com"}, "replied"),
        ({"Message_ID": message_id(SIGNER, "k", 17, "example.com")}, "replied"),
        ({"Subject": "Delivery failure of my order"}, ""),
        ({"Content_Type": "multipart/report; report-type=disposition-notification"}, "replied"),
    ],
)
def test_a_machine_is_known_by_its_headers(fields: dict[str, str], why: str) -> None:
    assert parsed(head(**fields)).automatic == why


def test_a_delivery_report_is_a_bounce_with_its_parts(odd: Callable[[str], Inbound]) -> None:
    found = odd("delivery-report")
    assert found.automatic == "bounce"
    assert found.text == "Could not be delivered."
    assert [file.media_type for file in found.attachments] == ["message/delivery-status", "message/rfc822"]
    assert [(entry.address, entry.verdict) for entry in found.bounce.recipients] == [("a@b.example", "permanent")]


def test_a_bounce_of_our_own_mail_proves_its_ticket() -> None:
    ours = message_id(SIGNER, "k", 17, "example.com")
    text = b"could not be delivered:\n\n<ann@customer.example>: 550 no such user\n\nMessage-ID: "
    found = parsed(head(From="MAILER-DAEMON@mx.example", Subject="Undelivered mail") + text + ours.encode())
    assert (found.claim, found.bounce.message_id) == (17, ours)
    forged = parsed(head(From="MAILER-DAEMON@mx.example") + text + ours.replace(".17.", ".18.").encode())
    assert forged.claim is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("打印机 Model LaserJet Pro 坏了", "zh"),
        ("The printer is on fire", "en"),
        ("Printer E07, see the photo. Regards, Ann Li 李", "en"),
        ("プリンタが壊れた", ""),
        ("12345 !!!", ""),
    ],
)
def test_the_language_is_told_by_the_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_copies_that_came_different_ways_have_one_key() -> None:
    one = mail("fire")
    two = b"Received: from a by b\r\nDelivered-To: sales@example.com\r\n" + one.replace(b"\n", b"\r\n")
    assert parsed(one).key == parsed(two).key
    assert parsed(one).key.startswith("mail:")


def test_a_refolded_subject_keeps_the_key() -> None:
    known = {"Message-ID": "<1@customer.example>"}
    assert parsed(head(Subject="a b c", **known)).key == parsed(head(Subject="a\r\n b\r\n\tc", **known)).key


@pytest.mark.parametrize(
    "change", [(b"fire", b"ice"), (b"ann@", b"bob@"), (b"10:30", b"10:31"), (b"printer", b"scanner")]
)
def test_any_difference_that_its_author_made_makes_another_key(change: tuple[bytes, bytes]) -> None:
    one = mail("fire")
    assert parsed(one).key != parsed(one.replace(*change)).key


def test_it_arrived_when_the_mailbox_got_it_whatever_its_date_says(odd: Callable[[str], Inbound]) -> None:
    assert odd("html-only").at == NOW


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_odd_mail_keeps_its_bytes_and_can_be_stored(path: Path) -> None:
    found = parsed(path.read_bytes())
    assert found.raw == path.read_bytes()
    for text in (found.text, found.full_text, found.subject, found.sender.name, found.trouble):
        assert "\0" not in text
        text.encode()


def test_thirty_megabytes_of_attachment_are_read_in_time() -> None:
    raw = mail("big")
    content = b"\1\2\3" * 10_000_000
    message = email.message_from_bytes(raw, policy=email.policy.default)
    message.add_attachment(content, maintype="application", subtype="zip", filename="big.zip")
    raw = message.as_bytes()
    started = time.process_time()
    found = parsed(raw)
    assert time.process_time() - started < 2
    assert found.attachments[0].content == content


@pytest.mark.parametrize(
    "hostile",
    [
        b"Subject: s\nContent-Type: text/html\n\n" + b"<div>" * 20_000 + b"found" + b"</div>" * 20_000,
        b"Subject: s\n\n" + b"On 1 a@b wrote\n" * 30_000,
        b"Subject: s\n\n" + b"From: a@b\n\n" * 30_000,
        b"Subject: " + b"=?utf-8?B?" * 30_000 + b"\n\nfound",
        b"From: " + b"(" * 50_000 + b"\n\nfound",
        b"From: " + b"a," * 50_000 + b"\n\nfound",
        b"Subject: s\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
        b"X: y\n" * 100_000 + b"\nfound",
    ],
    ids=range(8),
)
def test_a_hostile_mail_takes_no_time(hostile: bytes) -> None:
    started = time.process_time()
    parsed(hostile)
    assert time.process_time() - started < 3


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ALL), st.data())
def test_no_damage_whatever_stops_a_mail(path: Path, data: st.DataObject) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        cut = data.draw(st.integers(0, 30))
        raw[at : at + cut] = data.draw(st.binary(max_size=30))
    found = parsed(bytes(raw))
    assert found.raw == bytes(raw)
    assert found.key
    assert found.sender.address.value
    for text in (found.text, found.full_text, found.subject, found.sender.name, *(f.name for f in found.attachments)):
        assert "\0" not in text
        text.encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_whatever_raise(raw: bytes) -> None:
    assert parsed(raw).raw == raw


def test_words_among_the_headers_are_read_when_there_are_no_others() -> None:
    mail = parsed(b"From ann Mon Mar 2\nThe printer is on fire.\nFrom: ann@customer.example\nPlease help!\n\n \n")
    assert mail.text == "The printer is on fire.\nPlease help!"
    assert "structure" in mail.trouble
    assert parsed(b"From ann Mon Mar 2\nFrom: ann@customer.example\n\n \n").text == ""


def test_a_mail_inside_that_cannot_be_written_again_is_kept_in_the_original() -> None:
    inner = b"From: ann@customer.example\nDate: Mon, 02 Mar 2026 12\x0c:00:00 +0000\n\nIt burns.\n"
    mail = parsed(b"From: ann@customer.example\nContent-Type: message/rfc822\n\n" + inner)
    assert [file.name for file in mail.attachments][-1] == "original.eml"
    assert "could not be read" in mail.trouble


def test_a_text_beyond_all_measure_comes_as_a_file_too() -> None:
    text = "灯坏了。\n" * 20_000
    mail = parsed(f"From: ann@customer.example\n\n{text}".encode())
    assert mail.text == text.strip()
    assert [(file.name, file.content) for file in mail.attachments] == [("message.txt", text.strip().encode())]


@pytest.mark.parametrize("head", [b"Content-Type: text/plain", b"To: a@example.com", b"From: ann@customer.example"])
def test_mails_whose_words_stand_among_the_headers_are_not_copies_of_each_other(head: bytes) -> None:
    first, second = (parsed(head + b"\nThe %b is on fire.\n" % what) for what in (b"printer", b"lamp"))
    assert first.key != second.key
    assert parsed(first.raw.replace(b"\n", b"\r\n")).key == first.key


@pytest.mark.parametrize(
    ("head", "copied"),
    [
        (b"To: support@example.com\r\nCc: bob@b.example", ("bob@b.example",)),
        (b'To: "Li, Ann" <ann@a.example>, SUPPORT@example.com\r\nTo: Eve <EVE@e.example>', ("eve@e.example",)),
        (b"Cc: =?utf-8?q?x=40y=2Eexample?= <bob@b.example>, bob@b.example", ("bob@b.example",)),
        (b"To: undisclosed-recipients:;\r\nCc: @@@, <>, ,", ()),
        (
            b"Cc: " + b", ".join(b"p%d@b.example" % number for number in range(90)),
            tuple(f"p{n}@b.example" for n in range(50)),
        ),
        (b"Cc: " + b"x" * 400 + b"@b.example", ()),
        (b"Bcc: bob@b.example", ()),
    ],
)
def test_whom_else_a_mail_was_written_to(head: bytes, copied: tuple[str, ...]) -> None:
    raw = b"From: ann@a.example\r\n" + head + b"\r\nSubject: x\r\n\r\nIt jams.\r\n"
    assert parsed(raw).copied == copied


@pytest.mark.parametrize(
    "before",
    [b'"%b, boss@victim.example, ', b"(%b, boss@victim.example, ", b'"\\"%b, boss@victim.example, '],
    ids=["quoted", "comment", "escaped"],
)
def test_no_other_sender_is_read_from_the_middle_of_a_long_name(before: bytes) -> None:
    name = before % (b"a, " * 5_000) + b"x" * 10_000 + {b"(": b")"}.get(before[:1], b'"')
    assert (
        parsed(b"From: " + name + b" <real@customer.example>\r\n\r\nHelp.\r\n").sender.address.value
        == "real@customer.example"
    )


def test_the_first_of_many_senders_wrote_it() -> None:
    many = b",\r\n ".join(b"c%d@customer.example" % number for number in range(2_000))
    assert parsed(b"From: " + many + b"\r\n\r\nHelp.\r\n").sender.address.value == "c0@customer.example"
    assert parsed(b"From: " + b"," * 20_000 + many + b"\r\n\r\nHelp.\r\n").sender.address.value == "c0@customer.example"


ALTERNATIVE = b"""From: Ann <ann@example.org>
Subject: order
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

%b
--b
Content-Type: text/html; charset=utf-8

<p>%b</p>
--b--
"""


@pytest.mark.parametrize(
    "stand_in",
    [
        "Your e-mail program shows no HTML.",
        "您的邮件客户端不支持HTML格式。",
        ".",
        "Ihr Programm kann diese Mail nicht anzeigen.",
    ],
)
@pytest.mark.parametrize("said", ["Please cancel order 4711.", "请取消订单4711。"])
def test_where_the_plain_part_only_stands_in_for_the_page_the_page_is_read(stand_in: str, said: str) -> None:
    assert parsed(ALTERNATIVE % (stand_in.encode(), said.encode())).text == said


@pytest.mark.parametrize(
    ("teaser", "said"),
    [
        (
            "The scanner stops after\npage two. The log says...",
            "The scanner stops after page two. The log says E05, and the belt is torn near the roller.",
        ),
        (
            "扫描仪第二页就卡住，日志里写的是 E05，皮带",
            "扫描仪第二页就卡住，日志里写的是 E05，皮带左边已经裂开，靠近滚轮，请周四上午派人来，门禁密码是 4711。",
        ),
    ],
)
def test_where_the_plain_part_breaks_off_the_page_is_read(teaser: str, said: str) -> None:
    assert parsed(ALTERNATIVE % (teaser.encode(), said.encode())).text == said


def test_where_the_page_only_goes_on_below_the_plain_part_is_read() -> None:
    page = "The scanner stops after page two.</p><blockquote>Please restart it and tell us if it helps.</blockquote><p>"
    said = "The scanner stops after page two."
    assert parsed(ALTERNATIVE % (said.encode(), page.encode())).text == said


@pytest.mark.parametrize("line", ["客服 <s@x.example> 于2026年3月2日周一 16:12写道：", '"Desk" <s@x.example> wrote:'])
def test_a_reply_whose_last_line_is_the_one_over_a_quote_is_read(line: str) -> None:
    mail = parsed(b"From: ann@example.org\nSubject: Re: order\n\nIt works.\n\n" + line.encode())
    assert (mail.sender.address.value, mail.text, mail.trouble) == ("ann@example.org", "It works.", "")


def test_where_it_says_the_same_it_is_read() -> None:
    assert parsed(ALTERNATIVE % (b"* Please cancel order 4711.", b"Please cancel order <b>4711</b>.")).text[:2] == "* "
    assert parsed(ALTERNATIVE % (b"Please cancel order 4711.", b"<img src=x>")).text == "Please cancel order 4711."


GROUP = b"""From: "'Ann Lee' via Support" <support@example.com>
X-Original-From: Ann Lee <ann@strict.example>
Reply-To: Ann Lee <ann@strict.example>
Authentication-Results: mx.example.com; dmarc=pass header.from=example.com
Message-ID: <1@strict.example>
Precedence: list
List-ID: <support.example.com>
Subject: Pump

It leaks.
"""


def test_who_writes_through_a_group_that_bears_our_address_is_no_machine_and_not_we() -> None:
    mail = parsed(GROUP)
    assert (mail.sender.name, mail.sender.address.value, mail.automatic) == ("Ann Lee", "ann@strict.example", "")


FORM = b"""From: %b
Reply-To: Carl <carl@customer.example>
Authentication-Results: mx.example.com; dmarc=%b header.from=example.com
Message-ID: <1@shop.example>
Subject: Contact form

Our pump is broken, please call.
"""


@pytest.mark.parametrize(
    "sender", [b"Website <support@example.com>", b"noreply@shop.example", b"<do-not-reply@x.example>"]
)
def test_whom_a_form_names_is_its_author_and_is_answered_by_a_person(sender: bytes) -> None:
    mail = parsed(FORM % (sender, b"pass"))
    assert (mail.sender.name, mail.sender.address.value) == ("Carl", "carl@customer.example")
    assert mail.automatic == "generated"


def test_a_person_s_reply_to_steers_nothing() -> None:
    mail = parsed(FORM % (b"Ann <ann@acme.example>", b"pass"))
    assert (mail.sender.address.value, mail.automatic) == ("ann@acme.example", "")


@pytest.mark.parametrize(("result", "proof"), [(b"pass", "unknown"), (b"fail", "refuted")])
def test_a_form_proves_nothing_of_whom_it_names(result: bytes, proof: str) -> None:
    raw, own = FORM % (b"support@example.com", result), ["support@example.com"]
    mail = parse_mail(
        raw, channel="email:support", own_addresses=own, signer=SIGNER, now=NOW, authserv_id="mx.example.com"
    )
    assert mail.proof == proof


def test_a_request_that_a_colleague_hands_on_from_a_mailbox_of_ours_is_seen() -> None:
    raw = b"From: support@example.com\r\nSubject: %b\r\n\r\nThe pump leaks."
    assert parsed(raw % b"Fwd: Pump").automatic == "generated"
    assert parsed(raw % b"Pump").automatic == "replied"


def test_but_nothing_proves_him() -> None:
    mail = parse_mail(
        GROUP,
        channel="email:support",
        own_addresses=["support@example.com"],
        signer=SIGNER,
        now=NOW,
        authserv_id="mx.example.com",
    )
    assert mail.proof != "proven"


def test_a_noreply_of_somebody_else_names_nobody_as_a_group_would() -> None:
    mail = parsed(
        b"From: noreply@evil.example\r\nX-Original-From: ann@strict.example\r\nSubject: Urgent\r\n\r\nSend it."
    )
    assert mail.sender.address.value == "noreply@evil.example"
    mail = parsed(
        b"From: noreply@evil.example\r\nX-Original-From: x@evil.example\r\nReply-To: ann@strict.example\r\n\r\nSend it."
    )
    assert (mail.sender.address.value, mail.automatic) == ("ann@strict.example", "generated")


def test_a_form_presses_no_button() -> None:
    code = button_code(SIGNER, "solved:17:1").encode()
    raw = b"From: %b\r\nReply-To: ann@strict.example\r\nSubject: Solved " + code + b"\r\n\r\n"
    assert parsed(raw % b"ann@strict.example").press == "solved:17:1"
    assert parsed(raw % b"noreply@evil.example").press == ""


def test_an_id_that_a_server_cut_where_it_folded_is_ours_all_the_same() -> None:
    ours = message_id(SIGNER, "a1b2c3", 17, "desk.example")
    mail = parsed(
        f"From: ann@acme.example\r\nReferences: <x@y.example>\r\n {ours[:20]}\r\n {ours[20:]}\r\n\r\nHi".encode()
    )
    assert (mail.claim, mail.references) == (17, ("<x@y.example>", ours))
