"""What a message tells: what is read is shown back, only the rest is asked, and corrections work at any time."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.decisions import Learn, Note, Patch, Say, ShowCard
from tests.flows.paper import Paper

WHOLE = "打印机坏了，王丽，蓝天贸易公司，13800138001，很急"
WHOLE_EN = "Printer down, whole office stopped. Ann Smith, Example Ltd. +44 20 7946 0011"


def mail(**more: Any) -> Paper:
    return Paper(asks="all", channel="email:support", **more)


def done(**known: str) -> Paper:
    """A chat whose questions are all answered."""
    facts = {"name": "Ann Li", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"}
    paper = Paper(known={**facts, **known})
    paper.writes("It beeps.")
    assert paper.now.intake.state == "complete"
    return paper


@pytest.mark.parametrize(
    ("text", "name", "organisation", "phone"),
    [(WHOLE, "王丽", "蓝天贸易公司", "+8613800138001"), (WHOLE_EN, "Ann Smith", "Example Ltd", "+442079460011")],
)
def test_a_first_message_that_says_everything_is_asked_nothing(
    text: str, name: str, organisation: str, phone: str
) -> None:
    paper = Paper()
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation, paper.now.phone) == (name, organisation, phone)
    assert (paper.now.priority_stated, paper.now.urgent) == ("P1", True)
    assert paper.said == ["intake/opened_one"]
    assert paper.of(Say)[0].context["ask"] == ""
    assert paper.of(Say)[0].context["noted"] == ["name", "organisation", "phone", "priority"]


def test_what_was_read_is_shown_back_and_only_the_rest_is_asked() -> None:
    paper = Paper()
    paper.writes("This is Ann from Example Ltd, the scanner hums.")
    say = paper.of(Say)[0]
    assert (say.context["ask"], say.context["noted"]) == ("phone", ["name", "organisation"])
    assert [note.data for note in paper.of(Note) if note.kind == "read"] == [
        {"name": "stated", "organisation": "stated"}
    ]


def test_a_mail_asks_only_what_its_text_and_signature_do_not_say() -> None:
    paper = mail(known={"name": "office"})
    paper.writes("The scanner hums.", subject="Scanner", signature="Ann Smith\nExample Ltd\n+44 20 7946 0011")
    say = paper.of(Say)[0]
    assert say.context["missing"] == ["priority"] or say.context["missing"] == ("priority",)
    assert say.context["known"] == {"name": "Ann Smith", "organisation": "Example Ltd", "phone": "+442079460011"}


def test_what_he_says_in_the_text_stands_above_his_signature() -> None:
    paper = mail()
    paper.writes("Please call Bob Stone at +44 20 7946 0022.", signature="Ann Smith\nExample Ltd\n+44 20 7946 0011")
    assert (paper.now.name, paper.now.organisation, paper.now.phone) == ("Bob Stone", "Example Ltd", "+442079460022")


def test_what_an_engineer_wrote_before_is_not_replaced_by_reading() -> None:
    paper = Paper(known={"name": "Wang Li", "organisation": "Acme"}, kept=frozenset({"name", "organisation"}))
    paper.writes(WHOLE)
    assert (paper.now.name, paper.now.organisation, paper.now.phone) == ("Wang Li", "Acme", "+8613800138001")


def test_what_only_the_profile_says_is_replaced_by_reading() -> None:
    paper = Paper(known={"name": "happy panda"})
    paper.writes(WHOLE)
    assert paper.now.name == "王丽"


def test_an_explicit_statement_replaces_what_stands_in_his_record() -> None:
    paper = Paper(known={"name": "Wang Li"}, kept=frozenset({"name"}))
    paper.writes("我叫李娜，打印机坏了")
    assert paper.now.name == "李娜"


def test_a_name_from_an_engineer_stays_whatever_is_read_later() -> None:
    paper = Paper()
    paper.writes("The scanner hums.")
    paper.does("details", name="Ann Smythe")
    paper.writes("Ann Smith, Example Ltd, +44 20 7946 0011")
    assert (paper.now.name, paper.now.organisation) == ("Ann Smythe", "Example Ltd")
    paper.writes("My name is Ann Smith")
    assert paper.now.name == "Ann Smith"


def test_an_answer_that_tells_more_than_was_asked_is_read_whole() -> None:
    paper = Paper()
    paper.writes("The scanner hums.")
    paper.writes("Ann Smith, Example Ltd, +44 20 7946 0011")
    assert paper.said == ["intake/ask_priority"]
    assert paper.of(Say)[0].context["noted"] == ["name", "organisation", "phone"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("my number is +44 20 7946 0022", "phone", "+442079460022"),
        ("please call me on +44 20 7946 0022", "phone", "+442079460022"),
        ("wrong number, it's +44 20 7946 0022", "phone", "+442079460022"),
        ("电话改成13900139000", "phone", "+8613900139000"),
        ("手机号写错了，应该是 13900139000", "phone", "+8613900139000"),
        ("不对，我叫王丽", "name", "王丽"),
        ("名字写错了，是欧阳娜娜", "name", "欧阳娜娜"),
        ("No, my name is Bea Stone", "name", "Bea Stone"),
        ("sorry, it's Ann Lee, not Ann Li", "name", "Ann Lee"),
        ("公司写错了，是长江贸易公司", "organisation", "长江贸易公司"),
        ("单位改成 东方医院", "organisation", "东方医院"),
        ("My company is actually Northwind", "organisation", "Northwind"),
        ("Actually I work for Northwind Ltd.", "organisation", "Northwind Ltd"),
        ("P2 please", "priority", "P2"),
        ("优先级：P4", "priority", "P4"),
    ],
)
def test_a_correction_is_understood_when_no_question_is_open(text: str, field: str, value: str) -> None:
    paper = done()
    before = {name: paper.now.value(name) for name in ("name", "organisation", "phone", "priority")}
    paper.writes(text)
    assert {name: paper.now.value(name) for name in before} == {**before, field: value}
    assert paper.said == ["intake/noted"]
    assert paper.of(ShowCard)


def test_a_correction_by_mail_is_confirmed_as_it_is_in_a_chat() -> None:
    paper = mail(known={"name": "Ann Li", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"})
    paper.writes("It beeps.")
    paper.writes("My number is +44 20 7946 0022.")
    assert (paper.now.phone, paper.said) == ("+442079460022", ["intake/noted_all"])


def test_a_correction_after_the_solution_does_not_reopen_the_ticket() -> None:
    paper = done()
    paper.does("solve", text="Restart it")
    paper.writes("No, my name is Bea Stone")
    assert (paper.now.name, paper.now.status) == ("Bea Stone", "solved")
    paper.writes("no, still broken")
    assert paper.now.status == "open"


@pytest.mark.parametrize(
    "text", ["it works now, thanks", "it still beeps", "还是不行", "谢谢", "the number on the display is 4711"]
)
def test_other_talk_is_no_correction(text: str) -> None:
    paper = done()
    paper.writes(text)
    assert paper.of(Learn) == []
    assert paper.said == ([] if text == "谢谢" else ["intake/added"])


@pytest.mark.parametrize(
    "text",
    [
        "it also smells",
        "还有点响",
        "smells bad",
        "still nothing",
        "it is very loud",
        "冒烟了",
        "hello?",
        "please hurry",
        "红灯在闪",
        "what now",
    ],
)
@pytest.mark.parametrize("known", [{}, {"name": "Ann"}])
def test_a_remark_is_no_name_and_no_company(text: str, known: dict[str, str]) -> None:
    paper = Paper(known=known)
    paper.writes("The scanner hums.")
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation) == (known.get("name", ""), "")


@pytest.mark.parametrize(
    "name",
    [
        "Li",
        "ann li",
        "Xóchitl Ñandú",
        "王",
        "阿卜杜拉·买买提",
        "Madonna",
        "Jean-Luc de la Tour",
        "欧阳娜娜",
        "张工",
        "O'Neil",
        "ŁUKASZ",
        "Mark Long",
        "小王",
        "Nguyễn Văn An",
    ],
)
def test_names_of_any_origin_are_answers(name: str) -> None:
    paper = Paper()
    paper.writes("The scanner hums.")
    paper.writes(name)
    assert paper.now.name == name


@pytest.mark.parametrize(
    "firm",
    [
        "Acme",
        "blue sky",
        "蓝天",
        "Bank of Riverton",
        "3M",
        "长江三峡水电站",
        "The Old Mill",
        "Müller & Söhne GmbH",
        "国家电网",
        "northwind traders",
        "第一小学",
    ],
)
def test_organisations_of_any_kind_are_answers(firm: str) -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes("The scanner hums.")
    paper.writes(firm)
    assert paper.now.organisation == firm


def test_product_and_site_are_noted_and_never_asked() -> None:
    paper = Paper()
    paper.writes("The HP LaserJet M404 printer in Building 3 hums.")
    things = [dict(patch.values) for patch in paper.of(Patch) if "product" in patch.values]
    assert things == [{"product": "HP LaserJet M404 printer", "site": "Building 3"}]
    assert (paper.now.product, paper.now.site) == ("HP LaserJet M404 printer", "Building 3")


@pytest.mark.parametrize(
    "text", ["我要投诉！三天了没人管", "This is unacceptable, I want a refund.", "要求赔偿我们的损失"]
)
def test_a_complaint_is_told_to_the_engineers(text: str) -> None:
    paper = Paper()
    paper.writes(text)
    assert "desk/complaint" in paper.posted
    assert "complaint" in [note.kind for note in paper.of(Note)]
    paper.writes(text)
    assert "desk/complaint" in paper.posted


@pytest.mark.parametrize("text", ["投诉系统打不开", "no complaints so far", "The fan complains loudly", "打印机坏了"])
def test_other_words_are_no_complaint(text: str) -> None:
    paper = Paper()
    paper.writes(text)
    assert "desk/complaint" not in paper.posted


def test_what_a_machine_writes_names_nobody() -> None:
    paper = mail()
    paper.writes("Ann Smith, Example Ltd: disk full", automatic="generated", signature="Bob Stone\nOther Ltd")
    assert (paper.now.name, paper.now.organisation, paper.said) == ("", "", [])


@pytest.mark.parametrize(
    "story",
    [
        "The conveyor in hall two stops after a few minutes.\nSince the last update the report shows old figures.\n"
        "Some details are below; the machine is the blue one.",
        "二号车间的传送带运行几分钟后就会停下来，已经好几台设备都试过了。上次更新之后，报表里显示的还是昨天的数据。\n"
        "详细情况见下文，是蓝色的那台机器，部分照片在附件里，麻烦你们看一下原因出在哪里，谢谢！每天早上操作面板上都会显示错误代码。",
    ],
)
def test_a_mail_that_goes_on_with_its_story_states_no_level(story: str) -> None:
    paper = mail()
    paper.writes("The printer jams.", subject="Printer")
    paper.writes(story)
    assert paper.now.priority_stated == ""
    assert paper.said == []
