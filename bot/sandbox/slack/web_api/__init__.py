"""The methods of the Web API that are emulated, each with its arguments as on its page.

https://docs.slack.dev/reference/methods/<name>
"""

from bot.sandbox.slack.web_api import chat, conversations, files, people, views
from bot.sandbox.slack.web_api.calls import Backend, Method, RefusedError
from bot.sandbox.slack.workspace import Json

_PAGE = ("cursor", "limit")
_LOOK = ("as_user", "attachments", "blocks", "link_names", "markdown_text", "parse", "text")
_POST = (*_LOOK, "icon_emoji", "icon_url", "thread_ts", "username")
_POST_ONLY = ("current_draft_last_updated_ts", "metadata", "mrkdwn", "reply_broadcast", "unfurl_links", "unfurl_media")
_SPAN = (*_PAGE, "include_all_metadata", "inclusive", "latest", "oldest")
_LIST = (*_PAGE, "exclude_archived", "team_id", "types")

METHODS = {
    "apps.connections.open": Method(people.open_connection, app_token=True),
    "auth.test": Method(people.auth_test),
    "bots.info": Method(people.bots_info, (), ("bot", "team_id")),
    "chat.delete": Method(chat.delete, ("channel", "ts"), ("as_user",)),
    "chat.getPermalink": Method(chat.get_permalink, ("channel", "message_ts")),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("channel", "user"), (*_POST, "metadata")),
    "chat.postMessage": Method(
        chat.post_message,
        ("channel",),
        (*_POST, *_POST_ONLY),
    ),
    "chat.update": Method(
        chat.update,
        ("channel", "ts"),
        (*_LOOK, "file_ids", "metadata", "reply_broadcast", "unfurled_attachments"),
    ),
    "conversations.history": Method(conversations.history, ("channel",), _SPAN),
    "conversations.info": Method(conversations.info, ("channel",), ("include_locale", "include_num_members")),
    "conversations.join": Method(conversations.join, ("channel",)),
    "conversations.list": Method(conversations.list_all, (), _LIST),
    "conversations.members": Method(conversations.members, ("channel",), _PAGE),
    "conversations.open": Method(conversations.open_direct, (), ("channel", "prevent_creation", "return_im", "users")),
    "conversations.replies": Method(conversations.replies, ("channel", "ts"), _SPAN),
    "files.completeUploadExternal": Method(
        files.complete_upload,
        ("files",),
        ("blocks", "channel_id", "channels", "icon_emoji", "icon_url", "initial_comment", "thread_ts", "username"),
    ),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("filename", "length"), ("alt_txt", "snippet_type")),
    "files.info": Method(files.info, ("file",), _PAGE),
    "reactions.add": Method(chat.add_reaction, ("channel", "name", "timestamp")),
    "users.conversations": Method(conversations.of_user, (), (*_LIST, "exclude_muted", "user")),
    "users.info": Method(people.info, ("user",), ("include_locale",)),
    "users.list": Method(people.list_all, (), (*_PAGE, "include_locale", "team_id")),
    "views.open": Method(views.open_view, ("view",), ("interactivity_pointer", "trigger_id")),
    "views.publish": Method(views.publish, ("user_id", "view"), ("hash", "interactivity_pointer")),
    "views.push": Method(views.push, ("view",), ("interactivity_pointer", "trigger_id")),
    "views.update": Method(views.update, ("view",), ("external_id", "hash", "view_id")),
}


def answer(backend: Backend, name: str, args: Json) -> Json:
    """Perform a call whose token was checked; a refusal is an answer with "ok": false."""
    method = METHODS.get(name)
    try:
        if method is None:
            raise RefusedError("unknown_method")
        method.check(args)
        return {"ok": True} | method.handler(backend, args)
    except RefusedError as refused:
        return refusal(refused)


def refusal(refused: RefusedError) -> Json:
    """https://docs.slack.dev/apis/web-api#responses."""
    shape: Json = {"ok": False, "error": refused.error}
    if refused.messages:
        reasons = [message.removeprefix("[ERROR] ") for message in refused.messages]
        shape |= {"errors": reasons, "response_metadata": {"messages": list(refused.messages)}}
    return shape
