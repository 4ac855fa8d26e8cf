"""Text of an HTML page being laid out in lines, as a reader would see them."""

from __future__ import annotations

import re

from bot.channels.email.charsets import storable

BULLET = "- "
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad\u034f]")
_BLANKS = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")  # all but a single one
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
#: A line end between two wide characters is no blank (CSS Text 3, 4.1.3).
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")


def bare(text: str) -> str:
    """Returns the text without the characters that show nothing."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Returns the text with each run of blanks as one."""
    return _BLANKS.sub(" ", text).strip()


def _counted(number: int, kind: str) -> str:
    """Returns what stands before an entry of a list that counts in this kind (HTML 4.4.5: 1, a, A, i, I)."""
    small = kind.lower()
    if small == "a" and number <= 26:
        word = chr(ord("`") + number)
    elif small == "i" and number < len(_ROMAN):
        word = _ROMAN[number]
    else:
        word = str(number)
    return f"{word.upper() if kind.isupper() else word}. "


class Page:
    """Whole lines with their quote depth, and the line under way."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self.line = ""
        self.quotes = 0
        self.preformatted = 0
        self.linked = ""  # what stands before the next word: a link's bracket
        self.bullet = ""  # what stands before the last entry of a list
        self._lists: list[tuple[int, str]] = []  # of each list under way: the next number, 0 in one that does not count
        self._rows: list[list[int]] = []  # of each table row under way: at which line its cells begin

    def write(self, text: str) -> None:
        """Adds words, as they stand in the source."""
        text = bare(text)
        if self.linked and text.strip():
            start = len(text) - len(text.lstrip())
            text, self.linked = f"{text[:start]}{self.linked}{text[start:]}", ""
        if self.preformatted:
            *whole, last = text.replace("\r\n", "\n").split("\n")
            for line in whole:
                self.line += line
                self.end(force=True)
            self.line += last
            return
        if "\n" in text and not text.isascii():
            text = _WIDE_BREAK.sub("", text)
        text = _BLANKS.sub(" ", text).replace("\xa0", " ")
        if not self.line or self.line.endswith(" "):
            text = text.lstrip(" ")
        self.line += text

    def end(self, *, force: bool = False) -> None:
        """Ends the line under way; an empty one only by force."""
        if self.line == self.bullet and not force:
            return
        if self.line.strip() or force:
            self.lines.append((self.quotes, self.line.rstrip()))
        self.line = ""

    def gap(self) -> None:
        """Leaves a line free, once."""
        self.end()
        if self.lines and self.lines[-1][1] and not self.line:
            self.lines.append((self.quotes, ""))

    def rule(self, drawn: str) -> None:
        """Draws a line across."""
        self.end()
        self.lines.append((self.quotes, drawn))

    def close_link(self, target: str) -> None:
        """Says where a link leads, behind its last word."""
        if self.linked:
            self.linked = ""
        elif self.line.strip():
            after = " " if self.line.endswith(" ") else ""
            self.line = f"{self.line.rstrip()}]({target}){after}"
        else:
            at = next((n for n in range(len(self.lines) - 1, -1, -1) if self.lines[n][1]), None)
            if at is not None:
                depth, line = self.lines[at]
                self.lines[at] = (depth, f"{line}]({target})")

    @property
    def numbered(self) -> bool:
        """Whether the innermost list counts its entries."""
        return bool(self._lists) and self._lists[-1][0] > 0

    def open_list(self, first: int, kind: str) -> None:
        """Begins a list; its entries are counted from `first` on, or not where that is 0."""
        self._lists.append((first, kind))

    def open_item(self, number: int) -> None:
        """Begins an entry, with this number where it states one."""
        self.bullet = BULLET
        if self.numbered:
            following, kind = self._lists[-1]
            self.bullet = _counted(number or following, kind)
            self._lists[-1] = ((number or following) + 1, kind)
        self.line = self.bullet

    def close_list(self) -> None:
        """Ends a list."""
        if self._lists:
            self._lists.pop()

    def open_row(self) -> None:
        """Begins a row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begins a cell; outside of any row it is but a blank."""
        if self._rows and (not self.line or self.line == self.bullet or self._rows[-1]):
            self.end()
            self._rows[-1].append(len(self.lines))
        elif self.line and not self.line.endswith(" "):
            self.line += " "

    def close_row(self) -> None:
        """Ends a row: where no cell holds more than one line, all stand in one."""
        if not self._rows:
            return
        starts = self._rows.pop()
        if len(starts) < 2:
            return
        self.end()
        ends = [*starts[1:], len(self.lines)]
        cells = [[line for line in self.lines[begin:end] if line[1]] for begin, end in zip(starts, ends, strict=True)]
        shown = [cell[0] for cell in cells if cell]
        if all(len(cell) < 2 for cell in cells) and len({depth for depth, _ in shown}) == 1:
            self.lines[starts[0] :] = [(shown[0][0], " ".join(line.strip() for _, line in shown))]

    def text(self) -> str:
        """Returns the whole page; quotes bear "> " for each level."""
        self.end()
        while self.lines and not self.lines[-1][1]:
            self.lines.pop()
        shown = [(">" * depth + " " + line).rstrip() if depth else line for depth, line in self._spaced()]
        return storable(re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip("\n"))

    def _spaced(self) -> list[tuple[int, str]]:
        """The lines; an empty one between quotes belongs to the outer of the two."""
        lines, below = list(self.lines), 0
        for at in range(len(lines) - 1, -1, -1):
            depth, line = lines[at]
            if line:
                below = depth
            else:
                lines[at] = (min(depth, below), "")
        return lines
