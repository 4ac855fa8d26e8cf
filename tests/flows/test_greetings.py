"""Who only greets: what he is asked, how the matter that follows is read, and what the ticket is called."""

from __future__ import annotations

import pytest

from bot.core.decisions import Patch, Say
from bot.core.events import Wrote
from tests.flows.paper import Paper

STANDSTILL = {"en": "The whole company is offline, all orders stand still!", "zh": "全公司都断网了，订单全部停了！"}


def mail(**more: object) -> Paper:
    return Paper(asks="all", channel="email:support", known={"name": "Ann Li"}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("hello", "language"), [("hi", "en"), ("您好", "zh")])
@pytest.mark.parametrize("make", [Paper, mail])
def test_the_message_after_a_bare_greeting_is_read_as_a_first_one(make: type[Paper], hello: str, language: str) -> None:
    at_once = make(language=language)
    at_once.writes(STANDSTILL[language])
    paper = make(language=language)
    paper.writes(hello)
    paper.writes(STANDSTILL[language])
    assert paper.of(Say)[0].context["noted"] == ["priority"]
    for one in (paper, at_once):
        assert (one.now.priority_stated, one.now.urgent, one.now.missing[-1]) == ("P1", True, "phone")
    assert paper.now.subject == STANDSTILL[language]


def test_product_and_place_are_noted_after_a_greeting_too() -> None:
    paper = Paper()
    paper.writes("hello")
    paper.writes("Device: Wiesheu Dibas 64\nLocation: Hall 3\nIt is cold.")
    assert Patch({"product": "Wiesheu Dibas 64", "site": "Hall 3"}) in paper.changes


@pytest.mark.parametrize(
    ("subject", "hello", "trouble"),
    [("hi", "hi", "The printer is broken"), ("", "您好", "打印机坏了"), ("在吗", "您好！\n\n谢谢", "打印机坏了")],
)
def test_a_mail_that_only_greets_is_asked_what_it_is_about_and_the_matter_is_confirmed_once(
    subject: str, hello: str, trouble: str
) -> None:
    paper = mail()
    paper.writes(hello, subject=subject)
    assert (paper.said, paper.of(Say)[0].context["greets"]) == (["intake/opened_all"], True)
    paper.writes(f"Dear team,\n{trouble}\n", subject=f"Re: [RB-1001] {subject}")
    assert (paper.said, paper.of(Say)[0].context["named"]) == (["intake/noted_all"], True)
    assert paper.now.subject == trouble
    for more in (trouble, "It is blue."):
        paper.writes(more)
        assert paper.said == []


def test_what_he_fills_in_is_not_what_the_mail_is_about() -> None:
    paper = mail()
    paper.writes("hi", subject="hi")
    paper.writes("Organisation: Acme\nPhone: 13800138000\nPriority: P3")
    assert (paper.said, paper.now.subject) == (["intake/complete_all"], "hi")
    paper.writes("The printer is broken")
    assert (paper.said, paper.now.subject) == (["intake/noted_all"], "The printer is broken")


@pytest.mark.parametrize("again", ["hello?", "hi", "在吗", "thanks"])
def test_a_mail_that_goes_on_greeting_is_not_answered_again(again: str) -> None:
    paper = mail()
    paper.writes("hi", subject="hi")
    paper.writes(again)
    assert paper.said == []


def test_a_matter_that_an_engineer_asked_for_is_not_answered_by_us() -> None:
    paper = mail()
    paper.writes("hi", subject="hi")
    paper.does("reply", text="What is wrong?")
    paper.writes("The printer is broken")
    assert (paper.said, paper.now.subject) == ([], "The printer is broken")


@pytest.mark.parametrize(
    ("subject", "text", "called"),
    [
        ("Hello", "Hi,\n\nthe printer is broken.", "Hello"),
        ("Urgent", "Everything is down!", "Urgent"),
        ("", "您好\n打印机坏了", "打印机坏了"),
        ("", "Hi\nthe printer is broken.", "the printer is broken."),
        ("Printer", "Hello", "Printer"),
    ],
)
def test_a_mail_that_says_more_is_called_as_he_calls_it_and_stays_so(subject: str, text: str, called: str) -> None:
    paper = mail()
    paper.writes(text, subject=subject)
    assert (paper.now.subject, paper.of(Say)[0].context["greets"]) == (called, False)
    paper.writes("It is the one on the third floor.")
    assert (paper.said, paper.now.subject) == ([], called)


@pytest.mark.parametrize(
    ("first", "sent"),
    [
        (Wrote("", files=("voice-7.oga",)), True),
        (Wrote("", files=("photo-7.jpg",)), True),
        (Wrote("", files=("report.pdf",)), True),
        (Wrote("", contact="+8613800138000"), False),
        (Wrote("", trouble="a kind of message that cannot be shown here: dice"), False),
    ],
)
def test_who_begins_without_a_word_is_asked_what_it_is_about_before_who_he_is(first: Wrote, sent: bool) -> None:
    paper = Paper()
    paper.happens(first)
    assert (paper.said, paper.of(Say)[0].context["sent"]) == (["intake/opened_greeting"], sent)
    assert (paper.now.intake.asked, paper.posted) == ({}, ["desk/customer_wrote"])
    matter = "This is Ann from Example Ltd, the scanner hums."
    paper.writes(matter)
    assert (paper.now.subject, paper.now.name, paper.now.organisation) == (matter, "Ann", "Example Ltd")


def test_who_sent_a_voice_message_and_falls_silent_is_reminded_of_the_matter_and_not_asked_for_his_name() -> None:
    paper = Paper()
    paper.happens(Wrote("", files=("voice-7.oga",)))
    paper.waits("intake")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/remind_one"], "")
    paper.happens(Wrote("", files=("voice-8.oga",)))
    assert paper.said == ["intake/added"]
    paper.waits("intake")
    assert paper.now.intake.state == "timed_out"


def test_a_photo_with_words_is_a_request() -> None:
    paper = Paper()
    paper.happens(Wrote("The printer is broken", files=("photo-7.jpg",)))
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/opened_one"], "name")
