"""P1 wording: few standstills are missed, in either language and in every list of the corpus."""

import json
import time

import pytest

from bot.flows.reading import sounds_urgent
from bot.flows.reading.urgency import WEIGHTS, urgent_words
from tests.flows import corpus
from tools.learn_urgency import CORPUS, learnt, lessons

LISTS = ("first", "second", "third", "hard")


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_standstill_is_seldom_missed_and_a_question_seldom_taken_for_one(language: str, which: str) -> None:
    written = corpus.read("urgency", language)
    p1, other = written[f"p1_{which}"], written[f"other_{which}"]
    missed = [text for text in p1 if not sounds_urgent(text)]
    wrong = [text for text in other if sounds_urgent(text)]
    recall = 1 - len(missed) / len(p1)
    print(
        f"{language} {which}: {len(p1)} + {len(other)}, recall {recall:.3f}, false alarms {len(wrong) / len(other):.3f}"
    )
    assert recall >= 0.95, missed
    assert len(wrong) <= 0.1 * len(other), wrong


def test_what_is_measured_by_was_not_learnt_from() -> None:
    taught = "".join(path.read_text("utf-8") for path in CORPUS.glob("*.toml"))
    for language in ("en", "zh"):
        lists = corpus.read("urgency", language)
        assert min(map(len, lists.values())) >= 50
        assert not [
            text for texts in lists.values() for text in texts if json.dumps(text, ensure_ascii=False) in taught
        ]


def test_the_weights_are_what_the_messages_teach() -> None:
    kept, fresh = json.loads(WEIGHTS.read_text("utf-8")), learnt(lessons())
    assert kept == json.loads(json.dumps(fresh)), "run python -m tools.learn_urgency"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (
            "Hello,\nI am Ann. " + "We have been your customers for years. " * 20 + "\nThe whole plant stands still.",
            "still",
        ),
        ("您好,我是王丽。" + "我们合作多年了。" * 60 + "现在全厂停产了!", "全厂停产"),
    ],
)
def test_a_cry_for_help_does_not_drown_in_a_long_letter(text: str, piece: str) -> None:
    assert piece in urgent_words(text)


def test_the_same_is_told_in_traditional_characters() -> None:
    assert sounds_urgent("整個公司網絡斷了,沒有人能工作")
    assert not sounds_urgent("請問發票什麼時候寄來")


@pytest.mark.parametrize("text", ["URGENT", "urgent!", "紧急", "急", "P1", "This is very urgent: the till is off"])
def test_who_says_so_in_so_many_words_is_believed(text: str) -> None:
    assert sounds_urgent(text)


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
