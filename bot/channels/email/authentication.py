"""Whether a mail is from whom it says, by the receiving server's word (RFC 8601, RFC 7489). Pure, never raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from bot.channels.email.headers import Headers, beginning, mailboxes
from bot.core.messages import Proof

#: What the admin writes for servers that put no name before their results (Microsoft 365).
NAMELESS = "none"
#: What the admin writes for NetEase (163, 126) and others with Coremail, which writes below the mail's own fields.
COREMAIL = "coremail"
LONGEST = 10_000  # characters of one header that are read
MOST = 20  # headers

_MARKS = re.compile(r"(\\.|[()\"])", re.DOTALL)
_NO_WORD = re.compile(r"[^\w.@+-]")
_RESULT = re.compile(r"^\s*([a-z][\w-]*)(?:/\d+)?\s*=\s*([a-z]+)(?![\w-])", re.IGNORECASE)
_PROPERTY = re.compile(r"(?<![\w.-])(header|smtp)\s*\.\s*(from|d|i|mail(?:from)?)\s*=\s*<?([^\s;<>]+)", re.IGNORECASE)
_ADDRESS = re.compile(rb"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}")
_WITHIN = {b"127.0.0.1", b"::1"}  # a filter of the same machine handed the mail back
_BY_COREMAIL = re.compile(rb"from \S+ \([^()]*\) by ([\w.-]+) \(Coremail\) with \w+ id ([^\s;]+)")
_GLUED = re.compile(r"(=(?:pass|fail|softfail|neutral|none|temperror|permerror))(?=(?:smtp|header)\.)")

#: Method, result and properties.
_Result = tuple[str, str, dict[str, str]]


def proof(headers: Headers, authserv_id: str, sender: str) -> Proof:
    """What the server named `authserv_id` found out about `sender`, who stands in From: "proven" when DMARC passed,
    or, where it says nothing of DMARC, when an aligned DKIM or SPF did; "refuted" otherwise; "unknown" when no server
    is trusted. Only the newest results of that name count: what stands below may have come with the mail."""
    if not authserv_id:
        return "unknown"
    domain = _ascii(sender.rpartition("@")[2])
    results = _results(headers, authserv_id.lower())
    for method, result, found in results:
        if method == "dmarc" and result in ("pass", "bestguesspass", "fail"):
            return "proven" if result != "fail" and _is_about(headers, found, domain) else "refuted"
    aligned = any(result == "pass" and _is_aligned(method, found, domain) for method, result, found in results)
    return "proven" if aligned else "refuted"


def server_names(headers: Headers) -> list[str]:
    """The servers that put results into this mail, the last one first, each once; "none" for a nameless one."""
    if _coremail(headers):
        return [COREMAIL]
    values = headers.raw("authentication-results")[:MOST]
    return list(dict.fromkeys(_parts(_text(value))[0] for value in values))


def is_trusted(name: str, authserv_id: str) -> bool:
    """Whether a server's name is the one that the admin trusts: a provider of many servers has a "*" in it."""
    return fnmatchcase(name, authserv_id.lower())


def _results(headers: Headers, authserv_id: str) -> list[_Result]:
    """What the trusted server says, up to a second word about one method: that may be somebody else's. A server
    without a name writes one field only, for nothing tells a second one from a stranger's."""
    if authserv_id == COREMAIL:
        return _read(_coremail(headers))
    said: list[_Result] = []
    for parts in _run(headers, authserv_id):
        found = _read(parts)
        if {method for method, *_ in found} & {method for method, *_ in said}:
            break
        said += found
        if authserv_id == NAMELESS:
            break
    return said


def _run(headers: Headers, authserv_id: str) -> Iterator[list[str]]:
    """The topmost fields of that server, down to where the mail came from elsewhere."""
    begun, seen = False, 0
    for field, value in headers.fields:
        if field == "received" and begun and not _from_within(value):
            return
        if field != "authentication-results":
            continue
        name, parts = _parts(_text(value))
        seen += 1
        if is_trusted(name, authserv_id):
            begun = True
            yield parts
        elif begun:
            return
        if seen >= MOST:
            return


def _from_within(received: bytes) -> bool:
    """Whether a hop was on one machine: no address but its own stands there, for a stranger chooses the name only."""
    found = set(_ADDRESS.findall(received[:LONGEST].partition(b" by ")[0]))
    return bool(found) and found <= _WITHIN


def _coremail(headers: Headers) -> list[str]:
    """What Coremail found: the results below its own id, which nobody knows beforehand. Its lines are cut anywhere."""
    came = next((_BY_COREMAIL.match(value) for value in headers.raw("received")[:1]), None)
    fields = iter(headers.fields if came else ())
    if came is None or not any(field == ("x-cm-transid", came[2]) for field in fields):
        return []
    value = next((value for name, value in fields if name == "authentication-results"), b"")
    name, parts = _parts(_text(value).replace(" ", ""))
    return [_GLUED.sub(r"\1 ", part, count=1) for part in parts] if name == came[1].decode().lower() else []


def _text(value: bytes) -> str:
    return value[:LONGEST].decode("utf8", "replace")


def _parts(text: str) -> tuple[str, list[str]]:
    """Who says it, and what, without comments; what stands in quotes is part of a word."""
    first, *others = _plain(text).split(";")
    if _RESULT.match(first):
        return NAMELESS, [first, *others]
    return (first.split() or [""])[0].lower().rstrip("."), others


def _plain(text: str) -> str:
    """Quotes hold in comments as well: there, too, servers repeat what a sender calls himself."""
    found: list[str] = []
    depth, quoted = 0, False
    for piece in _MARKS.split(text):
        if piece == '"':
            quoted = not quoted
        elif not quoted and piece in ("(", ")"):
            depth = max(depth + (1 if piece == "(" else -1), 0)
            found.append(" ")
        elif not depth:
            found.append(_NO_WORD.sub("_", piece) if quoted else piece)
    return "".join(found)


def _read(parts: list[str]) -> list[_Result]:
    return [result for part in parts if (result := _result(part))]


def _result(part: str) -> _Result | None:
    match = _RESULT.match(part)
    if match is None:
        return None
    properties: dict[str, str] = {}
    for kind, name, value in _PROPERTY.findall(part):  # the first counts: what a sender calls himself may name more
        properties.setdefault(f"{kind}.{name}".lower(), _ascii(value.rpartition("@")[2]))
    return match[1].lower(), match[2].lower(), properties


def _ascii(domain: str) -> str:
    """A domain in its one form (RFC 5890)."""
    domain = domain.lower().rstrip(".")
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _is_about(headers: Headers, properties: dict[str, str], domain: str) -> bool:
    """Whether DMARC was asked of this domain; where the server does not say, whether nobody else stands in From."""
    if "header.from" in properties:
        return properties["header.from"] == domain
    named = [address for value in headers.raw("from") for _, address in mailboxes(beginning(value))]
    return all(_ascii(address.rpartition("@")[2]) == domain for address in named)


def _is_aligned(method: str, properties: dict[str, str], domain: str) -> bool:
    names = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.mail")}.get(method, ())
    return any(_related(properties.get(name, ""), domain) for name in names)


def _related(one: str, other: str) -> bool:
    """The same domain, or one below the other ("bounce.acme.example" of "acme.example"); a top-level domain speaks for
    nobody."""
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (shorter.count(".") >= 1 and longer.endswith("." + shorter))
