"""The objects of the Web API as Slack writes them: users, conversations, files.

https://docs.slack.dev/reference/objects
"""

import mimetypes
from urllib.parse import quote

from bot.sandbox.slack.workspace import Channel, Json, StoredFile, User, Workspace


def user_object(user: User, *, locale: bool = False) -> Json:
    """https://docs.slack.dev/reference/objects/user-object."""
    name = user.display_name or user.real_name.lower().replace(" ", ".")
    profile = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "team": user.team,
        "title": "",
        "phone": "",
        "status_text": "",
    }
    if user.email and not user.is_stranger:
        profile["email"] = user.email
    shape: Json = {"id": user.id, "team_id": user.team, "name": name, "real_name": user.real_name}
    shape |= {"deleted": False, "is_bot": user.is_bot, "is_app_user": False, "profile": profile}
    shape |= {"tz": "Asia/Shanghai", "tz_label": "China Standard Time", "tz_offset": 28800, "updated": 1}
    if user.is_stranger:
        shape["is_stranger"] = True
    else:
        shape |= {"is_admin": False, "is_owner": False, "is_restricted": False}
    return shape | ({"locale": user.locale} if locale else {})


def channel_object(workspace: Workspace, channel: Channel) -> Json:
    """https://docs.slack.dev/reference/objects/conversation-object."""
    kind = channel.kind
    shape: Json = {"id": channel.id, "created": channel.created, "is_archived": False}
    shape |= {"is_im": kind == "im", "is_org_shared": False, "context_team_id": workspace.team}
    shape["is_ext_shared"] = workspace.is_ext_shared(channel)
    if kind == "im":
        other = next(user for user in channel.members if user != workspace.bot_user)
        return shape | {"user": other, "is_user_deleted": False, "priority": 0}
    shape |= {"name": channel.name, "name_normalized": channel.name, "is_channel": kind == "channel"}
    shape |= {"is_group": kind == "group", "is_mpim": kind == "mpim", "is_private": kind != "channel"}
    shape |= {"is_member": workspace.bot_user in channel.members, "is_general": False, "creator": ""}
    shape |= {"is_shared": shape["is_ext_shared"], "topic": {"value": ""}, "purpose": {"value": ""}}
    return shape


def file_object(workspace: Workspace, file: StoredFile, base: str) -> Json:
    """https://docs.slack.dev/reference/objects/file-object; `base` is the address files are fetched at."""
    address = f"{base}/files-pri/{workspace.team}-{file.id}/{quote(file.name, safe='')}"
    kind = (mimetypes.guess_extension(file.media_type) or ".binary").removeprefix(".")
    shape: Json = {"id": file.id, "created": file.created, "timestamp": file.created, "name": file.name}
    shape |= {"title": file.title, "mimetype": file.media_type, "filetype": kind, "user": file.user}
    shape |= {"pretty_type": kind.upper(), "user_team": workspace.users[file.user].team, "mode": "hosted"}
    shape |= {"size": file.size, "editable": False, "is_external": False, "is_public": False}
    shape |= {"url_private": address, "url_private_download": address, "channels": list(file.channels)}
    return shape | {"file_access": "visible", "permalink": f"https://ringback.slack.com/files/{file.id}"}


def file_in_event(workspace: Workspace, file: StoredFile, base: str) -> Json:
    """Shape a file inside a message; one from another organisation must be asked for by files.info.

    https://docs.slack.dev/apis/slack-connect/using-slack-connect-apis (file_access)
    """
    if workspace.users[file.user].is_stranger:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    return file_object(workspace, file, base)
