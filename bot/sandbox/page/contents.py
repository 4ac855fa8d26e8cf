"""Files and mails that the page shows: HTML mail in a frame of its own, attachments and photos."""

from __future__ import annotations

import email
import email.policy
import re
from base64 import b64encode
from email.message import EmailMessage
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.mail.letters import SandboxMail
from bot.sandbox.page.director import Director
from bot.sandbox.telegram.errors import Refused

#: No script, no request: what a mail program allows in a mail.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " + (
    "frame-ancestors 'self'"
)
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_CID = re.compile(r'src="cid:([^"\s]{1,200})"')


class Contents:
    """Handlers of GET; nothing here changes anything."""

    def __init__(self, director: Director) -> None:
        self._director = director

    async def mail(self, request: Request) -> Response:
        """The HTML part of a mail as a document that may do nothing."""
        found = self._mail(request)
        return Response(_in_place(found), media_type="text/html", headers={"Content-Security-Policy": MAIL_POLICY})

    async def attachment(self, request: Request) -> Response:
        """A file of a mail, to be saved."""
        message = email.message_from_bytes(self._mail(request).raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        parts = list(message.iter_attachments())
        number = request.path_params["file"]
        if number >= len(parts):
            raise HTTPException(404)
        content = parts[number].get_payload(decode=True)
        return _file(content if isinstance(content, bytes) else b"", parts[number].get_filename() or "file")

    async def telegram(self, request: Request) -> Response:
        """A file of a chat."""
        try:
            stored = self._director.stage.telegram.world.files.known(request.path_params["name"])
        except Refused as refused:
            raise HTTPException(404) from refused
        return _file(stored.content, str(stored.shown.get("file_name", stored.path.rpartition("/")[2])))

    async def slack(self, request: Request) -> Response:
        """A file of a channel."""
        stored = self._director.stage.slack.workspace.files.get(request.path_params["name"])
        if stored is None or stored.content is None:
            raise HTTPException(404)
        return _file(stored.content, stored.name)

    def _mail(self, request: Request) -> SandboxMail:
        person = self._director.cast.customers.get(request.path_params["person"])
        post, number = self._director.stage.mail, request.path_params["number"]
        folders = {"inbox": post.inbox_of, "sent": post.written_by}
        folder = folders.get(request.path_params["folder"])
        mails: list[SandboxMail] = folder(person.address) if person and folder else []
        if number >= len(mails):
            raise HTTPException(404)
        found: SandboxMail = mails[number]
        return found


def _in_place(mail: SandboxMail) -> str:
    """The HTML part with the pictures that came with the mail (RFC 2392); others are not fetched."""
    message = email.message_from_bytes(mail.raw, policy=email.policy.default)
    pictures = {part["Content-ID"].strip(" <>"): part for part in message.walk() if part["Content-ID"]}

    def picture(match: re.Match[str]) -> str:
        content = pictures[match[1]].get_payload(decode=True) if match[1] in pictures else None
        if not isinstance(content, bytes) or not (kind := _picture_kind(content)):
            return match[0]
        return f'src="data:{kind};base64,{b64encode(content).decode()}"'

    return _CID.sub(picture, mail.html)


def _picture_kind(content: bytes) -> str | None:
    return next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)


def _file(content: bytes, name: str) -> Response:
    """Pictures are shown; everything else is only saved, for it may be a page with scripts."""
    kind = _picture_kind(content)
    way = "inline" if kind else "attachment"
    plain = re.sub(r"[\x00-\x1f\x7f]", "", name)
    headers = {"Content-Disposition": f"{way}; filename*=UTF-8''{quote(plain, safe='')}"}
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)
