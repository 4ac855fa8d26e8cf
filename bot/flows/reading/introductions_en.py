"""Who wrote, where he says so in English: "This is Ann from Example Ltd", "Ann @ Example Ltd", "I work for …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.impression import Proposal
from bot.flows.reading.given_names import is_given
from bot.flows.reading.names import is_titled, latin_person
from bot.flows.reading.organisations import latin_organisation
from bot.flows.reading.vocabulary import NOT_PERSONS, REMARKS

Found = tuple[str, Proposal]

_NAMED = re.compile(
    r"(?:\bmy (?:full )?name(?: is|'s|’s|:)|\bname's|\bthe name is|\bi am called|(?:^|[.!?,]\s{1,2})name is|"
    r"\btaking over(?: from \w+)?:"
    r"|call me(?! (?:at|on|under|back|via|by|any|when|if|as|to|in|before|after|tomorrow|today|"
    r"re|pls|please|directly|now|again|later|soon|asap|maybe|quick\w*|urgently)\b)"
    r"|you can call"
    r" me)\s{1,3}(?!not\b)(?P<rest>\S.{0,119})",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"(?:^|[.,!?;:]\s{0,3}|\s[–—-]\s|\b(?:hi|hello|hey|day|morning|afternoon|evening|and|team|there)[,!. ]{1,3})"
    r"(?:i am|i'm|i’m|this is|it is|it's|it’s|its|here is|here's)\s{1,3}(?P<rest>\S.{0,119})",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:(?:please|kindly|you can|you may|best|could you|can you|just|then|or|directly) (?:contact|call(?: back)?|"
    r"ring|phone|reach(?: out to)?|ask for|get in touch with|speak (?:to|with)|text|(?:answer|reply|respond) to)"
    r"|(?:phone|call|ring|contact)(?=\s(?:Ms|Mrs|Mr|Dr)\b)|[;,]\s(?:call|ring|phone|contact)"
    r"|(?:our |my |the |your |on-?site |local )?contact(?: person| on site| here| on-?site)?(?: is|:)|"
    r"^\W{0,3}(?:contact|call|ring|phone|text)|ask for)\s{1,3}(?P<rest>\S.{0,80})",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\b(?:i work (?:for|at|with)|(?:i am|i'm|i’m|we are|we're|we’re) (?:(?:calling|writing|mailing|messaging|"
    r"getting in touch|contacting you) )?(?:from|with|at|on behalf of)"
    r"|(?:calling|writing|mailing) (?:you )?(?:from|on behalf of|for)|on behalf of|i represent|representing|"
    r"(?:our|my) (?:company|firm|"
    r"employer|organi[sz]ation)(?:'s name)?(?: is(?: called)?|,|:)?|we at|here at|us at|greetings from|hello from|"
    r"hi from|"
    r"(?:^|[,;.]\s)(?:company|firm|organi[sz]ation|employer))"
    r"\s{1,3}(?P<rest>\S.{0,119})",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:(?:i am|i'm|i’m) (?:the|a|an|one of the|responsible for|in charge of)|(?:i|and) (?:run|manage|"
    r"look after|take care of|"
    r"maintain|operate|oversee|handle|supervise|teach|work)) (?:[\w'-]{1,20} ){1,5}?(?:at|for|of|"
    r"with) (?P<rest>\S.{0,119})",
    re.IGNORECASE,
)
_BARE_FIRM = re.compile(
    r"(?:^\W{0,3}|[,;] )(?P<we>we are|we're|we’re|this is|it is|here is)\s{1,3}(?P<rest>\S.{0,119})", re.IGNORECASE
)
_SMALL = re.compile(
    r"^(?:\W{0,3}(?:hi|hello|hey|"
    r"yo)\b[,!. ]{0,3})?(?P<name>[a-z]{2,15}) from (?P<firm>[a-z][a-z0-9&' -]{1,30}?) here\b",
    re.IGNORECASE,
)
#: His name in small letters, and a firm in large ones.
_SMALL_OF = re.compile(
    r"(?:^|[.,!?]\s{1,2}|\b(?i:hi|hello|hey)[,!. ]{1,2})(?i:it['’]?s|this is|i['’]?m|i am)\s"
    r"(?P<name>[a-z]{2,12})(?:,? (?:[a-z]+ )?)(?:from|at|with) (?:the )?"
    r"(?:[a-z]{2,12} (?:at|of|in) )?(?P<rest>[A-Z].{1,80})"
)
_MYSELF = re.compile(
    r"\b(?:it['’]?s me|myself|the undersigned|(?:talk|speak|back|it) to me)\s{0,2}[:,–-]\s{0,2}(?P<rest>\S.{0,80})",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"(?:(?:^|[.!?,)]|\b(?:thanks|thx|cheers|regards|rgds|best|br))\s{0,2}[-–—~]{1,2}\s?"
    r"|(?:^|\b)(?:regards|rgds|thanks|thx|cheers|best wishes|yours|ta|br|kr|ciao|merci|gracias)[,.]\s{1,2}"
    r"|\b(?:call|ping|text|mail|contact|message|ring) me,\s)(?P<rest>[^\W\d_].{1,80})$",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^\s{0,2}(?:,\s{0,2}|\(|-\s|–\s|—\s|\|\s{0,2}|/\s{0,2})?(?:(?:and )?(?:i'm|i am|i work|working|calling|writing|"
    r"speaking|here)\s{1,2})?(?:the \w+ (?:manager|admin(?:istrator)?|engineer|assistant|director|lead) )?"
    r"(?:(?:[\w&]{2,14} ){0,2}(?:manager|admin(?:istrator)?|engineer|assistant|director|lead|head|owner|supervisor|"
    r"technician|secretary|coordinator|officer|receptionist|clerk|nurse|buyer|foreman|caretaker) )?"
    r"(?:over )?(?P<link>from|at|of|with|for|on behalf of|@)\s{0,2}(?:the company |company )?(?P<rest>\S.{0,119})",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"^(?:the )?(?:[a-z]{2,12}|IT|HR|QA|R&D|Accounts|Accounting|Finance|Sales|Marketing|Purchasing|Reception|"
    r"Procurement|Logistics|Support|Operations|Engineering|"
    r"Maintenance|Facilities)(?: department| team| office)? (?:at|of|with) "
)
_NEXT = re.compile(r"^\s{0,2}(?:,|\(|-\s|–\s|—\s|\||/)\s{0,2}(?P<rest>\S.{0,119})")
_ENDS = re.compile(
    r"^\s{0,2}(?:$|[,.;:!|/()–—-]|(?:here|speaking|calling|writing|again|and|from|at|with|of|@|on|via|under|,|or|"
    r"for|directly|in|our|who|if|when|to|as|instead|please)\b)"
)
_TOLD = re.compile(
    r"^\s{0,2}(?:told|said|asked|was|has|had|did|sent|came|suggested|knows|can|could|will|should|is|and I are)\b"
)
_ACTS = re.compile(r",\s(?:had|has|was|said|told|came|fixed|looked)\b")
_NOT_HIS = re.compile(
    r"\b(?:supplier|vendor|customer|client|bought|purchased|ordered|delivered|installed|invoice|courier|technician|"
    r"dealer|distributor|partner|manufacturer|made|your|colleague|driver|"
    r"sold|competitor|tell|told|ask|asked|inform|informed|spoke|talked|heard|mail(?:ed)?|letter|received|got|"
    r"quote)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
# No pattern matches a line without one of its words or marks; to look for these is quick.
_WORD = re.compile(r"[a-z]+|[@:|–—-]")
_INTRODUCE = frozenset({"name", "called", "call", "am", "m", "this", "it", "its", "here"})
_BELONG = frozenset(
    {"work", "from", "with", "at", "behalf", "company", "firm", "employer", "organisation", "organization"}
)
_BELONG |= {"am", "m", "we", "this", "it", "here", "represent", "representing", "i", "and"}
#: Several large words, and then what he writes about: "I am writing from Ribe Bryghus about the bottle filler".
_LARGE_AND_ON = re.compile(
    r"[A-Z][\w'&-]+(?: [A-Z&][\w'&-]*){1,4} "
    r"(?:about|because|since|regarding|concerning|as|and (?:we|our|i)|where|whose)\b"
)
_OPEN = frozenset({"here", "speaking", "from", "of", "at", "with", "@", ":", "-", "–", "—"})
_FROM, _MINE = frozenset({"from", "at", "with"}), frozenset({"me", "myself", "undersigned"})
_SIGN = frozenset({"-", "–", "—", "regards", "rgds", "thanks", "thx", "cheers", "best", "wishes", "yours", "me"})
_SIGN |= {"ta", "br", "kr", "ciao", "merci", "gracias"}
_ASK_FOR = frozenset(
    {"answer", "reply", "respond", "contact", "call", "ring", "phone", "reach", "ask", "get", "speak", "text"}
)


def introductions(line: str) -> Iterator[Found]:
    """What the writer of a line says of himself and of whom to call, in the order of its certainty."""
    words = frozenset(_WORD.findall(line.lower()))
    if words & _INTRODUCE:
        for pattern, lenient in ((_NAMED, True), (_SELF, False)):
            for match in pattern.finditer(line):
                yield from _self(match["rest"], lenient=lenient)
    if words & _OPEN:
        yield from _opens_with(line)
    if words & _BELONG:
        yield from _belongs(line)
    if words & _ASK_FOR:
        yield from _contacts(line)
    if words & _FROM:
        yield from _in_small_letters(line)
    if words & _MINE and (myself := _MYSELF.search(line)):
        yield from _self(myself["rest"], lenient=False)
    if (words & _SIGN or "~" in line) and (signed := _SIGNS.search(line)):
        yield from _signed(signed["rest"])


def _in_small_letters(line: str) -> Iterator[Found]:
    """ "dan from pike & sons here", "its marlon from Copperfield Garage"."""
    small = _SMALL.match(line)
    if small and small["name"].lower() not in NOT_PERSONS and not REMARKS.intersection(small["firm"].lower().split()):
        yield "name", Proposal(small["name"], small[0].strip(), "stated")
        yield "organisation", Proposal(small["firm"], small[0].strip(), "stated")
    small = _SMALL_OF.search(line)
    if small and small["name"] not in NOT_PERSONS | REMARKS:
        firm, _ = latin_organisation(small["rest"], known=True)
        if firm:
            yield "name", Proposal(small["name"], small[0].strip(), "stated")
            yield "organisation", Proposal(firm, small[0].strip(), "stated")


def _signed(rest: str) -> Iterator[Found]:
    """The name with which a line ends: "thx - Dee", "Regards, Ann Smith, Example Ltd"."""
    name, after = latin_person(rest, single=True)
    if not name or not re.match(r"\s{0,2}(?:$|[,(.])", after):
        return
    yield "name", Proposal(name, rest.strip(), "listed")
    if following := _NEXT.match(after):
        yield from _firm(following["rest"], known=_is_several(following["rest"]))


def _belongs(line: str) -> Iterator[Found]:
    """For whom he says that he works."""
    for match in _FIRM.finditer(line):
        if not _NOT_HIS.search(line[: match.start()]):
            known = re.search(
                r"(?:work|company|firm|employer|organi[sz]ation|behalf|we at|here at|us at)\b",
                match[0][: match.start("rest") - match.start()],
                re.IGNORECASE,
            )
            yield from _firm(match["rest"], known=known is not None or _LARGE_AND_ON.match(match["rest"]) is not None)
    for match in _ROLE.finditer(line):
        leads = re.search(
            r"\b(?:manager|owner|supervisor|foreman|caretaker|head|principal|director) (?:at|of) $",
            match[0][: -len(match["rest"])],
        )
        yield from _firm(match["rest"], known=leads is not None and _is_several(match["rest"]))
    if bare := _BARE_FIRM.search(line):
        yield from _firm(bare["rest"], known=bare["we"].lower().startswith("we") and _is_several(bare["rest"]))


def _self(rest: str, *, lenient: bool) -> Iterator[Found]:
    name, after = latin_person(rest, single=True)
    if not name and lenient:
        small = re.match(
            r"(?!(?:writ|spel|missp|pronounc|list|print|miss)\w|(?:on|in|at|not|wrong|the|still|also|already|below|above)\b)"
            r"[a-z]{2,20}(?: (?!and\b|from\b|at\b|with\b|of\b|i\b|my\b|our\b|the\b|we\b|but\b|here\b|in\b|"
            r"on\b)[a-z]{2,20}){0,2}",
            rest,
        )
        name, after = (small[0], rest[small.end() :]) if small else ("", rest)
    if not name:
        return
    sure = lenient or " " in name or _ENDS.match(after) or (is_given(name) and re.match(r"\s\+?\d{4}", after))
    if not sure or _TOLD.match(after):
        return
    if full := re.match(rf",\s((?:[A-Z][\w'-]+\s){{1,2}}{re.escape(name)})\b", after):  # "Bond, James Bond"
        name, after = full[1], after[full.end() :]
    yield "name", Proposal(name, name, "stated")
    yield from _beside(after)


def _beside(after: str) -> Iterator[Found]:
    """The organisation after a name: "… from Example Ltd", "… (Example Ltd)"."""
    if link := _LINK.match(after):
        known = link["link"].lower() != "for"
        rest = _DEPARTMENT.sub("", link["rest"], count=1)
        yield from _firm(rest, known=known)
    elif following := _NEXT.match(after):
        rest = _DEPARTMENT.sub("", following["rest"], count=1)
        yield from _firm(rest, known=_is_several(rest))


def _is_several(rest: str) -> bool:
    """Whether several large words and nothing else stand up to the next mark: no place, and no start of a sentence."""
    return (
        re.match(r"(?:the )?[A-Z][\w'&-]*(?: (?:[A-Z&][\w'&-]*|and|et|of|the|de|y)){1,5}\s?(?:$|[.,;!)])", rest)
        is not None
    )


def _firm(rest: str, *, known: bool) -> Iterator[Found]:
    name, _ = latin_organisation(rest, known=known)
    if name and not is_titled(name):
        yield "organisation", Proposal(name, name, "stated")


def _opens_with(line: str) -> Iterator[Found]:
    """A sentence that begins with a name and says whose: "Ann from Example Ltd here", "Ann @ Example Ltd"."""
    text = re.sub(
        r"^(?:\W{0,3}(?:hi|hello|hey|yo|dear \w{1,20}|good (?:morning|day|afternoon|evening)|team|there|all)\b[,!."
        r" ]{0,3}){0,3}",
        "",
        line,
        flags=re.IGNORECASE,
    )
    firm, tail = latin_organisation(text)
    if firm and re.match(r"^\s{0,2}(?::|[-–—]\s|here\b)", tail):
        yield "organisation", Proposal(firm, firm, "listed")
    name, after = latin_person(text, single=True)
    if not name or _TOLD.match(after) or _ACTS.search(after[:80]):
        return
    if re.match(r"^\s{0,2},?\s{0,2}(?:here\b|speaking\b)", after):
        yield "name", Proposal(name, name, "stated")
        yield from _beside(re.sub(r"^\s{0,2},?\s{0,2}(?:here|speaking)", "", after))
        return
    if (" " in name or "." in name) and (following := _NEXT.match(after)) and _is_several(following["rest"]):
        firm, tail = latin_organisation(following["rest"], known=True)
        if firm:
            yield "name", Proposal(name, text[: len(text) - len(tail)].strip(), "listed")
            yield "organisation", Proposal(firm, text[: len(text) - len(tail)].strip(), "listed")
            return
    link = re.match(r"^\s{0,2},?\s{0,2}(?:again\s)?(?:from|of|at|@|with)\s{0,2}(?P<rest>\S.{0,119})", after)
    if link is None:
        return
    known = "@" in after[: link.start("rest")] or re.search(r"\b(?:speaking|here)\b", link["rest"]) is not None
    firm, tail = latin_organisation(link["rest"], known=known)
    if firm and re.match(
        r"^\s{0,2}(?:$|[.,;:!|()–—-]|here\b|speaking\b|calling\b|writing\b|again\b|\+?\d|tel\b|phone\b)", tail
    ):
        why = "listed" if known or not tail.strip(" .") else "stated"
        yield "name", Proposal(name, text[: len(text) - len(tail)].strip(), why)  # type: ignore[arg-type]  # both are of Why
        yield "organisation", Proposal(firm, text[: len(text) - len(tail)].strip(), why)  # type: ignore[arg-type]  # both are of Why


def _contacts(line: str) -> Iterator[Found]:
    for match in _CONTACT.finditer(line):
        name, after = latin_person(match["rest"], single=True)
        named = re.search(r"contact(?: person| on site| here| on-?site)?(?: is|:)", match[0], re.IGNORECASE)
        asked = re.search(r"ask for|(?:answer|reply|respond) to", match[0], re.IGNORECASE)
        if (
            name
            and (named or asked or re.match(r"^[^.!?]{0,60}\d[\d ()/-]{5}", after))
            and (_ENDS.match(after) or named)
        ):
            yield "name", Proposal(name, match[0][: match.end() - match.start() - len(after)].strip(), "contact")
            link = re.match(r"\s(?:at|from|of)\s(?=[A-Z])", after)
            if asked and link:
                yield from _firm(after[link.end() :], known=False)
