"""Small rules that compose into the shape of a block, and say what is wrong where.

A rule takes a value and its JSON pointer and yields complaints worded as Slack words them in
`response_metadata.messages`: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def fault(reason: str, pointer: str) -> str:
    """One complaint as Slack prints it."""
    return f"{reason} [json-pointer:{pointer}]"


def string(maximum: int, minimum: int = 0) -> Rule:
    """Accept a string of `minimum` to `maximum` characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must be a string", pointer)
        elif len(value) < minimum:
            yield fault(f"must be more than {minimum - 1} characters", pointer)
        elif len(value) > maximum:
            yield fault(f"must be less than {maximum + 1} characters", pointer)

    return check


def flag(value: Any, pointer: str) -> Iterator[str]:
    """Accept a boolean."""
    if not isinstance(value, bool):
        yield fault("must be a boolean", pointer)


def number(value: Any, pointer: str) -> Iterator[str]:
    """Accept an integer of zero or more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        yield fault("must be a number", pointer)


def between(minimum: int, maximum: int) -> Rule:
    """Accept an integer from `minimum` to `maximum`."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        faults = list(number(value, pointer))
        yield from faults
        if not faults and not minimum <= value <= maximum:
            yield fault(f"must be between {minimum} and {maximum}", pointer)

    return check


def anything(_value: Any, _pointer: str) -> Iterator[str]:
    """Accept every value."""
    yield from ()


def choice(*values: str) -> Rule:
    """Accept one of the given strings."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in values:
            yield fault(f"must be one of {', '.join(values)}", pointer)

    return check


def items(rule: Rule, maximum: int, minimum: int = 1) -> Rule:
    """Accept a list of `minimum` to `maximum` items that each fit `rule`."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must be an array", pointer)
            return
        if len(value) > maximum:
            yield fault(f"no more than {maximum} items allowed", pointer)
        if len(value) < minimum:
            yield fault(f"no fewer than {minimum} items allowed", pointer)
        for index, item in enumerate(value):
            yield from rule(item, f"{pointer}/{index}")

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    """Accept an object with the required fields and no others than the optional ones."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", pointer)
            return
        for name in required:
            if value.get(name) is None:
                yield fault(f"missing required field: {name}", pointer)
        for name, item in value.items():
            rule = required.get(name) or optional.get(name)
            if rule is None:
                yield fault(f"invalid additional property: {name}", pointer)
            elif item is not None:
                yield from rule(item, f"{pointer}/{name}")

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """Accept an object whose "type" is a key of `rules` and that fits the rule found there."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in rules:
            yield fault(f"unsupported type: {kind}", f"{pointer}/type")
            return
        yield from rules[kind](value, pointer)

    return check


def text(maximum: int, *kinds: str) -> Rule:
    """Accept a text object, not empty; of any kind unless kinds are named.

    https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    """
    words = string(maximum, 1)
    plain = record({"type": anything, "text": words}, {"emoji": flag})
    mrkdwn = record({"type": anything, "text": words}, {"verbatim": flag})
    rules = {"plain_text": plain, "mrkdwn": mrkdwn}
    return by_type({kind: rules[kind] for kind in kinds or rules})
