"""Methods that send, edit and delete messages and answer buttons: https://core.telegram.org/bots/api."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from . import markup
from .arguments import Upload
from .errors import Json, Refused, bad_request, stricter
from .files import LARGEST_PHOTO, MOST_UPLOADED
from .interface import CHAT_ACTIONS
from .text import LONGEST_CAPTION, LONGEST_TEXT, formatted
from .world import Chat, World

_DELETABLE = 48 * 3600  # seconds, https://core.telegram.org/bots/api#deletemessage
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: typed arguments and the files that came along."""

    world: World
    arguments: Json
    uploads: Mapping[str, Upload]


def send_message(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    return _send(call, _text(call.arguments))


def send_photo(call: Call) -> Json:
    """https://core.telegram.org/bots/api#sendphoto, by upload or by file_id."""
    files, upload, file_id = call.world.files, *_file(call, "photo")
    if upload is None:
        # The sizes of one photo are kept one after the other; the one that was named stands for it.
        return _send(call, {"photo": [files.known(file_id).shown], **_caption(call.arguments)})
    if len(upload.content) > LARGEST_PHOTO:
        size = len(upload.content)
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    caption = _caption(call.arguments)
    call.world.reachable(call.arguments["chat_id"])
    return _send(call, {"photo": files.photo(upload.content), **caption})


def send_document(call: Call) -> Json:
    """https://core.telegram.org/bots/api#senddocument, by upload or by file_id."""
    files, upload, file_id = call.world.files, *_file(call, "document")
    if upload is None:
        return _send(call, {"document": files.known(file_id).shown, **_caption(call.arguments)})
    caption = _caption(call.arguments)
    call.world.reachable(call.arguments["chat_id"])
    kept = files.document(upload.name or "file", upload.media_type, upload.content)
    return _send(call, {"document": kept, **caption})


def send_chat_action(call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    if call.arguments["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.reachable(call.arguments["chat_id"])
    return True


def edit_message_text(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext; a keyboard that is not given again is taken away."""
    content = _text(call.arguments)
    message = _own_message(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, content | _markup(call.arguments), ("text", "entities", "reply_markup"))


def edit_message_reply_markup(call: Call) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    return _edit(call, _own_message(call), _markup(call.arguments), ("reply_markup",))


def delete_message(call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage: of others only in private chats, none after 48 hours."""
    chat = call.world.reachable(call.arguments["chat_id"])
    message = chat.messages.get(call.arguments["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    own = message["from"]["id"] == call.world.bot["id"]
    if call.world.now() - message["date"] > _DELETABLE or not (own or chat.private):
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    return True


def answer_callback_query(call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery; a second answer changes nothing."""
    world, text = call.world, call.arguments.get("text", "")
    query = world.queries.get(call.arguments["callback_query_id"])
    if query is None or world.now() - query.asked_at > world.query_lifetime:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if not query.answer.done():
        query.answer.set_result(text)
    return True


def _text(arguments: Json) -> Json:
    _no_parse_mode(arguments)
    text, entities = formatted(arguments["text"], arguments.get("entities", []), LONGEST_TEXT)
    if not text:
        raise bad_request("message text is empty")
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    return content | {name: arguments[name] for name in ("link_preview_options",) if name in arguments}


def _caption(arguments: Json) -> Json:
    _no_parse_mode(arguments)
    given = arguments.get("caption", ""), arguments.get("caption_entities", [])
    caption, entities = formatted(*given, LONGEST_CAPTION, "message caption")
    content: Json = {"caption": caption} if caption else {}
    content |= {"caption_entities": entities} if entities else {}
    content |= {"show_caption_above_media": True} if arguments.get("show_caption_above_media") else {}
    return content | ({"has_media_spoiler": True} if arguments.get("has_spoiler") else {})


def _no_parse_mode(arguments: Json) -> None:
    """https://core.telegram.org/bots/api#formatting-options are not emulated, entities are."""
    if arguments.get("parse_mode"):
        raise stricter("parse_mode is not emulated, send entities")


def _file(call: Call, name: str) -> tuple[Upload | None, str]:
    """The uploaded file or the file_id: https://core.telegram.org/bots/api#sending-files."""
    value = str(call.arguments[name])
    if not value.startswith("attach://"):
        if "://" in value:
            raise stricter("files by URL are not emulated")
        call.world.files.known(value)
        return None, value
    upload = call.uploads.get(value.removeprefix("attach://"))
    if upload is None:
        raise bad_request(f"there is no file {value} in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MOST_UPLOADED:
        raise Refused(413, "Request Entity Too Large")
    return upload, ""


def _send(call: Call, content: Json) -> Json:
    world, arguments = call.world, call.arguments
    chat = world.reachable(arguments["chat_id"])
    given = arguments.get("reply_markup", {})
    content = content | _markup(arguments)
    if "keyboard" in given:
        markup.check_reply_keyboard(given, private=chat.private)
    reply_to = _replied(chat, arguments.get("reply_parameters"))
    if arguments.get("protect_content"):
        content["has_protected_content"] = True
    if "keyboard" in given or "remove_keyboard" in given:
        chat.keyboard = given if "keyboard" in given else None
    return world.post(chat, world.bot, content, reply_to)


def _replied(chat: Chat, parameters: Json | None) -> Json | None:
    """The message that is answered: https://core.telegram.org/bots/api#replyparameters."""
    if parameters is None:
        return None
    if parameters.get("chat_id", chat.chat["id"]) != chat.chat["id"]:
        raise stricter("replies to another chat are not emulated")
    message = chat.messages.get(parameters["message_id"])
    if message is None and not parameters.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _markup(arguments: Json) -> Json:
    shown = markup.inline_keyboard(arguments.get("reply_markup"))
    return {"reply_markup": shown} if shown else {}


def _own_message(call: Call) -> Json:
    chat = call.world.reachable(call.arguments["chat_id"])
    message = chat.messages.get(call.arguments["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != call.world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _edit(call: Call, message: Json, content: Json, names: tuple[str, ...]) -> Json:
    if all(message.get(name) == content.get(name) for name in names):
        raise bad_request(_NOT_MODIFIED)
    for name in names:
        message.pop(name, None)
    message.update(copy.deepcopy(content), edit_date=int(call.world.now()))
    return copy.deepcopy(message)
