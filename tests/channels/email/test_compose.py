"""What a row looks like as a mail."""

import email
import email.policy
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
import segno

from bot.channels.email.compose import compose_mail
from bot.channels.markdown import to_plain
from bot.core.messages import Address, Attachment, Button, Outbound
from bot.core.signing import message_id, start_code
from tests.channels.email.conftest import NOW, SIGNER, mailbox, parsed

ANN = Address("email", "ann@customer.example")
BOX = mailbox(imap={"port": 1}).model_copy(update={"display_name": '技术支持, "Acme"', "signature": "Acme\n客服部"})


def composed(to: Address = ANN, **changes: object) -> bytes:
    values = {"id": 1, "channel": "email:support", "kind": "message", "body": "你好 **there**", "language": "en"}
    values |= {"subject_id": 17, "subject": "打印机", "message_id": message_id(SIGNER, "k" * 60, 17, "example.com")}
    row = Outbound(**{**values, **changes})  # type: ignore[arg-type] # the values fit their fields
    return compose_mail(row, BOX, to=to, date=NOW, signer=SIGNER)


def shown(raw: bytes) -> Any:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_the_same_row_gives_the_same_bytes() -> None:
    file = Attachment("a.bin", "application/zip", 3, b"abc")
    assert composed(files=(file,)) == composed(files=(file,))


def test_names_subject_and_both_bodies_arrive() -> None:
    mail = shown(composed())
    assert (mail["From"].addresses[0].display_name, mail["Subject"]) == ('技术支持, "Acme"', "打印机")
    assert mail.get_body(("plain",)).get_content().splitlines()[0] == "你好 there"
    assert "<strong>there</strong>" in mail.get_body(("html",)).get_content()


def test_the_signature_follows_its_delimiter_and_is_not_read_as_new_text() -> None:
    raw = composed()
    assert "\n-- \nAcme\n客服部" in shown(raw).get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert parsed(raw).text == "你好 there"


def test_long_ids_are_never_encoded_or_broken() -> None:
    far, near = f"<{'f' * 120}@customer.example>", f"<{'n' * 120}@customer.example>"
    raw = composed(references=(far, near))
    assert f"References: {far}\r\n {near}\r\n".encode() in raw
    assert f"In-Reply-To: {near}\r\n".encode() in raw
    assert b"=?utf-8?" not in raw.split(b"Message-ID:")[1].split(b"MIME")[0]
    assert parsed(raw).references == (far, near)


@pytest.mark.parametrize("odd", ["x> <y", "no brackets", "<a b@c>", "<a@b>\r\nBcc: x@y.example", ""])
def test_what_is_no_id_is_left_out_of_the_references(odd: str) -> None:
    assert parsed(composed(references=(odd, "<good@customer.example>"))).references == ("<good@customer.example>",)


@pytest.mark.parametrize("automatic", [True, False])
def test_only_automatic_mails_say_so(automatic: bool) -> None:
    assert (b"Auto-Submitted: auto-replied" in composed(automatic=automatic)) is automatic


@pytest.mark.parametrize(
    "hostile", ["x\r\nBcc: victim@y.example", "x\nBcc: victim@y.example", "x\u2028Bcc: victim", "a\0b"]
)
def test_no_value_starts_a_header_of_its_own(hostile: str) -> None:
    file = Attachment(hostile, hostile, 1, b"x")
    mail = shown(composed(subject=hostile, files=(file,), buttons=(Button(hostile, "solved:17"),)))
    assert mail["Bcc"] is None
    assert mail.defects == []


@pytest.mark.parametrize("value", ["a@b.example\r\nBcc: x@y.example", "a b@c.example", "", "a@", "@b", "用户@b.cn"])
def test_an_address_no_mail_can_go_to_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="address"):
        composed(to=Address("email", value))


def test_a_chinese_domain_is_written_in_ascii() -> None:
    assert shown(composed(to=Address("email", "ann@例子.example")))["To"] == "ann@xn--fsqu00a.example"


def test_a_quoted_local_part_goes_back_as_it_came() -> None:
    assert shown(composed(to=Address("email", '"ann b"@customer.example')))["To"] == '"ann b"@customer.example'


def test_a_button_is_a_link_in_html_and_written_out_in_text() -> None:
    mail = shown(composed(buttons=(Button("已解决", "solved:17:2"),)))
    html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))
    assert 'href="mailto:support@example.com?subject=' in html
    assert "已解决: mailto:support@example.com?subject=%5Brb%3Asolved" in text


def test_nothing_is_loaded_from_elsewhere() -> None:
    html = shown(composed(body="![x](https://tracker.example/p.png) <img src=https://tracker.example/q>"))
    text = html.get_body(("html",)).get_content()
    assert "<img" not in text
    assert "src=" not in text.replace("&lt;img src=", "")


def test_a_file_keeps_its_name_and_bytes() -> None:
    file = Attachment("报告 2026.pdf", "application/pdf", 4, b"\0\1\2\3")
    (found,) = parsed(composed(files=(file,))).attachments
    assert (found.name, found.media_type, found.content) == ("报告 2026.pdf", "application/pdf", b"\0\1\2\3")


def test_every_line_is_short_ascii() -> None:
    raw = composed(body="很长" * 2000, subject="很长" * 100, files=(Attachment("x", "text/plain", 0, b"y" * 5000),))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def _invited(code: str) -> Any:
    link = f"https://t.me/ringback_bot?start={code}"
    return shown(composed(body=f"If you like, [go on in Telegram]({link}).")), link


def test_the_link_into_a_chat_is_also_a_small_picture_in_the_html_part_alone() -> None:
    mail, link = _invited(start_code(SIGNER, 7, NOW + timedelta(days=7)))
    plain, related = mail.get_payload()
    assert (mail.get_content_type(), plain.get_content_type()) == ("multipart/alternative", "text/plain")
    assert related.get_content_type() == "multipart/related"
    page, picture = related.get_payload()
    assert f'src="cid:{picture["Content-ID"][1:-1]}" alt="Scan this code' in page.get_content()
    content = picture.get_content()
    assert content == drawn(link)
    assert len(content) < 2000
    assert "Scan" not in plain.get_content()
    assert composed(body="x") == composed(body="x")


def test_no_link_of_anybody_else_becomes_a_picture() -> None:
    good = start_code(SIGNER, 7, NOW + timedelta(days=7))
    for code in ("website", good[:-1] + ("a" if good[-1] != "a" else "b"), start_code(SIGNER, 7, NOW - timedelta(2))):
        assert [part.get_content_type() for part in _invited(code)[0].get_payload()] == ["text/plain", "text/html"]


def test_a_mail_that_invites_is_read_like_any_other_when_it_comes_back() -> None:
    body = f"Hello [go on](https://t.me/b_bot?start={start_code(SIGNER, 7, NOW + timedelta(days=7))})"
    assert "Hello" in parsed(composed(body=body)).text


def drawn(link: str) -> bytes:
    content = BytesIO()
    segno.make_qr(link, error="m").save(content, kind="png", scale=3, border=2)
    return content.getvalue()


def test_a_button_s_mail_speaks_the_language_of_the_message_and_not_of_the_mailbox() -> None:
    for language, words in (("zh", "请直接发送此邮件"), ("en", "Just send this mail")):
        mail = shown(composed(language=language, buttons=(Button("Solved", "solved:17:2"),)))
        assert quote(words) in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    "body",
    [
        "Please restart it.",
        "请重启打印机，然后告诉我们结果。" * 30,
        "From here on it works.\n\nFrom there, too.",
        "Two blanks  \nat the end, a tab\tand = a sign",
        ".\n\n..\n\nx",
        "a" * 2000,
        "😀" * 100,
    ],
    ids=["english", "chinese", "from", "blanks", "dots", "long", "emoji"],
)
def test_a_text_goes_out_as_quoted_printable_in_short_lines_of_ascii(body: str) -> None:
    raw = composed(body=body)
    mail = shown(raw)
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert "".join(to_plain(body).split()) in "".join(part.get_content().split()) or kind == "html"
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not any(line.startswith(b"From ") or line.endswith((b" ", b"\t")) for line in lines)
