"""What a customer newly wrote, in the shapes that the mail programs of the world give to the rest."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.quotes import new_text

ZH = "还是不行。\n请尽快处理，谢谢！"
EN = "It still does not print.\n\nThanks,\nAnn"


def samples(name: str) -> dict[str, str]:
    """Returns the parts of a file beside this one, each under a line "=== its name"."""
    parts = Path(__file__).with_name(name).read_text(encoding="utf8").split("=== ")[1:]
    return {title: text.rstrip("\n") for title, _, text in (part.partition("\n") for part in parts)}


INTRODUCTIONS = (Path(__file__).parent / "samples" / "introductions.txt").read_text(encoding="utf8").splitlines()
#: No program wraps a line before.
NARROWEST = 18
QUOTED, APPENDED = samples("quoted_mails.txt"), samples("appended_lines.txt")


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED.keys())
@pytest.mark.parametrize("written", [ZH, EN], ids=["zh", "en"])
def test_a_quoted_mail_is_cut_in_every_program_s_shape(written: str, quoted: str) -> None:
    assert new_text(f"{written}\n\n{quoted}\n") == written


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED.keys())
def test_a_quoted_mail_is_cut_when_no_line_is_left_free(quoted: str) -> None:
    assert new_text(f"{ZH}\n{quoted}".replace("\n", "\r\n")) == ZH


@pytest.mark.parametrize("line", INTRODUCTIONS)
@pytest.mark.parametrize("quoted", ["> Does it work?", "Does it work?\n\nDesk"], ids=["marked", "unmarked"])
def test_an_introduction_is_known_wherever_it_is_wrapped(line: str, quoted: str) -> None:
    blanks = [at for at, character in enumerate(line) if character == " " and at >= NARROWEST]
    for wrapped in (line, *(f"{line[:at]}\n{line[at + 1 :]}" for at in blanks)):
        assert new_text(f"{EN}\n\n{wrapped}\n{quoted}\n") == EN
        assert new_text(f"{ZH}\n\n{wrapped}\n\n{quoted}\n") == ZH


@pytest.mark.parametrize("appended", APPENDED.values())
def test_what_devices_signatures_and_lawyers_append_is_cut(appended: str) -> None:
    assert new_text(f"{ZH}\n\n{appended}\n") == ZH
    assert new_text(f"{EN}\n\n{appended}\n\n{QUOTED['gmail']}") == EN


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my office yesterday, but nobody called back, so I write again.",
        "I wrote to support@example.com on 3 May 2026:\nthe printer is broken.",
        "On 3 May 2026 we wrote:\nthe printer is broken.",
        "On 3 May 2026 at 14:02 we got this from Ann <ann@example.org>:\nthe printer is broken.",
        "上周我写了：\n打印机坏了。",
        "您好，\n昨天客服写道：\n请重启。\n我重启了，还是不行。",
        "Hello,\nOn 3 May your colleague wrote:\nPlease restart.\nI did, it does not help.",
        "On 3 May at 9:30 the display said:\nE05 paper jam",
        "在3楼的打印机坏了，请处理：\n型号 E05。",
        "Errors so far:\n=====\nE05 on Monday\n-----\nE06 on Tuesday\n-----\nWhat now?",
        "Printer is broken.\n\n------------------\n姓名：李伟\n公司名称：某某公司\n电话：138 0013 8000",
        "From: the second floor\nthe printer is silent.\n\nDate: yesterday",
        "您好\n李伟\n某某公司\n13800138000",
        "Thanks,\nAnn Lee\nExample Ltd\n+1 415 555 0100",
        "The printer says:\n\n> E05 paper jam\n\nWhat does that mean?",
        "SQL> select * from dual;\nis what I typed.",
        "The log:\n2026-03-02 09:30:00 ERROR connection refused: retry\n2026-03-02 09:31:00 ERROR gone:\nThat is all.",
        "Call me at 5 pm, or at 6:30.\nMy number 2026 is on the door:\nroom 7.",
        "Subject: printers.\nWe have two of them.",
        "To: nobody in particular\nThe printer is broken.\nThanks",
        "Hi,\n\nDisclaimer: I am no technician. But the switch smells burnt.",
        "Hi,\n\nDo you need the registered office address, or that of the invoice?",
        "Guten Tag,\n\ndie Informationen im Portal sind vertraulich, aber jeder sieht sie. Bitte sperren Sie das!",
        "您好，\n\n此邮件标记为“机密”后无法转发，如何取消？",
        "The tracking says:\nGesendet mit DHL, Paketnummer 00340434161094",
        "It fails on the laptop.\nFrom my phone it works",
        "Hi,\n\nOur company is registered in Germany, but the invoice says Austria.\n\nTom",
        "您好，\n\n法律声明的链接失效了。\n\n王芳",
        "Hi,\n\nThis message may contain the answer: E05.\n\nTom",
        "Hi,\n\nThe information in this email template is strictly wrong, correct the address.\n\nTom",
        "您好，\n\n本邮件系统被病毒攻击了，打不开。\n\n王芳",
        "Hi,\n\nNotice: the gate is closed on Friday.\n\nTom",
        "Hi,\n\nThink before you print is shown on the display and nothing else happens.\n\nTom",
        "Your manual of 2026 wrote:\npress the button.\nBut there is no button.",
        "Form:\n______________\nName: Tom Becker\nPhone: +49 171 5550100\n______________\nThanks",
        "Please send the parts to:\n----------\nLager GmbH\nTel. +49 40 5550100\n----------\nas soon as you can.\nTom",
        "Please remove the footer\n________________\nAcme confidential\n________________\nfrom all mails.\nTom",
        "The second one shows E05 and beeps.\n--\nThe third one stays dark, please look at it as well.\nTom",
        "二号机报 E05。\n--\n三号机没有任何反应，灯也不亮，请一并处理。\n王芳",
        "Thanks.\n--\nPS: the second one still beeps, please look at it as well.",
        "Booking:\n\nFrom: Hamburg\nTo: Berlin\nDate: 3 March 2026, 10:00\n\nTom",
        "The prompt shows\n>>> import x\n>>> x.run()\nTraceback",
        "Inventory:\n        Item          To\n        roller        A\n        Subject       C\nTom",
        "请看附件。\n发自上海办公室，共三页。",
    ],
)
def test_words_of_his_own_stay(text: str) -> None:
    assert new_text(text) == text


@pytest.mark.parametrize(
    "own",
    [
        "Re: your question, yes.\nFrom: Monday on we are open again.",
        "Cc: please add ann@lager.example to the ticket.",
        "Sent: two parcels\nReceived: one parcel\nDate: 3 March 2026, 10:00\nWhat happened?",
        "Fahrt:\nVon: Hamburg\nAn: Berlin\nDatum: 03.03.2026 10:00\nWer zahlt?",
        "主题：设备巡检\n日期：2026年3月5日 10:00\n发自：工程部\n请确认是否可以。",
    ],
)
def test_lines_of_his_own_that_look_like_fields_are_no_part_of_the_header_below(own: str) -> None:
    for quoted in ("outlook", "foxmail", "gmail", "aliyun", "outlook chinese"):
        assert new_text(f"{own}\n\n{QUOTED[quoted]}") == own


def test_an_address_that_he_announces_is_no_foot_of_his_program() -> None:
    header = "发件人： 客服\n发送时间： 2026-03-02 09:30\n收件人： 李伟\n主题： 回复: 打印机\n请重启。"
    assert new_text(f"我的新邮箱是\nli@example.cn\n\n{header}") == "我的新邮箱是\nli@example.cn"
    assert new_text(f"{ZH}\nli@example.cn\n\n{header}") == ZH


def test_answers_between_quoted_questions_stay_with_them() -> None:
    answers = "> 您的姓名？\n李伟\n> Your phone number?\n+86 10 5555 0100"
    assert new_text(f"在 2026-03-02 09:30:00，客服 <s@example.cn> 写道：\n{answers}\n> 谢谢\n> 客服") == answers
    assert new_text(f"见下：\n\nOn 2 Mar 2026, at 09:30, Support wrote:\n\n{answers}") == f"见下：\n\n\n{answers}"


@pytest.mark.parametrize(
    ("said", "header", "mark"),
    [
        (
            "My answers are below, marked [OC].",
            "Sent: Thursday, March 5, 2026 10:55 AM\nTo: Olga <o@tarn.example>",
            "[OC] ",
        ),
        ("我的回复写在下面原文里。", "发送时间: 2026年3月6日 16:22\n收件人: 王芳 <w@lanting.example>", "答："),
        ("逐条回复如下。", "发送时间: 2026年3月6日 16:22\n收件人: 王芳 <w@lanting.example>", "【王芳】"),
    ],
)
def test_marked_answers_within_a_mail_that_is_quoted_without_marks_stay_with_their_questions(
    said: str, header: str, mark: str
) -> None:
    first = "From" if header.startswith("Sent") else "发件人"
    asked = f"Hello,\n\nSince when?\n{mark}Wednesday\n\nWho?\n{mark}Ann"
    quoted = f"{first}: Ringback <support@ringback.example>\n{header}\n\n{asked}"
    kept = f"> Since when?\n{mark}Wednesday\n> Who?\n{mark}Ann"
    assert new_text(f"{said}\n\n{quoted}\n\nYour desk\n") == f"{said}\n\n{kept}"
    assert new_text(f"Thank you, all is well.\n\n{quoted}\n\nYour desk\n") == "Thank you, all is well."


@pytest.mark.parametrize(
    "said",
    [
        "Please see my answers in blue below.",
        "Hi, comments inline.",
        "Guten Tag, meine Antworten stehen unten im Text.",
        "Bonjour, mes réponses ci-dessous.",
        "Hola, mis respuestas están abajo.",
        "Olá, respondi abaixo.",
        "以下に赤字で回答いたします。",
        "已在原邮件中逐条答复，请查收。",
    ],
)
def test_where_he_says_that_he_answered_below_and_no_mark_shows_where_all_of_the_mail_stays(said: str) -> None:
    header = "-----Original Message-----\nFrom: desk <s@ringback.example>\nSent: 2 March 2026 10:00"
    assert new_text(f"{said}\n\n{header}\n\nSince when?\nWednesday") == f"{said}\n\n{header}\nSince when?\nWednesday"


@pytest.mark.parametrize("rule", ["----------", "=====", "**********"])
def test_what_stands_under_a_line_that_he_drew_himself_stays(rule: str) -> None:
    written = f"只有用“管理员”账号登录才报错。\n{rule}\n普通账号没有任何异常。\n\n宋词\n电话：010-5550 1266"
    assert "普通账号没有任何异常。" in new_text(written)
    english = f"The text is:\n\n{rule}\n\nAfter clicking OK the window closes."
    assert new_text(f"{english}\n\nOn 3 May 2026 at 10:00, Desk <s@ringback.example> wrote:\n> Hello") == english


@pytest.mark.parametrize("line", ["Ann Lee wrote:", "客服 写道："])
def test_who_wrote_over_a_marked_quote_at_the_end_goes_with_it(line: str) -> None:
    assert new_text(f"{EN}\n\n{line}\n> Please restart.\n> Thanks") == EN
    own = f"I do not understand.\nYour {line}"
    assert new_text(f"{own}\n> Please restart.\n\nWhat now?") == f"{own}\n> Please restart.\n\nWhat now?"


def test_a_list_s_footer_below_a_short_signature_goes_with_it() -> None:
    footer = "-- \nYou received this message because you are subscribed to the group."
    assert new_text(f"{EN}\n\n-- \nDana\n\n{footer}") == EN


def test_an_answer_below_the_whole_quote_stands_alone() -> None:
    quote = "On Mon, 2 Mar 2026 at 09:30, Support <s@example.com> wrote:\n> Did you restart it?\n> \n> Support"
    assert new_text(f"{quote}\n\nYes, twice.\n") == "Yes, twice."


def test_a_line_of_his_own_above_a_wrapped_introduction_stays() -> None:
    quoted = "On Mon, 2 Mar 2026 at 09:30, Support\n<s@example.com> wrote:\n> Please restart."
    assert new_text(f"Call me at 5.\n{quoted}") == "Call me at 5."


def test_a_mail_that_is_only_forwarded_is_what_was_forwarded() -> None:
    header = (
        "From: Bob <bob@x.example>\nDate: 2 March 2026\nSubject: Printer of the\nsecond floor\nTo: Ann <ann@x.example>"
    )
    assert new_text(f"---------- Forwarded message ---------\n{header}\n\nIt is broken.") == "It is broken."
    assert (
        new_text(f"Please see below.\n\n---------- Forwarded message ---------\n{header}\n\nx") == "Please see below."
    )


@pytest.mark.parametrize(
    "text",
    [
        "> only a quote",
        "Sent from my iPhone",
        "-- \nAnn",
        "On 1 May a@b wrote:\n> x",
        "From: a\nTo: b\nDate: 1",
        "-----",
        "@写道:",
    ],
)
def test_new_text_is_never_empty_when_there_is_text(text: str) -> None:
    assert new_text(text).split() == text.split()


@given(st.text(alphabet="> \n-_ab:：1@<>OnFromwrote写道发件人|", max_size=160))
def test_new_text_never_raises_and_never_loses_everything(text: str) -> None:
    assert bool(new_text(text)) == bool(text.strip())


@pytest.mark.parametrize(
    "line",
    ["\n", ">", " ", ">\n", "-", "_\n", "-- -\n", "On 1 wrote:\n", "1 wrote ", "On ", "<", "a@b ", ":\n",
     "From: a@b 1\n", "在 1 写道 ", "*:\n", "| ", "\t", " via ", "sent from my ", "On 1\n<a@b\n", "1 \n", "<a@b>\n",
     "[a](", "&nbsp;", "本邮件"],
)  # fmt: skip
@pytest.mark.parametrize("size", [450_000, 1_000_000])
def test_hostile_lines_take_no_time(line: str, size: int) -> None:
    started = time.process_time()
    new_text("hello\n" + line * (size // len(line)))
    assert time.process_time() - started < 3
