"""Mistakes in the settings: those within and those between are raised together, each told with its key and the fix."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

Place: TypeAlias = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)


def told_together(value: Any, validate: Callable[[Any], _Model], between: Iterable[tuple[Place, str]]) -> _Model:
    """What `validate` makes of the value. Raises one ValidationError with what is wrong within the settings and with
    `between`: places, seen from the value, and words."""
    lines = [_line("value_error", place, words) for place, words in between]
    try:
        model = validate(value)
    except ValidationError as error:
        within = [_line(one["type"], one["loc"], one["msg"]) for one in error.errors(include_input=False)]
        raise ValidationError.from_exception_data(error.title, [*within, *lines], hide_input=True) from None
    if lines:
        raise ValidationError.from_exception_data(type(model).__name__, lines, hide_input=True)
    return model


def _line(kind: str, place: Place, words: str) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(kind, words), loc=place, input=None)


def said(section: Any, name: str) -> Any:
    """What a section says of a setting, checked already or as it was read; None when it does not."""
    if isinstance(section, Mapping):
        return section.get(name)
    given = isinstance(section, BaseModel) and name in section.model_fields_set
    return getattr(section, name) if given else None


_FIXES: Mapping[str, str] = {
    "missing": "is missing; add it",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number without quotes",
    "float_type": "must be a number without quotes",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false, without quotes",
    "bool_type": "must be true or false, without quotes",
    "string_type": "must be text in quotes",
    "path_type": "must be a path in quotes",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list in [ ]",
    "model_type": "must be a section of its own, such as [slack]",
    "date_type": "must be a date such as 2026-01-31",
    "date_parsing": "must be a date such as 2026-01-31",
    "date_from_datetime_parsing": "must be a date such as 2026-01-31",
    "date_from_datetime_inexact": "must be a date without a time, such as 2026-01-31",
}


#: What a setting must look like, where the library says too little.
_FORMS: Mapping[str, Mapping[str, str]] = {
    "string_pattern_mismatch": {
        "engineers_channel": "must be the channel's id, for example G0123ABCD (channel details, at the bottom)",
        "lead": "must be the id of a person or a group, for example U0123ABCD (profile, three dots)",
        "ticket_emoji": "must be the emoji's name without colons, for example ticket",
        "region": "must be two capital letters, for example CN",
        "country": "must be two capital letters, for example CN",
        "name": "must be lower-case letters, digits, - and _, for example support",
    },
    "tuple_type": {
        "mailbox": "must be a list of sections; write [[mailbox]], in two brackets",
        "organisation": "must be a list of sections; write [[organisation]], in two brackets",
    },
}


def sentence(error: ErrorDetails, settings: type[BaseModel]) -> str:
    """One mistake in `settings`: its key, what is wrong and the fix; never the value."""
    where, name, kind = _key(error["loc"]), str(error["loc"][-1]), error["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, list(_names(error["loc"][:-1], settings)), 1)
        return f"{where}: unknown setting; " + (f"did you mean {near[0]}?" if near else "remove it")
    words = _FORMS.get(kind, {}).get(name) or _FIXES.get(kind) or error["msg"]
    return f"{where}: {words.removeprefix('Value error, ').replace('Input should be', 'must be')}"


def _key(location: Sequence[str | int]) -> str:
    key = ""
    for part in location:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return key.lstrip(".")


def _names(location: Sequence[str | int], settings: type[BaseModel]) -> Iterator[str]:
    """The settings that may stand at a place."""
    model: type[BaseModel] | None = settings
    for part in location:
        if isinstance(part, str) and model is not None and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation)
    yield from model.model_fields if model is not None else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
