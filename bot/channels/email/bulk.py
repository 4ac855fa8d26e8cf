"""Takes the bulk out of a huge mail while its structure is read.

The standard parser makes a string of each line and looks at it several times: a mail of 40 MB takes it 2 s, and memory
of ten times that size. Only a line that begins with two hyphens can end a part (RFC 2046, 5.1.1), so what lies far from
any such line cannot change the structure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

#: A stretch shorter than LONG stays; of a longer one EDGE bytes stay on each side (headers of a part, an inner mail's).
LONG, EDGE = 200_000, 32_000
_DELIMITER = re.compile(rb"^--", re.MULTILINE)


class Bulk:
    """A mail without the middle of its long stretches: each is one word there. It is `head` and what `raw` holds from
    `start` on; of that no copy is kept."""

    def __init__(self, head: bytes = b"", raw: bytes = b"", start: int = 0) -> None:
        self._stretches: dict[bytes, memoryview] = {}
        whole, parts, at = memoryview(raw), [memoryview(head)], start
        for begin, end in _middles(raw, start):
            stretch = whole[begin:end]
            seed = b"%d %d %b" % (len(self._stretches), begin, bytes(stretch[:500]))
            token = b"stretch" + hashlib.sha256(seed).hexdigest().encode()
            self._stretches[token] = stretch
            parts += [whole[at:begin], memoryview(token)]
            at = end
        self.slim = b"".join([*parts, whole[at:]])

    def restore(self, data: bytes) -> bytes:
        """Returns `data` with what was taken out in place again."""
        for token, stretch in self._stretches.items():
            if token in data:
                data = data.replace(token, stretch)
        return data


def _middles(raw: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where the middles of long stretches begin and end."""
    if len(raw) - start < LONG:
        return
    last = start
    for delimiter in _DELIMITER.finditer(raw, start):
        yield from _middle(raw, last, delimiter.start())
        last = delimiter.start()
    yield from _middle(raw, last, len(raw))


def _middle(raw: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """It never begins or ends between the two characters of a line end."""
    if stop - start < LONG:
        return
    begin, end = start + EDGE, stop - EDGE
    while raw[begin - 1 : begin] == b"\r":
        begin += 1
    while raw[end : end + 1] in (b"\n", b"\r"):
        end -= 1
    if begin < end:
        yield begin, end
