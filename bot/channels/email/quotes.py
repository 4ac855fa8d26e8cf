"""What the author newly wrote, apart from quotes and signatures.

No rule is safe: the whole text is kept beside it, and in doubt words stay. The way is that of Discourse's
email_reply_trimmer: each line gets a kind, then the order of the kinds decides. Answers typed between quoted lines
stay, with the lines they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from bot.channels.email import answers_within as points
from bot.channels.email import appended_marks as appended
from bot.channels.email import header_marks as headers
from bot.channels.email import quote_marks as marks
from bot.channels.email.lines import lines_of

#: Longer texts are not people's words alone (logs, dumps): they stay whole.
LONGEST = 500_000
#: Over how many lines an introduction ("On … wrote:") is wrapped at most.
WRAPPED = 7
#: A block under a rule, or a lawyer's paragraph, of more lines than this is no footer.
FOOTER, LAWYERS = 10, 30
#: Over how many lines a program's table with name and address, or with a mail's header goes.
TABLE = 8
#: Between two lines that he draws stand no more than so many.
NEAR = 3


@dataclass(slots=True)
class _Mail:
    """The lines, and where the reading of them stands. `kept` are lines and whether each is a quote."""

    lines: list[str]
    seen: Sequence[str]  # the same lines as the tests see them
    blank: list[bool]  # whether the line shows nothing
    ends: Sequence[str]  # why an introduction may end at the line, or ""
    fields: list[str]  # which header's the line is, or ""
    kept: list[tuple[str, bool]] = field(default_factory=list)
    own: int = 0  # how many kept lines of his own show something
    headed: int = 0  # how many lines were kept when the last introduction came
    ruled: bool = False  # whether he draws long lines between his own, and
    divided: bool = False  # lines of two hyphens
    introduced: bool = False  # whether an introduction stood above everything else

    def below(self, at: int, most: int) -> list[int]:
        """Which of the lines from `at` on show something: the next `most`."""
        found: list[int] = []
        for number in range(at, min(at + 3 * most, len(self.seen))):
            if not self.blank[number]:
                found.append(number)
                if len(found) == most:
                    break
        return found


def new_text(full: str) -> str:
    """Returns the newly written part of a mail's text. Never empty when `full` is not: then it is all of it."""
    if len(full) > LONGEST:
        return full.strip()
    text = full.replace("\r\n", "\n")
    lines, read = text.split("\n"), lines_of(text)
    blank, fields = [marks.is_blank(line) for line in read.seen], [headers.field_name(line) for line in read.seen]
    mail = _Mail(lines, read.seen, blank, read.ends, fields)
    at = 0
    while at < len(lines):
        taken = _step(mail, at)
        if not taken:
            break
        at += taken
    own = _trimmed(mail, quoted=at < len(lines)) if mail.own else ""
    return "\n\n".join(filter(None, (own, points.answers(own, lines[at:])))) or full.strip()


def _step(mail: _Mail, at: int) -> int:
    """Reads on from line `at`; returns how many lines that took, 0 when nothing new follows."""
    line = mail.seen[at]
    if mail.blank[at] or marks.is_quote(line):
        mail.kept.append((mail.lines[at], line != "" and marks.is_quote(line)))
        return 1
    if mail.own and _ends_here(mail, at):
        return 0
    heading = _heading(mail, at)
    bare = heading > 0 and not _quote_below(mail, at + heading)
    certain = bare and _certain(mail, at, heading)
    if certain and mail.own:
        return 0
    if heading and (certain or not bare):
        mail.introduced = mail.introduced or not any(line.strip() for line, _ in mail.kept)
        mail.headed = len(mail.kept)
        return heading
    mail.own += 1
    mail.kept.append((mail.lines[at], False))
    return 1


def _certain(mail: _Mail, at: int, heading: int) -> bool:
    """Whether what stands over a mail is no sentence of his."""
    made = marks.is_separator(mail.seen[at]) or _header_block(mail, at)
    return made or marks.is_certain(" ".join(mail.seen[at : at + heading]))


def _ends_here(mail: _Mail, at: int) -> bool:
    """Whether everything from this line on is a signature, a footer or a quoted mail."""
    line = mail.seen[at]
    if marks.is_signature_mark(line) and not _divides(mail, at):
        return True
    if marks.is_rule(line):
        ended = _footer(mail, at)
        mail.ruled = mail.ruled or not ended
        return ended
    if marks.is_separator(line) or _header_block(mail, at) or _framed_header(mail, at):
        return True
    paragraph = mail.blank[at - 1] or marks.is_rule(mail.seen[at - 1])
    return paragraph and appended.is_disclaimer(line) and len(mail.below(at, LAWYERS)) < LAWYERS


def _framed_header(mail: _Mail, at: int) -> bool:
    """Whether words in a frame have a quoted mail's header right below."""
    if not any(mail.fields[at + 1 : at + 5]) or not marks.is_framed(mail.seen[at]):
        return False
    below = mail.below(at + 1, 1)
    return bool(below) and _header_block(mail, below[0])


def _footer(mail: _Mail, at: int) -> bool:
    """Whether a rule has a footer below, or a quoted mail's header."""
    below = mail.below(at + 1, 1)
    if not below or marks.is_rule(mail.seen[below[0]]):
        return False
    below = mail.below(at + 1, FOOTER + 1)
    if _header_block(mail, below[0]) or marks.is_separator(mail.seen[below[0]]):
        return True
    end = next((n for n, number in enumerate(below) if _mail_starts(mail, number)), len(below))
    block = [mail.seen[number] for number in below[:end]]
    if not 0 < len(block) <= FOOTER or any(appended.is_label(line) for line in block):
        return False
    if _announced(mail) or _goes_on_below(block):
        return False
    if block[0].endswith(("。", "！")) and not appended.is_contact(block[0]):
        return False  # he goes on writing below a line of his own
    if any(appended.is_contact(line) for line in block):
        return True
    mail.ruled = mail.ruled or any(marks.is_rule(line) for line in block)
    return mail.seen[at].startswith("_____") and not mail.ruled


def _announced(mail: _Mail) -> bool:
    """Whether his last line announces what stands under the rule ("Please send it to:")."""
    above = next((line for line, _ in reversed(mail.kept) if not marks.is_blank(marks.seen(line))), "")
    return marks.announces(marks.seen(above))


def _goes_on_below(block: list[str]) -> bool:
    """Whether a second rule stands under the first, and under it nothing that footers say."""
    rules = [at for at, line in enumerate(block) if marks.is_rule(line)]
    rest = block[rules[-1] + 1 :] if rules else []
    return bool(rest) and not any(map(appended.is_appended, rest))


def _divides(mail: _Mail, at: int) -> bool:
    """Whether a signature's mark is none: it lacks the blank at its end (RFC 3676, 4.3), and soon comes another, or
    sentences of his follow."""
    if mail.lines[at].endswith("-- "):
        return False
    near = [mail.seen[number] for number in mail.below(at + 1, NEAR)]
    mail.divided = mail.divided or any(marks.is_signature_mark(line) for line in near)
    return mail.divided or (bool(near) and mail.seen[at] == "--" and appended.is_his(near[0]))


def _mail_starts(mail: _Mail, at: int) -> bool:
    header = marks.is_quote(mail.seen[at]) or marks.is_separator(mail.seen[at]) or _header_block(mail, at)
    return header or _introduction(mail, at) > 0


def _header_block(mail: _Mail, at: int) -> bool:
    """Whether a block of header lines starts here, as it stands over quoted mails; not a line of his above it."""
    if not mail.fields[at]:
        if mail.lines[at].startswith(headers.INDENT):
            return headers.is_drawn([mail.seen[n] for n in mail.below(at, TABLE)])
        return headers.may_lead(mail.seen[at]) and headers.is_table([mail.seen[n] for n in mail.below(at, TABLE)])
    block = list(takewhile(lambda number: not marks.is_rule(mail.seen[number]), mail.below(at, headers.BLOCK)))
    if not _named(mail, block):
        return False
    apart = (n for n, (before, number) in enumerate(pairwise(block), 1) if number > before + 1)
    later = (n for n in apart if headers.is_sender(mail.fields[block[n]]))
    return all(_named(mail, block[:n]) or not _named(mail, mail.below(block[n], headers.BLOCK)) for n in later)


def _named(mail: _Mail, block: Sequence[int]) -> bool:
    """Whether the fields in these lines are a mail's header."""
    return headers.is_header([(mail.fields[n], mail.seen[n]) for n in block if mail.fields[n]])


def _heading(mail: _Mail, at: int) -> int:
    """How many lines from here stand over a quoted mail: separator, header block, introduction. 0 when none."""
    if marks.is_separator(mail.seen[at]):
        below = mail.below(at + 1, 1)
        return 1 + (_block_end(mail, below[0]) - at - 1 if below and mail.fields[below[0]] else 0)
    if _header_block(mail, at):
        return _block_end(mail, at) - at
    return _introduction(mail, at)


def _block_end(mail: _Mail, at: int) -> int:
    """Where a header block ends. A field may be wrapped over a second line, blank lines may stand between."""
    end = at + 1
    while (ahead := next((n for n in (end, end + 1) if n < len(mail.lines) and mail.fields[n]), 0)) > 0:
        end = ahead + 1
    return end


def _introduction(mail: _Mail, at: int) -> int:
    """How many lines "On … wrote:" takes from here; 0 when there is none."""
    near = mail.ends[at : at + WRAPPED]
    if not any(near) or not ("wrote" in near or marks.starts_with_date(mail.seen[at])):
        return 0
    words = ""
    for taken in range(1, WRAPPED + 1 if marks.may_wrap(mail.seen[at]) else 2):
        line = mail.seen[at + taken - 1] if at + taken <= len(mail.seen) else ""
        if not line and not _goes_on(mail, words, at + taken):
            return 0
        words = f"{words} {line}".strip()
        if len(words) > marks.LONGEST_LINE:
            return 0
        if line and mail.ends[at + taken - 1] and marks.is_introduction(words):
            return 0 if _starts_later(mail, at, taken) else taken
    return 0


def _goes_on(mail: _Mail, words: str, after: int) -> bool:
    """Whether an introduction goes on behind an empty line: some programs set the address apart."""
    return words.endswith(("<", ">")) or (after < len(mail.seen) and mail.seen[after].startswith("<"))


def _starts_later(mail: _Mail, at: int, taken: int) -> bool:
    """Whether the introduction starts below this line, which is then his own."""
    if taken < 2 or marks.starts_introduction(mail.seen[at]) or marks.is_split_name(*mail.seen[at : at + 2]):
        return False
    rests = (mail.seen[at + n : at + taken] for n in range(1, taken))
    return any(marks.starts_introduction(rest[0]) and marks.is_introduction(" ".join(rest)) for rest in rests)


def _quote_below(mail: _Mail, at: int) -> bool:
    """Whether a quote with marks follows (its lines go one by one), not a mail quoted without them."""
    return any(marks.is_quote(mail.seen[number]) for number in mail.below(at, 1))


def _trimmed(mail: _Mail, *, quoted: bool) -> str:
    """What was kept, without what stands at its end for nobody: quotes, rules, what telephones append, and where a mail
    is `quoted` below, the address that Foxmail puts over it."""
    kept, own, cited = _answer_below(mail), mail.own, _cited(mail)
    over = False
    while len(kept) > cited:
        line, quote = kept[-1]
        seen = marks.seen(line)
        blank = marks.is_blank(seen)
        if not blank and not quote:
            named = quoted and appended.is_address(seen) and not appended.leads_on(_above(kept))
            headed, over = over and marks.is_bare_introduction(seen), False
            added = named or headed or marks.is_rule(seen) or appended.is_device(seen)
            if not added or (own == 1 and not marks.is_rule(seen)):
                break
            own -= 1
        over = over or quote
        kept.pop()
        own -= _table_removed(kept) if not blank and appended.is_device(seen) else 0
    return "\n".join(line.rstrip() for line, _ in kept).strip("\n").rstrip()


def _above(kept: list[tuple[str, bool]]) -> str:
    """The line over the last one."""
    return marks.seen(kept[-2][0]) if len(kept) > 1 else ""


def _cited(mail: _Mail) -> int:
    """How many kept lines end with ones that bear a quote's mark and are his all the same: he announces them himself
    ("The console shows:")."""
    last = next(n for n in range(len(mail.kept) - 1, -1, -1) if not mail.kept[n][1] and mail.kept[n][0].strip())
    end = mail.headed if mail.headed > last else len(mail.kept)
    shown = any(quote for _, quote in mail.kept[last + 1 : end])
    return end if shown and not mail.introduced and marks.announces(marks.seen(mail.kept[last][0])) else 0


def _table_removed(kept: list[tuple[str, bool]]) -> int:
    """Takes away the table that a program puts over its signature's last line; returns how many lines it showed."""
    begin = max(1, len(kept) - TABLE)
    edge = next((n for n in range(begin, len(kept)) if appended.is_table(marks.seen(kept[n][0]))), len(kept))
    table = kept[edge:]
    del kept[edge:]
    return sum(not marks.is_blank(marks.seen(line)) for line, _ in table)


def _answer_below(mail: _Mail) -> list[tuple[str, bool]]:
    """The kept lines; when all of the quoted mail stands above all of his answer, the answer alone."""
    first = next(n for n, (line, quote) in enumerate(mail.kept) if not quote and not marks.is_blank(marks.seen(line)))
    later = any(quote for _, quote in mail.kept[first:])
    return mail.kept[first:] if mail.introduced and not later else mail.kept
