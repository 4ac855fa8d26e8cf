"""Articles are kept and found the same way on both databases, whatever somebody looks for."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select, text

from bot import known
from bot.core.events import Case, Wrote
from bot.core.knowledge import Offer
from bot.core.terms import LONGEST_TEXT, terms
from bot.db import knowledge, tickets
from bot.db.schema import articles
from tests.db.conftest import NOW, a_ticket
from tests.flows import known_questions, unseen_questions

EVERYBODY = ("customers", "engineers")
WORDS = """printer Printer's scale E05 VPN naïve Straße Größe 3.5 x-ray
打印机 卡纸 脱机 电子秤 校准 打 テスト 프린터 ＨＰ 𠮷野"""


def an_article(connection: Connection, problem: str, solution: str = "wait", **more: str) -> int:
    """Keeps an article of a ticket of its own; returns the ticket's id."""
    ticket = a_ticket(connection, "li@example.com")
    facts = {"language": "en", "state": "customers", **more}
    knowledge.keep(connection, ticket, {"problem": problem, "solution": solution, **facts}, NOW)
    return ticket


def found(connection: Connection, wanted: str, states: Sequence[str] = EVERYBODY, limit: int = 1000) -> set[str]:
    return {article.problem for article in knowledge.find(connection, wanted, states, limit)}


def holding(corpus: Sequence[tuple[str, str]], wanted: str) -> set[str]:
    """What is to be found, told in the simplest way: every term, or else any."""
    asked = set(terms(wanted))
    held = {problem: set(terms(f"{problem}\n{solution}")) for problem, solution in corpus}
    every = {problem for problem, have in held.items() if asked and asked <= have}
    return every or {problem for problem, have in held.items() if asked & have}


def test_both_databases_find_exactly_the_articles_with_the_words(connection: Connection) -> None:
    chance = random.Random(5)
    corpus = []
    for number in range(80):
        problem = f"{number}no " + chance.choice(["", " ", ","]).join(chance.choices(WORDS.split(), k=6))
        corpus.append((problem, " ".join(chance.choices(WORDS.split(), k=3))))
        an_article(connection, *corpus[-1])
    asked = [chance.choice(["", " "]).join(chance.choices(WORDS.split(), k=chance.randint(1, 3))) for _ in range(120)]
    for wanted in [*asked, "打印机卡纸", "印机", "机", "hp", "ＥＯ５", "e05 VPN", "strasse", "3", "nothing of this"]:
        assert found(connection, wanted) == holding(corpus, wanted), wanted
    assert sum(len(found(connection, wanted)) for wanted in asked) > 1000


@pytest.mark.parametrize(
    "hostile",
    [
        '"', "'", "''", "\\", "*", "printer*", "printer AND", "NEAR(printer scale)", "problem:printer", "-printer",
        "printer' | 'scale", "!printer", "printer:*", "<->", "{problem} : x", "^printer", "%", "_", "\x00", "a\x00b",
        "()",        "'; DROP TABLE articles; --", ":query", "\udc80", "🖨", "\u202eprinter", "",
    ],
)  # fmt: skip
def test_no_sign_of_a_query_language_takes_effect(connection: Connection, hostile: str) -> None:
    corpus = [("the printer", "near the scale"), ("drop of oil", "and a table")]
    for problem, solution in corpus:
        an_article(connection, problem, solution)
    assert found(connection, hostile) == holding(corpus, hostile)


def test_texts_without_end_are_cut(connection: Connection) -> None:
    beyond = "打印机" * 400_000 + "脱机"
    an_article(connection, beyond, "x" * 1_000_000)
    an_article(connection, " ".join(f"word{number}" for number in range(100_000)))
    assert found(connection, beyond) == {beyond}
    assert found(connection, "脱机") == set()
    assert len(found(connection, "word1 word2")) == 1
    assert len(terms("word " * 1_000_000)) == LONGEST_TEXT // 5


def test_the_index_of_sqlite_keeps_every_term_as_it_is() -> None:
    every = {term for code in range(0x30000) if not 0xD800 <= code < 0xE000 for term in terms(chr(code))}
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 0')")
    index.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
    index.executemany("INSERT INTO t VALUES (?)", [(term,) for term in every])
    assert {row[0] for row in index.execute("SELECT term FROM v")} == every
    assert len(every) > 80_000
    index.close()


def test_the_index_of_postgresql_keeps_every_term_as_it_is(engine: Engine) -> None:
    sample = [chr(code) for code in [*range(0x20, 0x3000), *range(0x9F00, 0xA000), *range(0xAC00, 0xAD00)]]
    every = list(dict.fromkeys(term for character in sample for term in terms(character)))
    with engine.begin() as connection:
        for start in range(0, len(every), 500):
            an_article(connection, " ".join(every[start : start + 500]))
        for term in every[::40]:
            assert len(found(connection, term)) == 1, term


def test_what_is_in_the_problem_comes_before_what_is_in_the_solution(connection: Connection) -> None:
    for number in range(3):
        an_article(connection, f"the scale {number}", "look at the printer")
    an_article(connection, "the printer", "look at the scale")
    for number in range(3, 6):
        an_article(connection, f"the scale {number}", "look at the printer")
    assert knowledge.find(connection, "printer", EVERYBODY, 3)[0].problem == "the printer"
    assert len(knowledge.find(connection, "printer", EVERYBODY, 3)) == 3


def test_each_sees_what_is_released_for_him(connection: Connection) -> None:
    for state in ("draft", "engineers", "customers"):
        an_article(connection, f"the printer stops, {state}", state=state)
    assert found(connection, "printer", ("customers",)) == {"the printer stops, customers"}
    assert len(found(connection, "printer")) == 2
    assert len(found(connection, "printer", ("draft", *EVERYBODY))) == 3
    assert [a.state for a in knowledge.similar(connection, terms("printer stops"), "en")] == ["customers"]
    assert knowledge.similar(connection, terms("printer stops"), "zh") == []


def test_a_question_is_likened_to_problems_only_by_two_neighbouring_words(connection: Connection) -> None:
    an_article(connection, "the paper is stuck in the printer", "open it")
    an_article(connection, "the door is stuck", "paper in the printer")
    for wanted, expected in [("paper stuck", 1), ("printer paper", 1), ("open paper", 0), ("door paper stuck", 1)]:
        assert len(knowledge.similar(connection, terms(wanted), "en")) == expected, wanted


@pytest.mark.parametrize(("code", "language"), [("en", "ENGLISH"), ("zh", "CHINESE")])
def test_the_answer_to_a_known_question_is_among_the_likeliest(
    connection: Connection, code: str, language: str
) -> None:
    for among in (known_questions, unseen_questions):
        for name, problem in getattr(among, f"{language}_PROBLEMS").items():
            an_article(connection, problem, name, language=code)
        for message, wanted in getattr(among, f"{language}_MESSAGES"):
            case = Case(None, "telegram", "one", code)
            articles_found = known.prepared(connection, case, Wrote(message)).articles
            assert wanted in {"", *(article.solution for article in articles_found)}, message


def test_other_words_replace_the_earlier_ones(connection: Connection) -> None:
    ticket = an_article(connection, "the printer", "plug it in")
    values = {"problem": "the scale", "solution": "wait", "language": "en", "state": "engineers"}
    knowledge.keep(connection, ticket, values, NOW)
    assert found(connection, "printer plug") == set()
    assert found(connection, "scale") == {"the scale"}
    assert connection.execute(select(func.count()).select_from(articles)).scalar_one() == 1


def test_what_is_undone_is_not_found(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SAVEPOINT job"))
        an_article(connection, "the printer")
        connection.execute(text("ROLLBACK TO SAVEPOINT job"))
        an_article(connection, "the scale")
    with engine.begin() as connection:
        assert found(connection, "printer") == set()
        assert found(connection, "scale") == {"the scale"}


def test_a_draft_follows_the_newest_solution_until_it_is_released(connection: Connection) -> None:
    ticket = a_ticket(connection)
    row = {"id": ticket, "subject": "打印机着火了", "language": "zh"}
    for said in ("三楼的打印机着火了，请来人。", "快点！"):
        message = {"ticket_id": ticket, "direction": "in", "text": said, "at": NOW}
        tickets.keep_message(connection, message)
    knowledge.draft(connection, row, "先关机", NOW)
    knowledge.draft(connection, row, "先灭火", NOW + timedelta(days=1))
    draft = knowledge.of_ticket(connection, ticket)
    assert draft is not None
    assert (draft.problem, draft.solution) == ("打印机着火了\n三楼的打印机着火了，请来人。", "先灭火")
    assert (draft.state, draft.language, draft.released_at) == ("draft", "zh", None)
    values = {"problem": "着火", "solution": "灭火器", "language": "zh", "state": "engineers", "released_at": NOW}
    knowledge.keep(connection, ticket, values, NOW)
    knowledge.draft(connection, row, "报警", NOW)
    released = knowledge.of_ticket(connection, ticket)
    assert released is not None
    assert (released.problem, released.solution, released.id) == ("着火", "灭火器", draft.id)


def test_an_offer_keeps_the_words_he_saw(connection: Connection) -> None:
    ticket = an_article(connection, "the printer", "plug it in")
    shown = knowledge.of_ticket(connection, ticket)
    assert shown is not None
    asking = a_ticket(connection, "bo@example.com")
    assert knowledge.offered(connection, asking) is None
    knowledge.offer(connection, asking, shown, NOW)
    values = {"problem": "the printer", "solution": "other words", "language": "en", "state": "customers"}
    knowledge.keep(connection, ticket, values, NOW)
    assert knowledge.offered(connection, asking) == Offer(shown.id, "plug it in")
    knowledge.answer_offer(connection, asking, "helped")
    assert knowledge.offered(connection, asking) == Offer(shown.id, "plug it in", "helped")


def test_what_is_near_a_text_shares_neighbours_with_it_or_else_any_word(connection: Connection) -> None:
    an_article(connection, "The label printer reports a paper jam")
    an_article(connection, "Printer of labels is offline", state="doubted")
    an_article(connection, "打印机 卡纸", state="draft", language="zh")
    states = ("customers", "doubted")

    def near(*wanted: str, among: Sequence[str] = states) -> list[str]:
        return [one.problem for one in knowledge.near(connection, wanted, among, 5)]

    assert near("offline", "paper", "jam") == ["The label printer reports a paper jam"]
    assert near("offline", "since", "monday") == ["Printer of labels is offline"]
    assert near("卡纸", "offline", among=("draft",)) == ["打印机 卡纸"]
    assert near() == near("oven") == []
    [first] = knowledge.near(connection, ["jam"], states, 5)
    assert knowledge.by_id(connection, first.id) == first
    assert knowledge.by_id(connection, 99) is None


def test_where_cards_stand_is_told_by_ticket(connection: Connection) -> None:
    first, second = a_ticket(connection), a_ticket(connection)
    tickets.patch(connection, second, {"card_key": "G0:1.2"})
    reference = tickets.reference(second)
    assert tickets.places(connection, [first, second]) == {
        first: (tickets.reference(first), ""),
        second: (reference, "G0:1.2"),
    }
    assert tickets.places(connection, []) == {}
    assert tickets.by_reference(connection, reference) == second
    assert tickets.by_reference(connection, "RB-1") is None
