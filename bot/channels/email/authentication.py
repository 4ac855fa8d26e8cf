"""Whether a mail is from whom it says, by the receiving server's word (RFC 8601, RFC 7489). Pure, never raises."""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile

from bot.channels.email.headers import Headers
from bot.core.messages import Proof

#: What the admin writes for servers that put no name before their results (Microsoft 365).
NAMELESS = "none"
LONGEST = 10_000  # characters of one header that are read
MOST = 20  # headers
DEEPEST = 4  # comments within comments

_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_RESULT = re.compile(r"^\s*([a-z][\w-]*)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*([^\s;]+)", re.IGNORECASE)


def proof(headers: Headers, authserv_id: str, sender: str) -> Proof:
    """What the server named `authserv_id` found out about `sender`, who stands in From: "proven" when DMARC passed,
    or, where it says nothing of DMARC, when an aligned DKIM or SPF did; "refuted" otherwise; "unknown" when no server
    is trusted. Only the newest results of that name count: what stands below may have come with the mail."""
    if not authserv_id:
        return "unknown"
    domain = sender.rpartition("@")[2]
    results = _results(headers, authserv_id.lower())
    for method, result, found in results:
        if method == "dmarc" and result in ("pass", "bestguesspass", "fail"):
            return "proven" if result != "fail" and found.get("header.from", domain) == domain else "refuted"
    aligned = any(result == "pass" and _is_aligned(method, found, domain) for method, result, found in results)
    return "proven" if aligned else "refuted"


def server_names(headers: Headers) -> list[str]:
    """The servers that put results into this mail, the last one first, each once; "none" for a nameless one."""
    values = headers.raw("authentication-results")[:MOST]
    return list(dict.fromkeys(_parts(value.decode("ascii", "replace")[:LONGEST])[0] for value in values))


def _results(headers: Headers, authserv_id: str) -> list[tuple[str, str, dict[str, str]]]:
    """Method, result and properties, of the topmost run of the trusted server's fields."""
    said = [
        _parts(value.decode("ascii", "replace")[:LONGEST]) for value in headers.raw("authentication-results")[:MOST]
    ]
    others_first = dropwhile(lambda one: one[0] != authserv_id, said)
    run = takewhile(lambda one: one[0] == authserv_id, others_first)
    return [result for _, parts in run for part in parts if (result := _result(part))]


def _parts(text: str) -> tuple[str, list[str]]:
    """Who says it, and what, without comments."""
    for _ in range(DEEPEST if "(" in text else 0):
        text = _COMMENT.sub(" ", text)
    first, *others = _QUOTED.sub(lambda match: match[1].replace(";", " "), text).split(";")
    if _RESULT.match(first):
        return NAMELESS, [first, *others]
    return (first.split() or [""])[0].lower(), others


def _result(part: str) -> tuple[str, str, dict[str, str]] | None:
    match = _RESULT.match(part)
    if match is None:
        return None
    properties = {name.lower(): value.lower().rpartition("@")[2] for name, value in _PROPERTY.findall(part)}
    return match[1].lower(), match[2].lower(), properties


def _is_aligned(method: str, properties: dict[str, str], domain: str) -> bool:
    names = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}.get(method, ())
    return any(_related(properties.get(name, ""), domain) for name in names)


def _related(one: str, other: str) -> bool:
    """The same domain, or one below the other ("bounce.acme.example" of "acme.example"); a top-level domain speaks for
    nobody."""
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (shorter.count(".") >= 1 and longer.endswith("." + shorter))
