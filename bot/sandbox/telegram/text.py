"""Text and its entities as the service counts them: offsets and lengths in UTF-16 code units.

https://core.telegram.org/bots/api#messageentity and https://core.telegram.org/api/entities
"""

import re
from itertools import combinations

from .errors import Json, bad_request, stricter
from .interface import ENTITY_NEEDS

LONGEST_TEXT = 4096  # https://core.telegram.org/bots/api#sendmessage, characters after entities parsing
LONGEST_CAPTION = 1024  # https://core.telegram.org/bots/api#sendphoto

_CODE = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})

# What the service finds by itself in a text: https://core.telegram.org/bots/api#messageentity
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?!\w|/)"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)",
)


def units(text: str) -> int:
    """Length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_entities(text: str) -> list[Json]:
    """The entities that the service finds by itself: addresses, mentions, commands, hashtags."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match[0])}
        for match in _FOUND.finditer(text)
    ]


def formatted(text: str, entities: list[Json], longest: int, what: str = "message text") -> tuple[str, list[Json]]:
    """`text` trimmed as the service trims it, with the given entities, or found ones where none overlap.

    Raises `Refused` when the text is longer than `longest` characters or an entity is not well formed.
    """
    _check_entities(text, entities)
    trimmed = text.strip()
    start = units(text[: len(text) - len(text.lstrip())])
    if len(trimmed) > longest:
        raise bad_request("message is too long" if what == "message text" else f"{what} is too long")
    kept = [entity for one in entities if (entity := _moved(one, start, units(trimmed)))]
    kept += [one for one in found_entities(trimmed) if not any(_overlap(one, other) for other in kept)]
    return trimmed, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _check_entities(text: str, entities: list[Json]) -> None:
    whole = [0]
    for character in text:
        whole.append(whole[-1] + (2 if ord(character) > 0xFFFF else 1))
    edges, end = set(whole), whole[-1]
    for entity in entities:
        kind, first, last = entity["type"], entity["offset"], entity["offset"] + entity["length"]
        if kind not in ENTITY_NEEDS:
            raise bad_request(f"can't parse MessageEntity: type {kind} is unknown")
        if (needed := ENTITY_NEEDS[kind]) and needed not in entity:
            raise bad_request(f"can't parse MessageEntity: {kind} needs {needed}")
        if first < 0 or entity["length"] <= 0 or last > end:
            # The service drops some of these without a word.
            raise stricter(f"{kind} entity at {first} to {last} is outside of a text of {end} UTF-16 code units")
        if first not in edges:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at offset {first}")
        if last not in edges:
            raise bad_request(f"entity beginning at UTF-16 offset {first} ends in a middle of a UTF-16 symbol")
    _check_nesting(entities)


def _check_nesting(entities: list[Json]) -> None:
    """One is fully inside the other, or they are apart; code stands alone but for a quote around it.

    https://core.telegram.org/bots/api#formatting-options; the service mends such entities without a word.
    """
    for one, other in combinations(sorted(entities, key=lambda each: (each["offset"], -each["length"])), 2):
        if not _overlap(one, other):
            continue
        if one["offset"] + one["length"] < other["offset"] + other["length"]:
            raise stricter(f"entities {one['type']} and {other['type']} cross")
        if other["type"] in _QUOTES and one["type"] in _QUOTES:
            raise stricter("quotes can't be nested")
        if one["type"] in _CODE or (other["type"] in _CODE and one["type"] not in _QUOTES):
            raise stricter(f"entities {one['type']} and {other['type']} can't be nested")


def _moved(entity: Json, start: int, length: int) -> Json | None:
    """`entity` after `start` units were cut from the front and `length` are left; None when it is gone."""
    first = max(entity["offset"] - start, 0)
    last = min(entity["offset"] + entity["length"] - start, length)
    return {**entity, "offset": first, "length": last - first} if last > first else None


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
