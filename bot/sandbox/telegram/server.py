"""The HTTP face: one route for the methods, one for the files.

https://core.telegram.org/bots/api#making-requests
"""

import asyncio
import hmac
import inspect
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.sandbox.journal import Journal

from . import account, messages
from .arguments import Raw, read, typed
from .errors import Json, Refused
from .faults import Faults, never
from .files import MOST_UPLOADED
from .interface import METHODS, Shape
from .messages import Call
from .world import World

_NOT_FOUND = Refused(404, "Not Found")
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"
_ROOM = 1024 * 1024  # bytes of a request beside the file it carries

PERFORMED: Mapping[str, Callable[[Call], object | Awaitable[object]]] = {
    "getMe": account.get_me,
    "logOut": account.log_out,
    "close": account.close,
    "getUpdates": account.get_updates,
    "setWebhook": account.set_webhook,
    "deleteWebhook": account.delete_webhook,
    "getWebhookInfo": account.get_webhook_info,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "sendChatAction": messages.send_chat_action,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "getFile": account.get_file,
    "getChat": account.get_chat,
}
_BY_NAME = {name.lower(): shape for name, shape in METHODS.items()}


class Service:
    """Answers requests out of a `World`, breaks them as `Faults` says, and journals every call."""

    def __init__(self, world: World, faults: Faults, token: str, journal: Journal) -> None:
        self._world = world
        self._faults = faults
        self._token = token
        self._journal = journal

    def application(self) -> web.Application:
        """The routes of the service."""
        application = web.Application(client_max_size=MOST_UPLOADED + _ROOM)
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        application.router.add_get("/file/bot{token}/{path:.+}", self._download)
        application.router.add_route("*", "/{anything:.*}", self._nothing)
        return application

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if (broken := await self._broken()) is not None:
            return broken
        name = request.match_info["method"]
        shape = _BY_NAME.get(name.lower())
        raw = Raw(dict(request.query), {})
        try:
            raw = await read(request)
            if not self._authorized(request):
                raise Refused(401, "Unauthorized")
            if shape is None:
                raise _NOT_FOUND
            call = Call(self._world, typed(shape, raw), raw.uploads)
        except Refused as refused:
            self._journalled(shape.name if shape else name, _shown(shape, raw), refused.body())
            return _refusal(refused)
        return await self._answered(request, shape, call)

    async def _answered(self, request: web.Request, shape: Shape, call: Call) -> web.StreamResponse:
        """Perform the call, journal it, and answer unless the answer is to be lost."""
        shown = call.arguments
        try:
            if (fault := self._faults.refusal_of(shape.name)) is not None:
                raise fault
            done = PERFORMED[shape.name](call)
            result = await done if inspect.isawaitable(done) else done
        except Refused as refused:
            self._journalled(shape.name, shown, refused.body())
            return _refusal(refused)
        except asyncio.CancelledError:
            self._journalled(shape.name, shown, None, answer="nobody waits for it")
            raise
        if self._faults.down or self._faults.black_hole:
            self._journalled(shape.name, shown, None, answer="lost")
            return await self._broken() or _cut(request)
        if self._faults.takes_cut(shape.name):
            self._journalled(shape.name, shown, result, answer="cut")
            return _cut(request)
        if shape.name == "getUpdates" and self._made_up(result):
            self._journalled(shape.name, shown, None, answer="holds updates that somebody made up")
        else:
            self._journalled(shape.name, shown, result)
        return web.json_response({"ok": True, "result": result})

    def _made_up(self, result: object) -> bool:
        """Whether somebody made up an update in it, which then need not be one of the service's."""
        injected = self._world.updates.injected
        return isinstance(result, list) and any(update["update_id"] in injected for update in result)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """https://core.telegram.org/bots/api#getfile: file/bot<token>/<file_path>."""
        if (broken := await self._broken()) is not None:
            return broken
        if not self._authorized(request):
            return _refusal(Refused(401, "Unauthorized"))
        content = self._world.files.at(request.match_info["path"])
        if content is None:
            return _refusal(_NOT_FOUND)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _nothing(self, _request: web.Request) -> web.StreamResponse:
        return await self._broken() or _refusal(_NOT_FOUND)

    async def _broken(self) -> web.Response | None:
        if self._faults.black_hole:
            await never()
        if self._faults.down:
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        return None

    def _authorized(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self._token.encode())

    def _journalled(self, method: str, arguments: Json, result: object, **extra: object) -> None:
        hidden = {name: "***" for name in ("secret_token",) if name in arguments}
        self._journal.write("telegram", method, arguments | hidden, result, **extra)


def _shown(shape: Shape | None, raw: Raw) -> Json:
    """The arguments of a refused call for the journal: typed when they can be, else as they came."""
    try:
        return raw.values if shape is None else typed(shape, raw)
    except Refused:
        return raw.values


def _refusal(refused: Refused) -> web.Response:
    response = web.json_response(refused.body(), status=refused.code)
    if "retry_after" in refused.parameters:
        response.headers["Retry-After"] = str(refused.parameters["retry_after"])
    return response


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
