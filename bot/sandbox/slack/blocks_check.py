"""What Slack refuses in blocks and views, as tables; the limits are those of the Block Kit reference.

https://docs.slack.dev/reference/block-kit/blocks and .../block-elements, .../composition-objects
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.elements import MOST_FILES, interactive_elements
from bot.sandbox.slack.schema import (
    Rule,
    anything,
    between,
    by_type,
    choice,
    fault,
    flag,
    items,
    number,
    record,
    string,
    text,
)
from bot.sandbox.slack.workspace import Json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000

_ID = string(255, 1)
_PLACEHOLDER = text(150, "plain_text")
_CONFIRM = record(
    {
        "title": text(100, "plain_text"),
        "text": text(300),
        "confirm": text(30, "plain_text"),
        "deny": text(30, "plain_text"),
    },
    {"style": choice("primary", "danger")},
)
_ACTS: dict[str, Rule] = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": flag}
_OPTION = record({"text": text(75, "plain_text"), "value": string(150, 1)}, {"description": text(75, "plain_text")})
_MENU_ITEM = record(
    {"text": text(75, "plain_text"), "value": string(150, 1)},
    {"description": text(75, "plain_text"), "url": string(3000, 1)},
)
_BOX = record({"text": text(75), "value": string(150, 1)}, {"description": text(75)})
_GROUP = record({"label": text(75, "plain_text"), "options": items(_OPTION, 100)}, {})
_OFFER: dict[str, Rule] = {"options": items(_OPTION, 100), "option_groups": items(_GROUP, 100)}
_MANY: dict[str, Rule] = {"max_selected_items": number, "placeholder": _PLACEHOLDER}
_STRINGS = items(string(255, 1), 100)
_DISPATCH = record({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})


def _element(required: dict[str, Rule], optional: dict[str, Rule]) -> Rule:
    return record({"type": anything} | required, _ACTS | optional)


def _typed(**optional: Rule) -> Rule:
    common = {"placeholder": _PLACEHOLDER, "dispatch_action_config": _DISPATCH, "initial_value": string(3000)}
    return _element({}, common | optional)


def _select(**optional: Rule) -> Rule:
    return _element({}, {"placeholder": _PLACEHOLDER} | optional)


_IMAGE: Rule = record(
    {"type": anything, "alt_text": string(2000)}, {"image_url": string(3000, 1), "slack_file": anything}
)
_SELECTS: dict[str, Rule] = {
    "static_select": _select(initial_option=_OPTION, **_OFFER),
    "multi_static_select": _element({}, _OFFER | _MANY | {"initial_options": items(_OPTION, 100)}),
    "external_select": _select(initial_option=_OPTION, min_query_length=number),
    "users_select": _select(initial_user=_ID),
    "multi_users_select": _element({}, _MANY | {"initial_users": _STRINGS}),
    "channels_select": _select(initial_channel=_ID, response_url_enabled=flag),
    "conversations_select": _select(
        initial_conversation=_ID, default_to_current_conversation=flag, filter=anything,
        response_url_enabled=flag,
    ),
    "datepicker": _select(initial_date=string(10, 10)),
    "timepicker": _select(initial_time=string(5, 5), timezone=string(100)),
    "radio_buttons": _element({"options": items(_BOX, 10)}, {"initial_option": _BOX}),
    "checkboxes": _element({"options": items(_BOX, 10)}, {"initial_options": items(_BOX, 10)}),
}  # fmt: skip
_PRESSED: dict[str, Rule] = {
    "button": _element(
        {"text": text(75, "plain_text")},
        {
            "url": string(3000, 1),
            "value": string(2000),
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "overflow": _element({"options": items(_MENU_ITEM, 5, 2)}, {}),
}
_DATETIME: dict[str, Rule] = {"datetimepicker": _element({}, {"initial_date_time": number})}
_TYPED: dict[str, Rule] = {
    "plain_text_input": _typed(multiline=flag, min_length=number, max_length=number),
    "email_text_input": _typed(),
    "url_text_input": _typed(),
    "number_input": record(
        {"type": anything, "is_decimal_allowed": flag},
        _ACTS
        | {"placeholder": _PLACEHOLDER, "initial_value": string(100), "dispatch_action_config": _DISPATCH}
        | {"min_value": string(50), "max_value": string(50)},
    ),
}
_CONTEXT = {"image": _IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}


def _block(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return record({"type": anything} | required, {"block_id": _ID} | (optional or {}))


def _input(elements: dict[str, Rule]) -> Rule:
    return _block(
        {"label": text(2000, "plain_text"), "element": by_type(elements)},
        {"hint": text(2000, "plain_text"), "optional": flag, "dispatch_action": flag},
    )


_FIELDS = _TYPED | _SELECTS | _DATETIME
_BLOCKS: dict[str, Rule] = {
    "actions": _block({"elements": items(by_type(_PRESSED | _SELECTS | _DATETIME), 25)}),
    "context": _block({"elements": items(by_type(_CONTEXT), 10)}),
    "divider": _block({}),
    "header": _block({"text": text(150, "plain_text")}),
    "image": _block(
        {"alt_text": string(2000)},
        {"image_url": string(3000, 1), "slack_file": anything, "title": text(2000, "plain_text")},
    ),
    "input": _input(_FIELDS),
    "rich_text": _block({"elements": items(anything, 1000)}),
    "section": _block(
        {},
        {
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": by_type(_PRESSED | _SELECTS | {"image": _IMAGE}),
            "expand": flag,
        },
    ),
}
#: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element: of modals only.
_PICKED: dict[str, Rule] = {
    "file_input": record(
        {"type": anything},
        {"action_id": _ID, "filetypes": items(string(255, 1), 1000), "max_files": between(1, MOST_FILES)},
    )
}
_MODAL_BLOCKS = _BLOCKS | {"input": _input(_FIELDS | _PICKED)}
_MARKDOWN = {"markdown": _block({"text": string(12_000, 1)})}
_VIEW: dict[str, Rule] = {
    "callback_id": string(255),
    "private_metadata": string(3000),
    "external_id": string(255),
}
_VIEWS = {
    "modal": record(
        {
            "type": anything,
            "title": text(24, "plain_text"),
            "blocks": items(by_type(_MODAL_BLOCKS), VIEW_BLOCKS, 0),
        },
        _VIEW
        | {"submit": text(24, "plain_text"), "close": text(24, "plain_text")}
        | {"clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag},
    ),
    "home": record({"type": anything, "blocks": items(by_type(_BLOCKS), VIEW_BLOCKS, 0)}, _VIEW),
}


def message_faults(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """Return what Slack refuses in the blocks of a message; empty when they are fine."""
    faults = list(items(by_type(_BLOCKS | _MARKDOWN), MESSAGE_BLOCKS, 0)(blocks, pointer))
    return faults or list(_across(blocks, pointer))


def view_faults(view: Any, kind: str) -> list[str]:
    """Return what Slack refuses in a view that must be a `kind` (modal or home)."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [fault(f"must be a {kind} view", "/view/type")]
    faults = list(_VIEWS[kind](view, "/view"))
    if faults:
        return faults
    faults = list(_across(view["blocks"], "/view/blocks"))
    if kind == "modal" and "submit" not in view and any(b["type"] == "input" for b in view["blocks"]):
        faults.append(fault("missing required field: submit", "/view"))
    return faults


def is_too_large(view: Any) -> bool:
    """Whether a view is over 250 kB: https://docs.slack.dev/reference/methods/views.open (view_too_large)."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def _across(blocks: list[Json], pointer: str) -> Iterator[str]:
    """Check what no single field shows: ids used twice, a choice that is not offered, a bare section."""
    names = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    yield from (fault(f"block_id {name} already exists", pointer) for name, n in names.items() if n > 1)
    for index, block in enumerate(blocks):
        place = f"{pointer}/{index}"
        if block["type"] == "section" and not block.get("text") and not block.get("fields"):
            yield fault("missing required field: text or fields", place)
        if block["type"] == "image" and not (block.get("image_url") or block.get("slack_file")):
            yield fault("missing required field: image_url", place)
        elements = interactive_elements(block)
        actions = Counter(element["action_id"] for element in elements if element.get("action_id"))
        yield from (fault(f"action_id {name} already exists", place) for name, n in actions.items() if n > 1)
        for element in elements:
            yield from _offers(element, place)


def _offers(element: Json, place: str) -> Iterator[str]:
    """Check that a menu has one source of options and starts with one of them."""
    if "static_select" not in element["type"] and element["type"] not in ("radio_buttons", "checkboxes"):
        return
    if bool(element.get("options")) == bool(element.get("option_groups")):
        yield fault("missing required field: options", place)
    offered = list(element.get("options") or ())
    offered += [option for group in element.get("option_groups") or () for option in group["options"]]
    values = Counter(option["value"] for option in offered)
    yield from (fault(f"option value {value} already exists", place) for value, n in values.items() if n > 1)
    chosen = list(element.get("initial_options") or ())
    chosen += [element["initial_option"]] if element.get("initial_option") else []
    if any(option not in offered for option in chosen):
        yield fault("initial option must be one of the options", place)
