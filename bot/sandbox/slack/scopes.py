"""What the app's tokens may do, and what each method asks for.

https://docs.slack.dev/reference/scopes, and "Required scopes" on each method's page. `*` stands for the family of the
conversation: channels, groups, im or mpim.
"""

from collections.abc import Iterator, Mapping

from bot.sandbox.slack.workspace import Json, Workspace

#: Those of the manifest that comes with the app.
INSTALLED = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "groups:read", "im:history", "im:read", "im:write", "metadata.message:read",
        "reactions:read", "users:read",
    }
)  # fmt: skip
APP_TOKEN = "connections:write"  # noqa: S105  a scope's name
_NEEDED: Mapping[str, str] = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "*:history",
    "conversations.info": "*:read",
    "conversations.join": "channels:join",
    "conversations.list": "*:read",
    "conversations.members": "*:read",
    "conversations.open": "im:write",
    "conversations.replies": "*:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "users.conversations": "*:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
_FAMILIES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def missing(workspace: Workspace, granted: frozenset[str], method: str, args: Json) -> str:
    """Return a scope that the call needs and the app lacks; empty when it may be made."""
    scope = _NEEDED.get(method, "files:read" if _takes_files(args.get("view")) else "")
    wanted = [scope.replace("*", family) for family in _families(workspace, args)] if "*" in scope else [scope]
    return next((one for one in wanted if one and one not in granted), "")


def _takes_files(view: object) -> bool:
    """https://docs.slack.dev/reference/block-kit/block-elements/file-input-element: it needs files:read."""
    blocks = view.get("blocks") if isinstance(view, dict) else None
    elements = [block.get("element") for block in blocks or () if isinstance(block, dict)]
    return any(isinstance(element, dict) and element.get("type") == "file_input" for element in elements)


def _families(workspace: Workspace, args: Json) -> Iterator[str]:
    if "channel" in args:
        channel = workspace.channels.get(str(args["channel"]))
        if channel is not None:
            yield _FAMILIES[channel.kind]
        return
    for name in str(args.get("types") or "public_channel").split(","):
        if name.strip() in _TYPES:
            yield _TYPES[name.strip()]


def refusal(granted: frozenset[str], scope: str) -> Json:
    """https://docs.slack.dev/apis/web-api#responses: what was needed, and what the token has."""
    return {"ok": False, "error": "missing_scope", "needed": scope, "provided": ",".join(sorted(granted))}
