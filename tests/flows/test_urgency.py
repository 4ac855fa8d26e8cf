"""P1 wording: few standstills are missed, in either language and in every list of the corpus."""

import time

import pytest

from bot.flows.reading import sounds_urgent
from tests.flows import corpus

#: The first list is halved by a hash; while its rules were written only the "seen" half was looked at. The later lists
#: were each written and measured before anybody looked at what was missed, and then served to widen the rules.
LISTS = ("seen", "unseen", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def sentences(language: str, which: str, kind: str) -> list[str]:
    written = corpus.read("urgency", language)
    if which in ("seen", "unseen"):
        return [text for text in written[kind] if corpus.half(text) == which]
    return list(written[f"{kind}_{which}"])


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_standstill_is_seldom_missed_and_a_question_seldom_taken_for_one(language: str, which: str) -> None:
    p1, other = (sentences(language, which, kind) for kind in ("p1", "other"))
    missed = [text for text in p1 if not sounds_urgent(text)]
    wrong = [text for text in other if sounds_urgent(text)]
    recall = 1 - len(missed) / len(p1)
    precision = (len(p1) - len(missed)) / (len(p1) - len(missed) + len(wrong))
    print(f"{language} {which}: {len(p1)} + {len(other)}, recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.95, missed
    assert precision >= 0.94, wrong


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_corpus_is_large_and_says_nothing_twice(language: str) -> None:
    written = corpus.read("urgency", language)
    assert min(len(written["p1"]), len(written["other"])) >= 120
    assert all(len(set(texts)) == len(texts) for texts in written.values())


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


@pytest.mark.parametrize("word", ["leak ", "all no ", "gas,", "没", "有人 ", "a", "。漏水"])
def test_hostile_length_is_read_in_a_bounded_time(word: str) -> None:
    started = time.process_time()
    sounds_urgent(word * (100_000 // len(word)))
    assert time.process_time() - started < 2
