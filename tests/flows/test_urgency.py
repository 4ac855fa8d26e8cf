"""P1 wording: few standstills are missed, in either language and in either half of the corpus."""

import pytest

from bot.flows.reading import sounds_urgent
from tests.flows import corpus

HALVES = ("seen", "unseen")


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_standstill_is_seldom_missed_and_a_question_seldom_taken_for_one(language: str, half: str) -> None:
    written = corpus.read("urgency", language)
    p1, other = ([text for text in written[kind] if corpus.half(text) == half] for kind in ("p1", "other"))
    missed = [text for text in p1 if not sounds_urgent(text)]
    wrong = [text for text in other if sounds_urgent(text)]
    recall = 1 - len(missed) / len(p1)
    precision = (len(p1) - len(missed)) / (len(p1) - len(missed) + len(wrong))
    print(f"{language} {half}: {len(p1)} + {len(other)}, recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.95, missed
    assert precision >= 0.90, wrong


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_corpus_is_large_and_says_nothing_twice(language: str) -> None:
    written = corpus.read("urgency", language)
    assert all(len(set(texts)) == len(texts) >= 120 for texts in written.values())


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday nobody could log in. It works again now, thanks.",
        "> Is the whole production down?\nNo, one printer.",
        "昨天全公司断网，现在已经恢复了。",
        "What should we do if all servers go down?",
        "不急，收银系统打不开也没关系",
    ],
)
def test_what_is_over_quoted_or_imagined_is_no_standstill(text: str) -> None:
    assert not sounds_urgent(text)
