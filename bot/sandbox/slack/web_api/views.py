"""views.*: https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.blocks_check import is_too_large, view_faults
from bot.sandbox.slack.modals import ViewRefusedError
from bot.sandbox.slack.web_api.calls import Backend, RefusedError
from bot.sandbox.slack.workspace import Json


def _checked(view: Any, kind: str) -> Json:
    if faults := view_faults(view, kind):
        raise RefusedError("invalid_arguments", *(f"[ERROR] {reason}" for reason in faults))
    if is_too_large(view):
        raise RefusedError("view_too_large")
    checked: Json = view
    return checked


def _tried(change: Callable[[], Json]) -> Json:
    try:
        return {"view": change()}
    except ViewRefusedError as refusal:
        raise RefusedError(str(refusal)) from None


def _trigger(args: Json) -> str:
    trigger = args.get("trigger_id") or args.get("interactivity_pointer")
    if not trigger:
        raise RefusedError("invalid_arguments", "[ERROR] missing required field: trigger_id")
    return str(trigger)


def open_view(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/views.open."""
    trigger = _trigger(args)
    view = _checked(args["view"], "modal")
    return _tried(lambda: backend.modals.open(trigger, view))


def push(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/views.push."""
    trigger = _trigger(args)
    view = _checked(args["view"], "modal")
    return _tried(lambda: backend.modals.push(trigger, view))


def update(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/views.update."""
    if not args.get("view_id") and not args.get("external_id"):
        raise RefusedError("invalid_arguments", "[ERROR] missing required field: view_id")
    view = _checked(args["view"], "modal")
    return _tried(lambda: backend.modals.update(args, view, args.get("hash")))


def publish(backend: Backend, args: Json) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish."""
    view = _checked(args["view"], "home")
    if args["user_id"] not in backend.workspace.users:
        raise RefusedError("invalid_arguments", "[ERROR] invalid user [json-pointer:/user_id]")
    return _tried(lambda: backend.modals.publish(args["user_id"], view, args.get("hash")))
