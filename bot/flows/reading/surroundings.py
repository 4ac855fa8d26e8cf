"""What stands around a person or an organisation that a text mentions: by it one tells whose name it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from bot.flows.reading.closings import is_closing
from bot.flows.reading.mentions import Mention
from bot.flows.reading.names import HAN
from bot.flows.reading.places_zh import begins_with_place

_BEFORE, _AFTER, _NEAR = 60, 40, 3
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[\u3400-\u9fff]|\d+|\n|[^\w\s]")
_PHONE = re.compile(r"[\s,;/|:-]{0,4}\+?\(?\d[\d ()/.-]{6,20}\d")
_MARK = re.compile(r"[,.;:!?。、|/()–—-]")
_MARK_HAN = re.compile(r"[,.;:!?。、|/()\s–—-]")
_EDGES = " .!,。"
_STOPS, _BREAKS = frozenset(".!?。;~\n") | {""}, frozenset(",、:-—–|/()[]【】")


def surroundings(mention: Mention, text: str, beside: Sequence[Mention]) -> frozenset[str]:
    """Returns what speaks for or against it being the writer's own, as names of marks: the words around it, how it
    stands in its line and in the text, and what of `beside` stands next to it."""
    kind = mention.field[0] + ("z" if HAN.search(mention.value) else "e")
    own = [f"V {letter}" for letter in (mention.value if kind[1] == "z" else mention.value.lower().split())]
    if kind == "oz":
        own += _letters(mention.value)
    marks = [*own, *_words(mention, text), *_place(mention, text), *_neighbours(mention, text, beside)]
    return frozenset(kind + mark for mark in marks)


def _letters(name: str) -> Iterator[str]:
    """Of a Chinese organisation's name: its pairs of characters, how it ends, and whether it begins with a place."""
    yield from (f"V {one}{other}" for one, other in pairwise(name))
    yield from (f"end {name[-1]}", f"end {name[-2:]}", f"place {begins_with_place(name)}")


def _words(mention: Mention, text: str) -> Iterator[str]:
    before = [*["^"] * 3, *_split(text[max(0, mention.start - _BEFORE) : mention.start])]
    after = [*_split(text[mention.end : mention.end + _AFTER]), *["$"] * 2]
    for at in range(1, 4):
        yield f"L{at} {before[-at]}"
    yield from (f"R1 {after[0]}", f"R2 {after[1]}", f"R {after[0]} {after[1]}")
    yield from (f"L {before[-2]} {before[-1]}", f"LL {before[-3]} {before[-2]} {before[-1]}")
    yield from (f"LR {before[-1]}~{after[0]}", f"LR {before[-1]}~{after[0]}~{mention.shape}")
    yield from (f"B {word}" for word in before[-8:])
    yield from (f"BB {one} {other}" for one, other in pairwise(before[-8:]))
    yield from (f"A {word}" for word in after[:5])


def _split(text: str) -> list[str]:
    return [_shape(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=4000)
def _shape(word: str) -> str:
    if word.isdigit():
        return "digits" if len(word) > 5 else "number"
    return "line" if word == "\n" else word.lower()


def _place(mention: Mention, text: str) -> Iterator[str]:
    begins = text.rfind("\n", 0, mention.start) + 1
    ends = text.find("\n", mention.end)
    ends = len(text) if ends < 0 else ends
    before, after = text[begins : mention.start], text[mention.end : ends]
    mark = _MARK_HAN if HAN.search(mention.value) else _MARK
    alone = "".join(("" if mark.split(before)[-1].strip() else "b", "" if mark.split(after)[0].strip() else "e"))
    edge = "".join(("" if before.strip() else "b", "" if after.strip(_EDGES) else "e"))
    line = "".join(("f" if begins == 0 else "", "l" if ends >= len(text.rstrip()) else ""))
    yield from (f"form {mention.shape}", f"alone {alone}", f"line {line}", f"edge {edge}", f"edge {edge} {line}")
    yield f"form {mention.shape} {alone} {edge} {line}"
    yield f"long {len(mention.value) if HAN.search(mention.value) else mention.value.count(' ')}"
    yield from _tail(mention, text)
    closings = [line for line in _closings(text) if line < begins]
    if closings:
        above = text.rfind("\n", 0, begins - 1) + 1
        yield f"below a closing {above == 0 or above in closings}"


@lru_cache(maxsize=1)  # all that a text mentions is looked at in one go
def _closings(text: str) -> tuple[int, ...]:
    """Where the lines begin that are closing formulas."""
    lines = text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return tuple(start for start, line in zip(starts, lines, strict=False) if is_closing(line))


def _tail(mention: Mention, text: str) -> Iterator[str]:
    """How much follows it in the whole text, and what stands right before it: a list of facts closes most messages."""
    after = text[mention.end :].strip(_EDGES)
    length = next((size for size in (0, 5, 12, 24, 40) if len(after) <= size), 99)
    before = text[: mention.start].rstrip(" ")[-1:]
    stop = "stop" if before in _STOPS else "part" if before in _BREAKS else "word"
    yield from (f"tail {length} {stop}", f"tail {mention.shape} {length} {stop}", f"stop {mention.shape} {stop}")


def _neighbours(mention: Mention, text: str, beside: Sequence[Mention]) -> Iterator[str]:
    others = [other for other in beside if other.field != mention.field and other.form != "bare"]
    left = max((o for o in others if 0 <= mention.start - o.end <= _NEAR), key=lambda o: o.end - o.start, default=None)
    right = max((o for o in others if 0 <= o.start - mention.end <= _NEAR), key=lambda o: o.end - o.start, default=None)
    phone = _PHONE.match(text, mention.end) is not None
    if left:
        yield from (f"left {text[left.end : mention.start]}", f"left {left.shape}")
    if right:
        yield from (f"right {text[mention.end : right.start]}", f"right {right.shape}")
    yield from (f"phone {phone}", f"beside {left is not None} {right is not None}")
    yield f"beside {mention.shape} {left is not None} {right is not None} {phone}"
    same = {other.value for other in beside if other.field == mention.field and other.form != "bare"}
    yield f"of {min(len(same), 3)}"
