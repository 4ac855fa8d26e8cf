"""Whoever only thanks or praises us is asked nothing; engineers see it, and nothing is opened again for it."""

from __future__ import annotations

import pytest

from bot.core.decisions import Advance, Post
from bot.flows.praise import is_praise
from tests.flows.paper import Paper

PRAISE = ["thanks, great service yesterday!", "谢谢，昨天的师傅服务很好"]


@pytest.mark.parametrize("text", PRAISE)
@pytest.mark.parametrize("asks", ["one", "all"])
def test_praise_of_somebody_without_a_ticket_is_shown_and_asks_nothing(text: str, asks: str) -> None:
    paper = Paper(asks=asks, known={"name": "Ann Li"})  # type: ignore[arg-type]
    paper.writes(text, subject="Thank you" if asks == "all" else "")
    assert (paper.said, paper.posted, paper.timers) == (["conversation/praised"], ["desk/customer_wrote"], {})
    assert (paper.now.status, paper.now.intake.state, paper.now.name) == ("closed", "complete", "Ann Li")


@pytest.mark.parametrize("text", PRAISE)
@pytest.mark.parametrize("asks", ["one", "all"])
def test_praise_after_the_end_opens_nothing_again_and_all_engineers_see_it(text: str, asks: str) -> None:
    paper = Paper(asks=asks, known={"name": "Ann", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"})  # type: ignore[arg-type]
    paper.writes("The scanner hums.", subject="Scanner")
    paper.does("solve", text="Restart it")
    paper.presses("solved")
    paper.writes(text)
    assert (paper.said, paper.now.status, paper.of(Advance)) == (["conversation/praised"], "closed", [])
    assert [post.template for post in paper.of(Post) if post.alert] == ["desk/praised"]


@pytest.mark.parametrize(
    ("text", "status"), [("see you", "closed"), ("👀", "closed"), ("😡", "open"), ("hm", "closed")]
)
def test_a_nod_after_the_end_opens_nothing_again(text: str, status: str) -> None:
    paper = Paper(known={"name": "Ann", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"})
    paper.writes("The scanner hums.")
    paper.does("solve", text="Restart it")
    paper.presses("solved")
    paper.writes(text)
    assert (paper.now.status, "desk/praised" in paper.posted) == (status, False)


@pytest.mark.parametrize(
    ("subject", "text", "praise"),
    [
        ("Thank you", "Great service yesterday!", True),
        ("Feedback", "Great service yesterday!\n\nAnn", True),
        ("", "谢谢，服务很好\n\n王丽", True),
        ("Great service!", "Thanks a lot.\n\nBest regards\nAnn Li\nAcme Ltd", True),
        ("New printer needed", "Thanks", False),
        ("Thank you", "Great service yesterday, but the scanner hums again", False),
        ("谢谢", "服务很好，另外打印机又坏了", False),
    ],
)
def test_a_mail_is_praise_with_its_subject(subject: str, text: str, praise: bool) -> None:
    assert is_praise(subject, text) is praise


def test_a_photo_with_thanks_is_looked_at_as_a_request_is() -> None:
    paper = Paper()
    paper.writes("thank you very much for looking into it", files=("photo-7.jpg",))
    assert (paper.now.status, paper.said) == ("new", ["intake/opened_one"])


@pytest.mark.parametrize("text", ["thanks", "谢谢", "ok", "👍"])
def test_a_nod_at_the_very_beginning_is_as_a_greeting_is(text: str) -> None:
    paper = Paper()
    paper.writes(text)
    assert (paper.said, paper.now.intake.asked) == (["intake/opened_greeting"], {})
    paper.writes("The scanner hums.")
    assert (paper.said, paper.now.subject) == (["intake/ask_name"], "The scanner hums.")
