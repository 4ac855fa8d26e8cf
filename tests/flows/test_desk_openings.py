"""First messages to an after-sales desk, unseen by whoever made the rules: what is read of them, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.flows.reading import read_opening, sounds_urgent
from tests.flows import corpus
from tools.learn_writer import same

MESSAGES: dict[str, list[dict[str, Any]]] = {
    language: corpus.read("openings", f"fresh_desk_{language}")["opening"] for language in ("en", "zh")
}
#: A number without its country's code and of another country is missed on purpose.
RECALL = {"name": 0.85, "organisation": 0.8, "phone": 0.9}
WRONG = {"name": 0.03, "organisation": 0.02, "phone": 0.02}


@pytest.mark.parametrize("language", MESSAGES)
@pytest.mark.parametrize("field", RECALL)
def test_most_of_what_stands_there_is_read_and_hardly_anything_wrongly(language: str, field: str) -> None:
    there, right, wrong = 0, 0, []
    for one in MESSAGES[language]:
        wanted, got = one.get(field, ""), read(one).get(field, "")
        there += bool(wanted)
        right += bool(wanted) and same(wanted, got)
        if got and not same(wanted, got):
            wrong.append((got, wanted, one["text"]))
    print(f"{language} {field}: {right} of {there} read, {len(wrong)} wrongly")
    assert right >= RECALL[field] * there
    assert len(wrong) <= WRONG[field] * there, wrong


@pytest.mark.parametrize("language", MESSAGES)
def test_a_standstill_is_marked_and_mostly_proposed_as_p1(language: str) -> None:
    stopped = [one for one in MESSAGES[language] if "priority" in one]
    others = [one for one in MESSAGES[language] if "priority" not in one]
    missed = [one["text"] for one in stopped if not sounds_urgent(one["text"])]
    proposed = [one for one in stopped if read(one).get("priority") == "P1"]
    alarms = [one["text"] for one in others if sounds_urgent(one["text"])]
    print(f"{language}: {len(missed)} of {len(stopped)} missed, {len(proposed)} proposed; {len(alarms)} false alarms")
    assert len(missed) <= 0.05 * len(stopped), missed
    assert len(proposed) >= 0.9 * len(stopped)
    assert len(alarms) <= 0.1 * len(others), alarms


def read(one: dict[str, Any]) -> dict[str, str]:
    return {field: proposal.value for field, proposal in read_opening(one["text"], "CN").items()}
