"""auth.test, apps.connections.open, users.*, bots.info: who is there."""

from bot.sandbox.slack.shapes import user_object
from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.web_api.paging import limit_of, page
from bot.sandbox.slack.workspace import Json


def auth_test(backend: Backend, _args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test."""
    workspace = backend.workspace
    answer: Json = {"url": "https://ringback.slack.com/", "team": "Ringback", "user": "ringback"}
    answer |= {"team_id": workspace.team, "user_id": workspace.bot_user, "bot_id": workspace.bot_id}
    return answer | {"app_id": workspace.app_id, "is_enterprise_install": False}


def open_connection(backend: Backend, _args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open: a socket address, good once."""
    address = backend.base.replace("http", "ws", 1)
    ticket = backend.sockets.new_ticket()
    return {"url": f"{address}/link/?ticket={ticket}&app_id={backend.workspace.app_id}"}


def info(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/users.info."""
    user = backend.workspace.users.get(str(args["user"]))
    if user is None:
        raise RefusedError("user_not_found")
    return {"user": user_object(user, locale=args.get("include_locale") is True)}


def list_all(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/users.list; people of other organisations are not in it."""
    own = [user for user in backend.workspace.users.values() if not user.is_stranger]
    chosen, cursor = page(own, args, limit_of(args, 200, 1000))
    locale = args.get("include_locale") is True
    shapes = [user_object(user, locale=locale) for user in chosen]
    return {"members": shapes, "cache_ts": 1, "response_metadata": {"next_cursor": cursor}}


def bots_info(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info."""
    workspace = backend.workspace
    if args.get("bot", workspace.bot_id) != workspace.bot_id:
        raise RefusedError("bot_not_found")
    bot = {"id": workspace.bot_id, "app_id": workspace.app_id, "user_id": workspace.bot_user}
    return {"bot": bot | {"name": "Ringback", "deleted": False, "updated": 1, "icons": {}}}
