"""What an acknowledgement does to the modal that was submitted.

https://docs.slack.dev/surfaces/modals#updating_response and ...#displaying_errors
"""

from bot.sandbox.slack.blocks_check import view_faults
from bot.sandbox.slack.modals import Modals, ViewRefusedError
from bot.sandbox.slack.values import Submission
from bot.sandbox.slack.workspace import Json


def applied(modals: Modals, user: str, view: Json, payload: Json) -> Submission:
    """Return what the person sees after the acknowledgement of `view` carried `payload`.

    A payload that Slack cannot use leaves the modal with "We had some trouble connecting".
    """
    action = payload.get("response_action")
    if not payload:
        modals.close(user, view["id"])
        return _seen(modals, user, closed=True)
    if action == "clear":
        modals.close(user, view["id"], whole_stack=True)
        return _seen(modals, user, closed=True)
    if action == "errors":
        return _errors(modals, view, payload)
    if action in ("update", "push"):
        return _replaced(modals, user, view, payload)
    return _trouble(modals, view, f"unknown response_action {action!r}")


def _seen(modals: Modals, user: str, *, closed: bool) -> Submission:
    stack = modals.stack(user)
    return Submission(acknowledged=True, view=stack[-1] if stack else None, closed=closed)


def _trouble(modals: Modals, view: Json, reason: str) -> Submission:
    return Submission(acknowledged=False, view=modals.with_state(view), trouble=reason)


def _errors(modals: Modals, view: Json, payload: Json) -> Submission:
    errors = payload.get("errors")
    fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= fields:
        return _trouble(modals, view, f"errors must name input blocks of the view, not {errors!r}")
    told = {str(block_id): str(error) for block_id, error in errors.items()}
    return Submission(acknowledged=True, errors=told, view=modals.with_state(view))


def _replaced(modals: Modals, user: str, view: Json, payload: Json) -> Submission:
    content = payload.get("view")
    if faults := view_faults(content, "modal"):
        return _trouble(modals, view, "; ".join(faults))
    assert isinstance(content, dict)
    try:
        if payload["response_action"] == "push":
            modals.push_for(user, content)
        else:
            modals.update({"view_id": view["id"]}, content)
    except ViewRefusedError as refused:
        return _trouble(modals, view, str(refused))
    return _seen(modals, user, closed=False)
