"""The answer to "which company?": how he frames it, what is none, and that he has none."""

from __future__ import annotations

import pytest

from bot.flows.reading import read_opening
from tests.flows.paper import Paper

TOLD = (
    ("it's Barclays", "Barclays"), ("It's Tesco", "Tesco"), ("this is Siemens", "Siemens"), ("We're Acme", "Acme"),
    ("that's Blue Bottle", "Blue Bottle"), ("sorry was away. Lamp Ltd", "Lamp Ltd"), ("Acme 😀", "Acme"),
    ("我是华为的", "华为"), ("这里是京东方", "京东方"), ("我们是蓝天科技", "蓝天科技"),
    ("稍等了一下。蓝天科技有限公司", "蓝天科技有限公司"),
    ("the red cross", "the red cross"), ("Capital One", "Capital One"), ("今日头条", "今日头条"), ("周大福", "周大福"),
)  # fmt: skip
NONE_TOLD = (
    "昨天开始的", "二楼", "三楼会议室", "今天上午", "since monday", "the third floor", "room 5", "the blue one",
    "kim@lake.example", "RB-1001",
    "打印机😭",
)  # fmt: skip
HAS_NONE = (
    "self-employed", "I'm self employed", "I'm a private person, no company", "freelancer",
    "I don't work for a company", "just me",
    "个体户", "我们是个体户", "自由职业", "我是个人用户", "我没有公司",
)  # fmt: skip


def asked() -> Paper:
    """His name stands in the profile; he is asked for his company."""
    paper = Paper(known={"name": "Ann"})
    paper.writes("The printer does not print.")
    assert paper.now.intake.current == "organisation"
    return paper


@pytest.mark.parametrize(("text", "firm"), TOLD)
def test_a_company_is_read_out_of_a_sentence_about_it_and_is_nobodys_name(text: str, firm: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.organisation, paper.now.name, paper.said) == (firm, "Ann", ["intake/ask_phone"])


@pytest.mark.parametrize("text", NONE_TOLD)
def test_what_is_no_company_is_asked_again(text: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.organisation, paper.now.name, paper.said) == ("", "Ann", ["intake/ask_organisation"])


@pytest.mark.parametrize("text", HAS_NONE)
def test_who_has_no_company_is_not_asked_for_it_again(text: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.organisation, paper.said) == ("", ["intake/ask_phone"])
    assert paper.now.intake.left == ("organisation",)


def test_who_is_away_for_a_moment_uses_up_no_question() -> None:
    paper = asked()
    before = paper.now.intake
    paper.writes("brb")
    assert (paper.said, paper.now.intake) == ([], before)


def test_a_person_is_no_company_and_what_stands_in_the_record_stays() -> None:
    paper = asked()
    paper.writes("王老师")
    assert (paper.now.organisation, paper.now.name) == ("", "王老师")
    kept = Paper(known={"name": "Ann"}, kept=frozenset({"name"}))
    kept.writes("The printer does not print.")
    kept.writes("王老师")
    assert (kept.now.organisation, kept.now.name) == ("", "Ann")


@pytest.mark.parametrize(("text", "name"), [("This is Ann Miller", "Ann Miller"), ("我是王丽", "王丽")])
def test_whoever_says_who_he_is_instead_is_noted_as_that(text: str, name: str) -> None:
    paper = asked()
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation) == (name, "")


@pytest.mark.parametrize(
    ("text", "name", "organisation"),
    [
        ("Kat Rose, Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("Blue Ltd, Kat Rose", "Kat Rose", "Blue Ltd"),
        ("Kat Rose - Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("Kat Rose (Blue Ltd)", "Kat Rose", "Blue Ltd"),
        ("Blue Ltd (Kat Rose)", "Kat Rose", "Blue Ltd"),
        ("Kat Rose | Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("Kat Rose: Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("This is Kat Rose, Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("Kat Rose, CTO, Blue Ltd", "Kat Rose", "Blue Ltd"),
        ("Kat Rose, Blue Ltd, London", "Kat Rose", "Blue Ltd"),
        ("李雷,蓝天科技", "李雷", "蓝天科技"),
        ("蓝天科技，李雷", "李雷", "蓝天科技"),
        ("李雷（蓝天科技）", "李雷", "蓝天科技"),
        ("李雷-蓝天科技", "李雷", "蓝天科技"),
    ],
)
@pytest.mark.parametrize("known", [{}, {"name": "kat77"}])
def test_name_and_company_in_a_line_are_read_both(
    text: str, name: str, organisation: str, known: dict[str, str]
) -> None:
    paper = Paper(known=known)
    paper.writes("The printer is broken.")
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation) == (name, organisation)


@pytest.mark.parametrize(
    "text", ["Printer broken\nKat Rose, Blue Ltd", "Printer broken\nThanks,\nKat Rose, Blue Ltd", "Kat Rose\nBlue Ltd"]
)
def test_a_line_below_a_message_tells_both(text: str) -> None:
    found = read_opening(text, "CN")
    assert (found["name"].value, found["organisation"].value) == ("Kat Rose", "Blue Ltd")


def test_the_name_of_his_record_stays_beside_the_company_that_he_tells() -> None:
    paper = Paper(known={"name": "Ann Li"}, kept=frozenset({"name"}))
    paper.writes("The printer is broken.")
    paper.writes("Kat Rose, Blue Ltd")
    assert (paper.now.name, paper.now.organisation) == ("Ann Li", "Blue Ltd")


@pytest.mark.parametrize("firm", ["Taylor, Reed & Co", "Acme, Berlin", "Austin, Texas", "Morgan, Stanley and Sons"])
def test_a_firm_with_a_comma_stays_whole_where_his_name_is_known(firm: str) -> None:
    paper = Paper(known={"name": "Ann Li"}, kept=frozenset({"name"}))
    paper.writes("The printer is broken.")
    paper.writes(firm)
    assert (paper.now.name, paper.now.organisation) == ("Ann Li", firm)
