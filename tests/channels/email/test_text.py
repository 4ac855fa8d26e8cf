"""HTML to text, quotes, character sets, folder names, places: the small pure pieces."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.charsets import decode
from bot.channels.email.html_text import html_to_text
from bot.channels.email.modified_utf7 import folder_name
from bot.channels.email.place import Folder, Place, Waiting, batches, first_place, next_place, wanted

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<div>three</div>", "one\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol><li><p>a</p></li><li><div>b</div></li><li></li></ol><p>c", "1. a\n\n2. b\n\nc"),
        ('<ol start="4"><li>a<ul><li>x</ul><li value="9">b<li>c</ol>', "4. a\n\n- x\n\n9. b\n10. c"),
        ('<ol type="a"><li>a<li>b</ol><ol type="I"><li>a<li>b</ol>', "a. a\nb. b\n\nI. a\nII. b"),
        ('<ol start="x"><li>a</ol><ol start="99999999999999999999"><li>b</ol>', "1. a\n\n1. b"),
        ("<p>打印机<o:p>坏了</o:p></p><p><o:p>&nbsp;</o:p></p>", "打印机坏了"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote>q<blockquote>r</blockquote></blockquote>", "> q\n>\n>> r"),
        ("<blockquote><blockquote>q</blockquote></blockquote><p>r</p>", ">> q\n\nr"),
        ('a<blockquote style="margin:0 0 0 40px;border:none;padding:0px">b</blockquote>', "a\n\nb"),
        ('a<blockquote type="cite" style="border:none">b</blockquote>', "a\n\n> b"),
        ('<a href="https://x.example/y">here</a>', "[here](https://x.example/y)"),
        ('<a href="https://x.example/">x.example</a>', "x.example"),
        ('<a href="https://x.example/y">here </a>now', "[here](https://x.example/y) now"),
        ('<a href="javascript:x()">here</a>', "here"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("a&nbsp;&lt;b&gt;&#128424;", "a <b>🖨"),
        ("<style>x</style><script>y</script><!-- z -->打印机", "打印机"),
        ('<img alt="plan" src=x>', "[plan]"),
        ('<a href="https://x.example/y"><img alt="计划" src=x></a>', "[计划](https://x.example/y)"),
        ('a <a href="https://x.example/y"><p>one</p><p>two</p></a>', "a\n\n[one\n\ntwo](https://x.example/y)"),
        ('<img title="plan" src=x><a href="https://x.example/y"><img src=x></a>', "[plan] https://x.example/y"),
        ('see<a href="https://x.example/y"><img src=x></a>.', "see https://x.example/y ."),
        ('<a href="https://x.example/y"></a>', ""),
        ("no tags at all", "no tags at all"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a b"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"),
        ('<p style="display: none">a</p>b', "b"),
        ('<p style="display:none">a</p>', "a"),
        ("<p hidden>a</p><div hidden=''><b>b</b></div>c", "c"),
        ("<style>.pre, .x { color:red; display : none !important }</style><p class='big pre'>a</p><p class=big>b", "b"),
        ("<style>/*.a{display:none}*/ @media print{.a{display:none}} .b .a{display:none}</style><p class=a>a", "a"),
        ("<style>.a{display:none} p.a{display:block} .b{display:none}</style><p class=a>a<p class=b>b", "a"),
        ("<style>.a{display:none}</style><p class=a style='display:block'>a</p>b", "a\n\nb"),
        ("<style>.a{display:none}</style><p class=a>a</p>", "a"),
        ("<p style='max-height:0;overflow:hidden'>a</p><p style='max-height:0'>c", "c"),
        ("<style>.a{display:none}@media (min-width:9px){.a{display:block}}</style><p class=a>a</p>b", "a\n\nb"),
        ("<style>.a{display:none}@media (max-width:9px){.a{display:block}}</style><p class=a>a</p>b", "b"),
        ("<p style='opacity:0;height:0'>a</p><p style='opacity:0.9'>b", "b"),
        ("<p style='visibility:hidden'>a</p>b", "b"),
        ('<div style="white-space:pre-wrap">a\nb</div>c\nd', "a\nb\nc d"),
        ("打印机\n坏了 a\n打", "打印机坏了 a 打"),
        ('<a href="tel:+41 22 555">+41-22-555</a>', "+41-22-555"),
        ("<div" + ">", ""),
    ],
)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "table><tr><td", "font a=1"])
def test_no_nesting_is_too_deep(tag: str) -> None:
    started = time.process_time()
    assert "found" in html_to_text(f"<{tag}>" * 50_000 + "found")
    assert time.process_time() - started < 3


@pytest.mark.parametrize("piece", ["a<br>", "<p>a", "<td>a</td>", "<img src=x>a", "<p>a</p><br><li>", "<meta>a"])
def test_a_long_mail_is_not_taken_for_a_deep_one(piece: str) -> None:
    text = html_to_text(f'<a href="https://x.example/y">here</a>{piece * 5000}')
    assert text.startswith("[here](https://x.example/y)")
    assert text.count("a") >= 5000


def test_what_stands_behind_a_style_is_kept_in_a_deep_mail() -> None:
    found = html_to_text("<div>" * 5000 + "one<style>x</style>two<style>y</style>three")
    assert found.split() == ["one", "two", "three"]


def test_text_between_two_brackets_stays_in_a_deep_mail() -> None:
    found = html_to_text("<div>" * 5000 + "<STYLE>x</Style>if a <b <br> then c > d <p <style>x</style> e>")
    assert found.split() == ["if", "a", "<b", "then", "c", ">", "d", "<p", "e>"]


@pytest.mark.parametrize("piece", ["<div></p>", "<div></li>", "<b><br></br>", "<div></>", "<ul><li></li>"])
def test_wrong_ends_do_not_hide_how_deep_a_mail_is(piece: str) -> None:
    started = time.process_time()
    assert "found" in html_to_text(piece * 50_000 + "found")
    assert time.process_time() - started < 3


@given(st.text(alphabet="<>/abp ='\"&;!-打\n", max_size=80))
def test_no_html_raises(html: str) -> None:
    html_to_text(html)


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("镕基".encode("gbk"), "GB2312", "镕基"),
        ("café".encode("latin1"), "", "café"),
        ("café".encode("latin1"), "us-ascii", "café"),
        ("打印机".encode(), "iso-8859-1", "打印机"),
        ("“quote”".encode("cp1252"), "iso-8859-1", "“quote”"),
        ("打印機".encode("big5"), "big5", "打印機"),
        ("打印機壞了，請派人來。".encode("big5"), "", "打印機壞了，請派人來。"),
        ("打印機壞了, ok?".encode("utf-16-be"), "utf-16", "打印機壞了, ok?"),
        ("Принтер сломан".encode("koi8-r"), "iso-8859-1", "Принтер сломан"),
        ("打印机坏了".encode("gb18030"), "", "打印机坏了"),
        (b"plain", "rot13", "plain"),
        (b"plain", "idna", "plain"),
        (b"C:\\new\\\xc3\xb4", "unicode-escape", "C:\\new\\ô"),
        (b"C:\\new", "raw-unicode-escape", "C:\\new"),
        (b"a\0b", "utf-8", "ab"),
    ],
)
def test_bytes_are_read_whatever_their_label_says(data: bytes, label: str, text: str) -> None:
    assert decode(data, label) == (text, True)


def test_characters_that_cannot_be_read_are_told() -> None:
    assert decode(b"ok \xff", "utf-8") == ("ok \ufffd", False)


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", '"INBOX"'),
        ("a & b", '"a &- b"'),
        ("已归档", '"&XfJfUmhj-"'),
        ('a"b', '"a\\"b"'),
        ("日本語/x", '"&ZeVnLIqe-/x"'),
    ],
)
def test_folder_names_are_written_as_imap_wants(name: str, wire: str) -> None:
    assert folder_name(name) == wire


def test_a_first_connection_starts_from_now_unless_history_is_wanted() -> None:
    folder = Folder(7, 101, 90)
    assert first_place(folder, 100, "none", NOW) == Place(7, 100, 0, NOW)
    assert first_place(folder, 100, "all", NOW) == Place(7, 0, 100, None)
    assert first_place(folder, 100, date(2026, 1, 1), NOW) == Place(7, 0, 100, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_saved_place_comes_back() -> None:
    place = Place(7, 5, 9, NOW)
    assert next_place(place.saved(), Folder(7, 20, 3), 19) == place


def test_a_folder_numbered_anew_is_read_again_from_the_first_connection_on() -> None:
    place = next_place(Place(7, 5, 0, NOW).saved(), Folder(8, 20, 3), 19)
    assert place == Place(8, 0, 19, NOW)
    assert not wanted(place, Waiting(3, 10, NOW - timedelta(days=1)))
    assert wanted(place, Waiting(3, 10, NOW + timedelta(days=1)))
    assert wanted(place, Waiting(20, 10, NOW - timedelta(days=1)))
    assert wanted(place, Waiting(3, 10, None))


def test_a_huge_mail_is_fetched_alone() -> None:
    waiting = [Waiting(number, size, None) for number, size in enumerate((1, 2, 30_000_000, 3, 19_000_000, 2_000_000))]
    assert [[mail.uid for mail in batch] for batch in batches(waiting)] == [[0, 1], [2], [3, 4], [5]]
