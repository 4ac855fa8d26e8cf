"""He does not want to be called (any more), or wants a number of his taken out: his last word counts."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.decisions import Agree, Change, Learn, Note, Patch, Say, ShowCard
from bot.core.events import Case
from bot.core.tickets import Ticket
from bot.flows.reading import read_phone, said
from bot.flows.tables import agreed

SHORT = 120  # characters

_NUMBER = r"(?:(?:phone|telephone|mobile|cell|private|office) ?){0,2}(?:number|phone|mobile|cell)?"
#: Not "before nine", nor "Bob": nothing may follow but these.
_END = (
    r"(?:,? (?:after all|any ?more|any longer|again|at all|either|now|please|pls|thanks?|thank you|back|there"
    rf"|(?:on|at|by|via|under) (?:my |that |this |the )?{_NUMBER}))*\W*$"
)
_NO_CALL = re.compile(
    r"\b(?:do not|don['’]?t|never|stop|rather not|no longer)(?: you)?(?: please| ever)? "
    r"(?:call|phone|ring|text|dial)(?:ing)?"
    rf"(?: (?:me|us|there|it|(?:that|this|the|my|our) {_NUMBER}))?{_END}"
    r"|\b(?:do not|don['’]?t|never|stop)(?: please| ever)? (?:contact|reach|us)(?:e|ing)?(?: me| us)?"
    rf"(?: (?:on|at|by|via|under))?(?: (?:that|this|the|my|our))? (?:(?:phone|telephone|mobile|cell) ?)*"
    rf"(?:number|phone|mobile|cell)\b{_END}"
    rf"|\b(?:do not|don['’]?t|no longer) want (?:you to (?:call|phone|ring)(?: me| us)?|to be (?:called|phoned)"
    rf"|(?:any |a )?(?:phone )?calls?){_END}"
    rf"|^\W*(?:please,? )?no (?:phone )?calls?{_END}"
    r"|(?:别|不要|不用|不必|不想|不希望|勿)(?:再|你们|用|往|给|我们?|被|接|随便|这个?|那个?){0,4}"
    r"(?:(?:打|拨|致电)(?![印开扫])(?:给|我们?|这个?|那个?|的){0,4}(?:电话|手机|号码?){0,2}"
    r"|(?:电话|手机|号码?){1,2}(?:联系|打|找)?(?:给)?(?:我)?)(?:号码?|给我|联系我?|找我|过来)?(?:了|吧|啊|呀|啦|谢谢|[\s,，])*\W*$",
    re.IGNORECASE,
)
_TAKE_OUT = re.compile(
    r"\b(?:delete|remove|erase|forget|clear|drop|take out) (?:my|the|that|this|our) "
    r"(?:(?:phone|telephone|mobile|cell|old|wrong) ?){0,2}(?:number|phone|mobile|cell)\b(?: from .{1,30})?"
    rf"{_END}"
    r"|\b(?:that|this|it|which)(?: was|['’]s| is)(?: actually)? (?:(?:the|a|an|my) )?"
    r"(?:wrong|old|not my|incorrect|somebody else['’]s) "
    rf"(?:(?:phone|telephone|mobile) )?number{_END}"
    r"|^\W*(?:(?:oops|sorry|oh|no)\W{1,3}){0,2}(?:the )?wrong (?:phone |mobile )?number\W*$"
    r"|(?:删|去掉|清除|抹掉)(?:掉|除|了)?(?:我们?|那|这)?(?:的|个)?(?:电话|手机|号码?){1,2}(?:吧|了|谢谢|\W)*$"
    r"|(?:电话|手机|号码?){1,2}(?:请|帮我|给我|都?也?)?(?:删|去掉|清除|抹掉)(?:掉|除|了)?(?:吧|了|谢谢|\W)*$"
    r"|(?:电话|手机|号码?){1,2}(?:是|写|打|填|输|发|给|留)?错的?(?:了|啦)?\W*$|(?:不是|错)(?:我)?的(?:电话|手机|号码?){1,2}\W*$",
    re.IGNORECASE,
)


def refuses_calls(text: str) -> bool:
    """Whether he says that he is not to be called, not only at some time."""
    return len(text) <= SHORT and _NO_CALL.search(said(text)) is not None


def refused(case: Case, ticket: Ticket, text: str) -> tuple[Change, ...]:
    """What he takes back of the ways to reach him, confirmed; empty when he takes back none. Where he names a number
    it is another one, or the right one."""
    if len(text) > SHORT or read_phone(text, case.policy.region):
        return ()
    if ticket.phone and _TAKE_OUT.search(said(text)):
        return _taken_out(ticket)
    ways = tuple(dict.fromkeys(filter(None, (ticket.phone, *ticket.intake.agreed, *ticket.intake.also))))
    return _uncalled(case, ticket, ways) if ways and refuses_calls(text) else ()


def _uncalled(case: Case, ticket: Ticket, ways: tuple[str, ...]) -> tuple[Change, ...]:
    """A mail address is no number: it stays as it is, unless nothing else was agreed."""
    numbers = tuple(way for way in ways if "@" not in way) or ways
    return (
        *_without(ticket, numbers),
        Note("agreement", {"answer": "declined", "by": case.channel}),
        *((Say("intake/also_no"),) if case.asks == "one" else ()),
        ShowCard(),
    )


def _taken_out(ticket: Ticket) -> tuple[Change, ...]:
    """The number is no longer his, here and for his next request; it is not asked for again."""
    left = (*ticket.intake.left, *(("phone",) if "phone" not in ticket.intake.left else ()))
    without = replace(ticket, intake=replace(ticket.intake, left=left))
    return (
        Learn("phone", "", "said"),
        *_without(without, (ticket.phone,)),
        Note("number_removed"),
        Say("intake/number_removed", {"phone": ticket.phone}),
        ShowCard(),
    )


def _without(ticket: Ticket, ways: tuple[str, ...]) -> tuple[Change, ...]:
    intake = ticket.intake
    kept = tuple(way for way in intake.agreed if way not in ways)
    over = intake.may in ("asked", "agreed") and all(way in ways for way in intake.also)
    may = agreed(intake.may, "no") if over else intake.may
    return (Patch({"intake": replace(intake, agreed=kept, may=may)}), Agree(ways, "declined"))
