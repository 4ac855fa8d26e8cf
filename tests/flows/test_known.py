"""A question that is known: what is shown, what his answer to it does, and when nothing is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.core.decisions import Change, DraftArticle, KeepArticle, Note, Patch, RecordSolution, Say, SetTimer
from bot.core.knowledge import Article, ArticleState
from bot.core.messages import Answer
from bot.flows.likeness import alike, content, gist
from tests.flows import known_questions, unseen_questions
from tests.flows.paper import NOON, Paper

JAM = Article(7, 3, "Printer reports a paper jam although no paper is stuck\nIt beeps.", "Clean the sensor.", "en")
ASKED = "Hello, our printer reports a paper jam, but no paper is stuck."
LANGUAGES = ["ENGLISH", "CHINESE"]


def shown(asks: str = "one", **more: object) -> Paper:
    """A customer who was shown an article."""
    paper = Paper(asks=asks, articles=(JAM,), **more)  # type: ignore[arg-type]  # the words of a test
    paper.writes(ASKED)
    return paper


def kinds(changes: Sequence[Change]) -> list[str]:
    return [change.kind for change in changes if isinstance(change, Note)]


def judged(
    problems: Mapping[str, str], messages: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The wrong answers, the answers that were missed, and the right ones."""
    wrong, missed, right = [], [], []
    for text, wanted in messages:
        likeness, name = max((alike(gist(text), gist(problem)), name) for name, problem in problems.items())
        given = name if likeness else ""
        if given and given != wanted:
            wrong.append((text, given))
        elif given == wanted:
            right += [text] if wanted else []
        else:
            missed.append(text)
    return wrong, missed, right


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("among", [known_questions, unseen_questions], ids=["known", "unseen"])
def test_a_known_question_is_recognised_and_never_mistaken(among: object, language: str) -> None:
    problems, messages = getattr(among, f"{language}_PROBLEMS"), getattr(among, f"{language}_MESSAGES")
    wrong, missed, right = judged(problems, messages)
    assert wrong == []
    assert len(right) >= 4 * len(missed), missed
    assert sum(wanted == "" for _, wanted in messages) > len(right) > 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_of_one_trade_answers_nobody_of_another(language: str) -> None:
    problems = getattr(known_questions, f"{language}_PROBLEMS")
    messages = [(text, "") for text, _ in getattr(unseen_questions, f"{language}_MESSAGES")]
    assert judged(problems, messages)[0] == []


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("How do I print on both sides of the page?", "Printing on both sides of the page does not work"),
        ("怎么双面打印？", "双面打印不能用"),
        ("The till in the shop by the old harbour prints no new receipts although the white paper roll is full",
         "The till in the shop by the old harbour prints no new receipts although the black paper roll is full"),
        ("The display shows error 404 and the lamp is red", "The display shows error 500 and the lamp is red"),
    ],
    ids=["how, not that it fails", "the same in Chinese", "one word of many", "another error"],
)  # fmt: skip
def test_near_misses_are_no_answer_either_way(asked: str, problem: str) -> None:
    assert alike(gist(asked), gist(asked)) == 1
    assert alike(gist(asked), gist(problem)) == alike(gist(problem), gist(asked)) == 0


def test_what_he_tells_of_himself_does_not_hide_his_question() -> None:
    problem = gist("Printer reports a paper jam although no paper is stuck")
    form = "Name: Ann Li\nCompany: Acme Ltd\nPhone: +86 138 0013 8000\nPriority: P3"
    assert alike(gist(f"{ASKED}\n{form}"), problem) == alike(gist(ASKED), problem) > 0
    assert alike(gist(f"{ASKED} Call 13800138000."), problem) > 0
    chinese = gist("打印机提示卡纸，但里面没有纸")
    assert alike(gist("打印机里面没有纸却提示卡纸\n姓名：王伟\n电话：13800138000\n优先级：P3"), chinese) > 0


def test_hostile_texts_are_compared_in_no_time() -> None:
    for text in (
        "",
        "\x00",
        "n't" * 100_000,
        "打" * 100_000,
        "Name" * 100_000,
        "1 " * 100_000,
        "\n" * 100_000,
        "((1" * 9999,
    ):
        assert alike(gist(text), gist(JAM.problem)) == 0
        assert len(content(text)) <= 2000


def test_a_chat_is_shown_the_answer_and_then_asked_the_first_question() -> None:
    paper = shown()
    assert paper.said == ["known/opened_one", "intake/ask_name"]
    answer, question = paper.of(Say)
    assert answer.context["solution"] == "Clean the sensor."
    assert answer.context["problem"] == "Printer reports a paper jam although no paper is stuck"
    assert question.context["ask"] == "name"
    assert paper.posted == ["desk/customer_wrote", "desk/offered"]
    assert kinds(paper.changes) == ["opened", "offered"]
    assert [timer.kind for timer in paper.of(SetTimer)] == ["intake"]
    assert (paper.now.status, paper.now.offered, paper.asked["name"]) == ("new", 7, 1)


def test_a_mail_is_shown_the_answer_in_the_one_mail_with_all_questions() -> None:
    paper = shown("all")
    assert paper.said == ["known/opened_all"]
    assert list(paper.of(Say)[0].context["missing"]) == ["name", "organisation", "phone", "priority"]


def test_who_has_told_everything_is_shown_the_answer_alone() -> None:
    facts = {"name": "Ann", "organisation": "Acme", "phone": "+8613800138000"}
    paper = Paper(articles=(JAM,), known=facts)
    paper.writes(f"P3 {ASKED}")
    assert paper.said == ["known/opened_one"]
    assert paper.posted == ["desk/intake_done", "desk/customer_wrote", "desk/offered"]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (f"URGENT! {ASKED}", {}),
        (f"P1. {ASKED}", {}),
        (f"Production has stopped. {ASKED}", {}),
        (ASKED, {"automatic": "generated"}),
        ("Our printer pulls in three sheets of paper", {}),
        ("", {"files": ("jam.jpg",)}),
    ],
    ids=["urgent", "P1", "stopped", "a machine", "another question", "only a photo"],
)
def test_nothing_is_shown_to_who_needs_a_person_or_asks_something_else(text: str, more: dict[str, object]) -> None:
    paper = Paper(articles=(JAM,))
    paper.writes(text, **more)
    assert "offered" not in kinds(paper.changes)
    assert not any(template.startswith("known/") for template in paper.said)


def test_of_several_articles_the_likeliest_is_shown_and_of_equals_the_newest() -> None:
    exact = Article(5, 1, ASKED, "The exact one.", "en")
    equal = Article(9, 4, JAM.problem, "The newer one.", "en")
    for articles, solution in [((JAM, exact), "The exact one."), ((equal, JAM), "The newer one.")]:
        paper = Paper(articles=articles)
        paper.writes(ASKED)
        assert paper.of(Say)[0].context["solution"] == solution


def test_this_helped_records_the_solution_and_closes() -> None:
    paper = shown()
    paper.presses("helped", "7")
    assert paper.of(RecordSolution) == [RecordSolution("Clean the sensor.", "")]
    assert paper.of(DraftArticle) == []
    now = paper.now
    assert (now.status, now.solution_version, now.confirmed_at, now.reached_at) == ("closed", 1, NOON, NOON)
    assert kinds(paper.changes) == ["pressed", "helped"]
    assert paper.said == ["callback/confirmed"]
    assert paper.posted == ["desk/customer_pressed", "desk/helped"]
    assert paper.timers == {}
    again = paper.presses("helped", "7")
    assert (paper.said, again.answer) == (["conversation/ticket_closed_button"], Answer(reason="ticket_closed"))


def test_no_is_noted_and_the_questions_go_on() -> None:
    paper = shown()
    paper.presses("declined", "7")
    assert (paper.said, paper.posted) == (["known/goes_on"], ["desk/customer_pressed", "desk/declined"])
    assert kinds(paper.changes) == ["pressed", "declined"]
    assert (paper.now.status, paper.now.intake.state, paper.now.call_task) == ("new", "asking", "")
    paper.presses("declined", "7")
    assert (paper.said, kinds(paper.changes)) == ([], ["pressed"])
    paper.writes("Ann Li")
    assert (paper.now.name, paper.said) == ("Ann Li", ["intake/ask_organisation"])


def test_he_may_change_his_mind() -> None:
    paper = shown()
    paper.presses("declined", "7")
    paper.presses("helped", "7")
    assert paper.now.status == "closed"
    paper.presses("declined", "7")
    assert (paper.now.status, paper.now.confirmed_at, paper.said) == ("open", None, ["callback/reopened"])


def test_a_press_after_an_engineers_solution_is_about_the_article_only_when_it_says_no() -> None:
    paper = shown()
    paper.does("solve", text="Replace the sensor.")
    paper.presses("declined", "7")
    assert (paper.now.status, paper.said) == ("solved", [])
    paper.presses("helped", "7")
    assert (paper.now.status, paper.said, paper.solutions) == (
        "closed",
        ["callback/confirmed"],
        ["Replace the sensor."],
    )


def test_a_button_of_a_ticket_that_was_shown_nothing_changes_nothing() -> None:
    paper = Paper()
    paper.writes("It beeps.")
    paper.presses("helped", "7")
    assert (paper.now.status, kinds(paper.changes), paper.said) == ("new", ["pressed"], [])


@pytest.mark.parametrize(
    "text",
    [
        "This helped, thank you!", "That solved it.", "It works now", "Problem solved :)",
        "Great, that fixed it. Thanks, Ann", "这个办法有用，谢谢", "解决了", "已经解决，谢谢",
        "有帮助，谢谢！", "搞定",
    ],
)  # fmt: skip
@pytest.mark.parametrize("asks", ["one", "all"])
def test_his_own_words_that_it_helped_count(asks: str, text: str) -> None:
    paper = shown(asks)
    paper.writes(text)
    assert (paper.now.status, paper.said, paper.posted) == (
        "closed",
        ["callback/confirmed"],
        ["desk/customer_wrote", "desk/helped"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "Thanks", "ok", "yes", "Ann Li", "Acme Ltd", "P3", "谢谢", "好的", "蓝天科技", "Did it help others?",
        "Once it works again we will pay", "That helped a bit but the lamp is red", "I hope that it works",
        "有用吗？", "有用，但是灯还亮着", "如果有用再告诉您", "We need this solved today",
    ],
)  # fmt: skip
def test_words_that_do_not_surely_mean_it_close_nothing(text: str) -> None:
    paper = shown("all")
    paper.writes(text)
    assert paper.now.status == "new"
    assert not {"helped", "declined"} & set(kinds(paper.changes))


@pytest.mark.parametrize(
    "text",
    [
        "That did not help", "No, I need a person", "This doesn't work", "It is not the same problem",
        "没用", "没有解决", "还是不行", "不是这个问题",
    ],
)  # fmt: skip
def test_his_own_words_that_it_did_not_help_are_noted_once(text: str) -> None:
    paper = shown("all")
    paper.writes(text)
    assert kinds(paper.changes)[:2] == ["wrote", "declined"]
    assert "desk/declined" in paper.posted
    assert paper.now.status == "new"
    paper.writes(text)
    assert "declined" not in kinds(paper.changes)


@pytest.mark.parametrize("text", ["That solved it, thanks!", "That did not help"])
def test_once_an_engineer_has_answered_his_words_are_about_the_engineer(text: str) -> None:
    paper = shown("all")
    paper.does("reply", text="Please switch it off and on.")
    paper.writes(text)
    assert (paper.now.status, kinds(paper.changes)) == ("open", ["wrote"])
    paper.presses("helped", "7")
    assert paper.now.status == "closed"


def test_after_it_helped_he_may_write_that_it_is_broken_again() -> None:
    paper = shown()
    paper.presses("helped", "7")
    paper.writes("Thanks!")
    assert paper.now.status == "closed"
    paper.writes("The jam is back")
    assert (paper.now.status, paper.said) == ("open", ["callback/reopened"])


def test_a_solution_makes_a_draft_of_the_ticket() -> None:
    paper = Paper()
    paper.writes(ASKED)
    paper.does("solve", text=" Clean the sensor. ")
    assert paper.of(DraftArticle) == [DraftArticle("Clean the sensor.")]


@pytest.fixture
def solved() -> Paper:
    paper = Paper()
    paper.writes(ASKED)
    paper.does("solve", text="Clean it, Mr Li.")
    return paper


def test_an_engineer_releases_what_a_ticket_taught_in_his_words(solved: Paper) -> None:
    solved.does("release", problem=" Jam ", solution=" Clean it. ", product="LP-20", audience="customers")
    assert solved.of(KeepArticle) == [KeepArticle("Jam", "Clean it.", "LP-20", "customers", "Anna Berg")]
    assert solved.of(Note) == [Note("article_released", {"audience": "customers", "engineer": "U0ANNA"})]
    assert (solved.posted, solved.said) == (["desk/article_released"], [])


@pytest.mark.parametrize("audience", ["engineers", "customers", "draft"])
def test_he_may_do_so_again_and_take_it_back(solved: Paper, audience: ArticleState) -> None:
    for _ in range(2):
        solved.does("release", problem="Jam", solution="Clean it.", product="", audience=audience)
        assert solved.of(KeepArticle)[0].state == audience
    assert kinds(solved.changes) == ["article_taken_back" if audience == "draft" else "article_released"]


def test_what_is_missing_is_said_beside_its_field(solved: Paper) -> None:
    answer = solved.does("release", problem=" ", solution="x" * 20_001, product="", audience="everybody").answer
    assert answer.errors == {"problem": "text_missing", "solution": "text_too_long", "audience": "audience_missing"}
    assert solved.changes == []


def test_a_ticket_without_a_solution_taught_nothing() -> None:
    paper = Paper()
    paper.writes(ASKED)
    decision = paper.does("release", problem="Jam", solution="Clean it.", product="", audience="customers")
    assert (decision.answer.reason, paper.changes) == ("not_solved", [])
    paper.does("close", note="")
    assert paper.does("release", problem="a", solution="b", audience="draft").answer.reason == "not_solved"


def test_no_history_of_an_article_holds_personal_text(solved: Paper) -> None:
    solved.does("release", problem="Jam at Mr Li's", solution="Clean it.", product="his", audience="customers")
    assert all("Li" not in str(note.data) for note in solved.of(Note))
    paper = shown()
    assert [note.data for note in paper.of(Note)] == [{}, {"article": 7}]
    assert [patch.values for patch in paper.of(Patch) if "offered" in patch.values] == [{"offered": 7}]
