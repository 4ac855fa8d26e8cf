"""From an HTTP request to typed arguments: https://core.telegram.org/bots/api#making-requests.

The service reads GET queries, forms, multipart forms and JSON. It ignores arguments it does not know and
guesses at ill-typed ones; the sandbox refuses both on purpose, so that a slip of the caller is seen.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from .errors import Json, Refused, bad_request, stricter
from .interface import OBJECTS, Shape

_INTEGER = re.compile(r"-?\d{1,19}")
# An uploaded file is no JSON value; it is there as attach://name by then.
_SIMPLE: Mapping[str, type] = {"Integer": int, "Boolean": bool, "String": str, "InputFile": bytes}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
# What the service says when one of these is missing.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raw:
    """The arguments of a call as they came: words of a form or values of a JSON body, and files by field name."""

    values: Json
    uploads: Mapping[str, Upload]


async def read(request: web.Request) -> Raw:
    """The arguments of `request`, from its query and its body together."""
    values: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.method != "POST":
        return Raw(values, uploads)
    if request.content_type == "application/json":
        return Raw(values | _json_body(await request.read()), uploads)
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        # https://core.telegram.org/bots/api#sending-files
        raise Refused(413, "Request Entity Too Large") from None
    except ValueError:
        raise bad_request("can't parse the request body") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        elif isinstance(value, bytes | bytearray):
            uploads[name] = Upload("", "application/octet-stream", bytes(value))
        else:
            values[name] = value
    return Raw(values, uploads)


def _json_body(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return values


def typed(method: Shape, raw: Raw) -> Json:
    """The arguments of a call with the types of the interface; an uploaded file becomes `attach://name`.

    Raises `Refused` for what is missing, unknown or ill-typed.
    """
    given: Json = {name: f"attach://{name}" for name in raw.uploads if name in method.fields} | raw.values
    for name in given:
        _known(method, name)
    for name in method.fields:
        if name in method.required and name not in given:
            raise bad_request(_MISSING.get(name, f"parameter {name} is required"))
    arguments = {name: _typed(method.fields[name], value, name) for name, value in given.items()}
    attached = {value.removeprefix("attach://") for value in arguments.values() if isinstance(value, str)}
    for name in raw.uploads:
        if name not in attached:
            raise stricter(f"file {name} belongs to no argument of {method.name}")
    return arguments


def _known(shape: Shape, name: str) -> None:
    if name in shape.absent:
        raise stricter(f"{name} of {shape.name} is not emulated")
    if name not in shape.fields:
        raise stricter(f"{shape.name} has no {name}")


def _typed(kind: str, value: object, name: str) -> object:
    """`value` of a form, where all is text, or of a JSON body, as `kind`."""
    kinds = kind.split("|")
    if isinstance(value, str):
        if "Integer" in kinds and _INTEGER.fullmatch(value):
            return int(value)
        if "Boolean" in kinds and value.lower() in _BOOLEANS:
            return _BOOLEANS[value.lower()]
        if "String" in kinds:
            return value
        if kinds[0] in ("Integer", "Boolean"):
            raise stricter(f"{name} must be {kind}")
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    faults = faults_of(kind, value, name)
    if faults:
        raise bad_request(f"can't parse {name}: {faults[0]}")
    return value


def faults_of(kind: str, value: object, where: str) -> list[str]:
    """What keeps the JSON `value` from being of `kind`; nothing when it fits."""
    if "|" in kind and not kind.startswith("["):
        tries = [faults_of(one, value, where) for one in kind.split("|")]
        return min(tries, key=len) if all(tries) else []
    if kind.startswith("["):
        if not isinstance(value, list):
            return [f"{where} must be an array"]
        return [fault for n, item in enumerate(value) for fault in faults_of(kind[1:-1], item, f"{where}[{n}]")]
    if (simple := _SIMPLE.get(kind)) is not None:
        fits = isinstance(value, simple) and not (kind == "Integer" and isinstance(value, bool))
        return [] if fits else [f"{where} must be {kind}"]
    return _faults_of_object(OBJECTS[kind], value, where)


def _faults_of_object(shape: Shape, value: object, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} must be {shape.name}"]
    faults = [f"{where} lacks {name}" for name in shape.fields if name in shape.required and name not in value]
    for name, item in value.items():
        if name in shape.fields:
            faults += faults_of(shape.fields[name], item, f"{where}.{name}")
        else:
            how = "is not emulated" if name in shape.absent else "is unknown"
            faults.append(f"{name} of {shape.name} {how}")
    return faults
