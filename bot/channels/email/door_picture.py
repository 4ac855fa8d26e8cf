"""The link into a chat as a picture: who reads a mail at his desk points his phone at it. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from bot.core.signing import Signer, address_of_start

_DOOR = re.compile(r'href="(https://t\.me/\w{1,64}\?start=([\w-]{1,64}))"')
_ALT = {"zh": "用手机扫描此二维码，在 Telegram 中继续", "en": "Scan this code with your phone to go on in Telegram"}
SCALE, BORDER = 3, 2  # pixels a module, and modules of white around it: cameras ask for light at the edge


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands in the HTML part by its Content-ID."""

    cid: str
    alt: str
    png: bytes = field(repr=False)

    def shown(self) -> str:
        """The element that shows it."""
        return f'<p><img src="cid:{self.cid}" alt="{self.alt}" style="background:#ffffff"></p>'

    def part(self) -> bytes:
        """The picture as a part of multipart/related (RFC 2387, RFC 2392)."""
        head = (
            "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-ID: <{self.cid}>\r\nContent-Disposition: inline; filename="telegram.png"\r\n\r\n'
        )
        return head.encode() + base64.encodebytes(self.png).replace(b"\n", b"\r\n")


def door_picture(page: str, language: str, *, signer: Signer, at: datetime) -> Picture | None:
    """Draws the link into a chat that `page` (HTML) offers; None when there is none. Only a link with our own mark,
    good at that hour, is drawn: no text of anybody else becomes a code to scan."""
    for found in _DOOR.finditer(page):
        if address_of_start(signer, found[2], at) is not None:
            return Picture(f"{found[2]}@ringback.invalid", _ALT[language], _png(found[1]))
    return None


def _png(link: str) -> bytes:
    import segno  # only where a link is offered

    content = BytesIO()
    segno.make_qr(link, error="m").save(content, kind="png", scale=SCALE, border=BORDER)
    return content.getvalue()
