"""files.*: uploading in three steps, and what is known of a file.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import mimetypes
from typing import Any

from bot.sandbox.slack.shapes import file_object
from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.web_api.chat import checked_blocks, signed, thread_root
from bot.sandbox.slack.workspace import Channel, Json, StoredFile, random_token


def get_upload_url(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
    length, name = args["length"], str(args["filename"])
    if not isinstance(length, int) or length <= 0 or not name:
        raise RefusedError("invalid_arguments", "[ERROR] must be more than 0 [json-pointer:/length]")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = backend.workspace.add_file(name, backend.workspace.bot_user, media_type=media_type, size=length)
    secret = random_token()
    backend.uploads[secret] = file.id
    return {"upload_url": f"{backend.base}/upload/v1/{secret}", "file_id": file.id}


def _uploaded(backend: Backend, entry: Any) -> StoredFile:
    if not isinstance(entry, dict) or "id" not in entry:
        raise RefusedError("invalid_arguments", "[ERROR] missing required field: id [json-pointer:/files]")
    file = backend.workspace.files.get(str(entry["id"]))
    if file is None or file.content is None or file.shared:
        raise RefusedError("file_not_found")
    file.title = entry.get("title") or file.name
    return file


def complete_upload(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal.

    Shares the files as one message of the bot in each channel named; without one they stay private.
    """
    entries = args["files"]
    if not isinstance(entries, list) or not entries:
        raise RefusedError("invalid_arguments", "[ERROR] must be an array [json-pointer:/files]")
    targets = str(args.get("channels") or args.get("channel_id") or "")
    channels = [backend.joined(target.strip()) for target in targets.split(",") if target.strip()]
    files = [_uploaded(backend, entry) for entry in entries]
    roots = [_root(channel, args) for channel in channels]
    content: Json = {"text": str(args.get("initial_comment") or ""), "subtype": "file_share", "upload": False}
    if args.get("blocks") and not content["text"]:
        content["blocks"] = checked_blocks(backend.workspace, args["blocks"])
    for channel, root in zip(channels, roots, strict=True):
        _share(backend, channel, files, content, root)
    return {"files": [file_object(backend.workspace, file, backend.base) for file in files]}


def _root(channel: Channel, args: Json) -> str | None:
    try:
        return thread_root(channel, args)
    except RefusedError:
        raise RefusedError("invalid_arguments", "[ERROR] no such thread [json-pointer:/thread_ts]") from None


def _share(backend: Backend, channel: Channel, files: list[StoredFile], content: Json, root: str | None) -> None:
    for file in files:
        file.shared = True
        file.channels.append(channel.id)
    shapes = [file_object(backend.workspace, file, backend.base) for file in files]
    message = signed(backend.workspace, {}) | content | {"files": shapes}
    backend.workspace.post(channel, message, thread_ts=root)


def info(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/files.info."""
    file = backend.workspace.files.get(str(args["file"]))
    if file is None or file.content is None:
        raise RefusedError("file_not_found")
    shape = file_object(backend.workspace, file, backend.base)
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}
