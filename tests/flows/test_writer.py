"""Who writes, where he does not say so in so many words: told by what first messages have taught."""

import json
from collections.abc import Mapping, Sequence

import pytest

from bot.flows.reading import read_opening
from bot.flows.reading.mentions import mentions
from bot.flows.reading.weights import weighed
from bot.flows.reading.writer import WEIGHTS, likely
from tests.flows import corpus
from tools.learn_writer import OURS, TESTS, learnt, lessons, openings, same

FIELDS = ("name", "organisation")
#: Of first messages that nobody had seen who made the rules or taught the weights.
RECALL, WRONG = {"en": 0.5, "zh": 0.7}, 0.04


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_messages_never_seen_most_is_read_and_next_to_nothing_wrongly(language: str) -> None:
    there, right, wrong = read(corpus.read("openings", f"fresh_{language}")["opening"])
    print(f"{language}: {right} of {there} read, {len(wrong)} wrongly")
    assert right >= RECALL[language] * there
    assert len(wrong) <= WRONG * there, wrong


def test_of_messages_that_were_learnt_from_hardly_one_is_read_wrongly() -> None:
    there, right, wrong = read(openings(OURS))
    print(f"{right} of {there} read, {len(wrong)} wrongly")
    assert right >= 0.7 * there  # many are written to be hard
    assert len(wrong) <= 0.015 * there, wrong


def read(written: Sequence[Mapping[str, str]]) -> tuple[int, int, list[tuple[str, str, str]]]:
    """How many fields there are and how many are read rightly, and what is read wrongly."""
    there, right, wrong = 0, 0, []
    for one in written:
        found = read_opening(one["text"], "CN")
        for field in FIELDS:
            wanted, got = one.get(field, ""), found[field].value if field in found else ""
            there += bool(wanted)
            right += bool(wanted) and same(wanted, got)
            if got and not same(wanted, got):
                wrong.append((got, wanted, one["text"]))
    return there, right, wrong


def test_what_is_measured_by_was_not_learnt_from() -> None:
    taught = {one["text"] for folder in (OURS, TESTS) for one in openings(folder)}
    for language in ("en", "zh"):
        fresh = corpus.read("openings", f"fresh_{language}")["opening"]
        assert len(fresh) >= 40
        assert not taught & {one["text"] for one in fresh}


def test_the_weights_are_what_the_messages_teach() -> None:
    kept, fresh = json.loads(WEIGHTS.read_text("utf-8")), learnt(lessons())
    assert kept == json.loads(json.dumps(fresh)), "run python -m tools.learn_writer"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The lift stands still again. Rosie Field", {"name": "Rosie Field"}),
        ("电梯又停了,找我就行,罗斌", {"name": "罗斌"}),
        ("你们好!我们冷柜不制冷了。\n蓝天便利店 孙美玲", {"name": "孙美玲", "organisation": "蓝天便利店"}),
        ("Your engineer Carl Jensen was here last week and left without a word.", {}),
        ("麻烦转给技术部钱工", {}),
        ("系统全挂", {}),
        ("非常感谢", {}),
    ],
)
def test_by_what_stands_around_a_name_one_tells_whose_it_is(text: str, found: dict[str, str]) -> None:
    assert {field: one.value for field, one in likely(text)} == found


def test_a_sum_is_the_same_in_whatever_order_its_marks_stand() -> None:
    marks = sorted(json.loads(WEIGHTS.read_text("utf-8"))["weights"])[::97]
    assert len({weighed(marks[at:] + marks[:at], WEIGHTS) for at in range(40)}) == 1


def test_every_kind_of_mention_is_seen() -> None:
    text = "Ann Smith of Bright Stores Ltd and Globex spoke with Kev.\n北辰科技王工和小李,蓝天便利店王丽"
    kinds = {(one.field, one.form) for one in mentions(text)}
    assert kinds >= {
        ("name", "full"), ("name", "single"), ("name", "titled"), ("name", "full 2"), ("name", "nickname"),
        ("organisation", "mark"), ("organisation", "trade"), ("organisation", "bare"),
    }  # fmt: skip
    assert all(text[one.start : one.end].startswith(one.value[:1]) for one in mentions(text))
