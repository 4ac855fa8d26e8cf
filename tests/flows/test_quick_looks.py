"""Before a long pattern is asked, a quick look tells whether it can match at all: no match may be hidden by that."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flows.reading import introductions_en, names, sites, urgency

CHINESE = (
    "的号栋座幢楼层室房路街一二三四会议办公间期厂急紧不没有那么很太是着非"
    "算怎特别常这王李欧阳总工经理处局队董师傅老先生女士小姐主任"
)
LETTERS = st.one_of(st.characters(codec="ascii", exclude_categories=("Cc",)), st.sampled_from(CHINESE))


def words_of_an_introduction(line: str) -> frozenset[str]:
    return frozenset(introductions_en._WORD.findall(line.lower()))


LOOKS: dict[str, tuple[re.Pattern[str], Callable[[str], object]]] = {
    "not urgent": (urgency.NOT_URGENT, lambda text: urgency._names(text, urgency._DENIED)),
    "a place": (sites._EN, lambda text: sites._PLACED & {*sites._WORD.findall(text.lower())}),
    "a Chinese place": (sites._ZH, sites._PLACED_ZH.search),
    "a form of address": (names.TITLED, lambda text: text[-1:] in names._END_TITLES),
    "a signature": (
        introductions_en._SIGNS,
        lambda line: words_of_an_introduction(line) & introductions_en._SIGN or "~" in line,
    ),
    "himself": (introductions_en._MYSELF, lambda line: words_of_an_introduction(line) & introductions_en._MINE),
}


@pytest.mark.parametrize("name", LOOKS)
@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_what_the_pattern_finds_the_quick_look_lets_through(name: str, data: st.DataObject) -> None:
    pattern, look = LOOKS[name]
    text = data.draw(st.from_regex(pattern, alphabet=LETTERS))
    found = pattern.search(text)
    assert found is None or look(found[0] if name == "a form of address" else text)
