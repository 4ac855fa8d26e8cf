"""What a signature proposes, and where there is none."""

import time
import unicodedata

import pytest

from bot.channels.email.signature import signature_lines
from bot.flows.reading.signatures import read_signed


@pytest.mark.parametrize(
    ("text", "name", "organisation", "phone"),
    [
        ("Hi\n-- \nAnn Lee\nHead of IT\nExample Ltd.\n+1 415 555 2671", "Ann Lee", "Example Ltd", "+14155552671"),
        ("坏了。\n\n谢谢！\n李伟\n蓝天科技有限公司\n手机：138 0013 8000", "李伟", "蓝天科技有限公司", "+8613800138000"),
        ("坏了\n此致\n敬礼\n欧阳娜娜 | 信息部\n北京大学", "欧阳娜娜", "北京大学", ""),
        ("Hi\nRegards,\n\nDr. Max Muster | Muster GmbH\n+49 30 901820", "Max Muster", "Muster GmbH", "+4930901820"),
        ("Mit freundlichen Grüßen\nEva Braun-Klein\nStadtwerke AG", "Eva Braun-Klein", "Stadtwerke AG", ""),
        ("x\nMed vänlig hälsning\n\nEva Lind\nLind Lager AB", "Eva Lind", "Lind Lager AB", ""),
        ("x\nUn saludo,\nMarta Ruiz\nTaller Ruiz S.L.\n", "Marta Ruiz", "Taller Ruiz S.L", ""),
        ("x\nMfG\ni. A. Petra Lindner\nLindner GmbH\n", "Petra Lindner", "Lindner GmbH", ""),
        ("x\nBest,\nChen Xiao (Ms.)\nLanting Electronics Co., Ltd.", "Chen Xiao", "Lanting Electronics Co., Ltd", ""),
        ("x\n敬祝 商祺\n\n王小明\n台北精密股份有限公司", "王小明", "台北精密股份有限公司", ""),
        ("x\n--\n姓名：王芳\n公司：绿地集团\n电话：010-6552 9988", "王芳", "绿地集团", "+861065529988"),
    ],
)  # fmt: skip
def test_a_signature_proposes_who_wrote(text: str, name: str, organisation: str, phone: str) -> None:
    lines = signature_lines(text + "\n\nOn 2 Mar 2026, at 09:30, Support wrote:\n> -- \n> Bob Stone\n> Other Ltd")
    found = read_signed(lines.split("\n"), "CN")
    values = {field: proposal.value for field, proposal in found.items()}
    expected = {"name": name, "organisation": organisation, "phone": phone}
    assert values == {field: value for field, value in expected.items() if value}
    assert all(proposal.words in unicodedata.normalize("NFKC", text) for proposal in found.values())


@pytest.mark.parametrize(
    "text",
    [
        "The printer of Example Ltd is broken.\nCall +1 415 555 2671",
        "On 2 Mar 2026, at 09:30, Support wrote:\n> -- \n> Bob Stone\n> Other Ltd",
        "Thanks for the help of Ann Lee!\nIt works.",
        "",
    ],
)
def test_where_nothing_marks_a_signature_nothing_is_proposed(text: str) -> None:
    assert signature_lines(text) == ""


@pytest.mark.parametrize(
    "header",
    [
        "From: Support <s@desk.example>\nSent: Monday, May 11, 2026 4:12 PM\nTo: Ann <ann@acme.example>\nSubject: VPN",
        "发件人: 支持 <s@desk.example>\n发送时间: 2026年5月11日 16:12\n收件人: 王芳 <w@acme.example>\n主题: 答复: 邮箱",
        "Od: Support <s@desk.example>\nWysłane: 11 maja 2026 16:12\nDo: Ann <ann@acme.example>\nTemat: VPN",
    ],
)
def test_a_mail_that_is_quoted_without_marks_is_in_nobody_s_signature(header: str) -> None:
    ours = "Please restart.\n\nKind regards\nRingback GmbH\nPhone: +49 30 901820"
    assert signature_lines(f"It is down.\n\nKind regards\nPeter Hall\n\n{header}\n\n{ours}") == "Peter Hall"


@pytest.mark.parametrize("line", ["\n", "thanks\n", "a | ", "--\n", "公司", "A B C\n", " "])
def test_hostile_text_takes_no_time(line: str) -> None:
    started = time.process_time()
    read_signed(signature_lines("Thanks,\n" + line * (500_000 // len(line))).split("\n"), "CN")
    assert time.process_time() - started < 2
