"""Interactive elements: where they stand in blocks, and what they report when a person uses them.

https://docs.slack.dev/reference/block-kit/block-elements and, for view.state.values and actions,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.workspace import Json

#: What a person picks from his disk: a name, a media type and the content.
Picked = tuple[str, str, bytes]
Value = str | Sequence[str] | Sequence[Picked] | None
# Element type -> the key under which its value is reported.
_TYPED = dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input", "number_input"), "value")
_ONE_OPTION = dict.fromkeys(("static_select", "external_select", "radio_buttons"), "selected_option")
_OPTIONS = dict.fromkeys(("checkboxes", "multi_static_select"), "selected_options")
_PLAIN = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
}
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_users": "initial_users",
}
_FILES = {"file_input": "files"}
REPORTED = _TYPED | _ONE_OPTION | _OPTIONS | _PLAIN | _FILES
#: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element: "There is a 10MB file size limit".
MOST_FILES, LARGEST_FILE = 10, 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """An element and the block it stands in."""

    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        """The block_id and action_id, by which state is reported."""
        return self.block["block_id"], self.element["action_id"]


def interactive_elements(block: Json) -> list[Json]:
    """Return the elements of one block that a person can use."""
    candidates = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
    if block["type"] not in ("actions", "section", "input"):
        return []
    return [element for element in candidates if element and element["type"] != "image"]


def places(blocks: Sequence[Json]) -> Iterator[Place]:
    """Yield every interactive element of a message or view, top to bottom."""
    for block in blocks:
        for element in interactive_elements(block):
            yield Place(block, element)


def find(blocks: Sequence[Json], action_id: str, value: Value) -> Place:
    """Return the element with `action_id`; of several buttons the one with `value`.

    Raises LookupError when a person would not see it.
    """
    found = [place for place in places(blocks) if place.element["action_id"] == action_id]
    if value is not None:
        with_value = [p for p in found if p.element["type"] != "button" or p.element.get("value") == value]
        if found and not with_value:
            raise LookupError(f"no button {action_id} has the value {value!r}")
        found = with_value
    if not found:
        raise LookupError(f"nothing with the action_id {action_id} is shown")
    return found[0]


def options_of(element: Json) -> list[Json]:
    """Return every option of a menu, grouped or not."""
    grouped = [option for group in element.get("option_groups") or () for option in group["options"]]
    return [*(element.get("options") or ()), *grouped]


def _option(element: Json, value: str) -> Json:
    for option in options_of(element):
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"{element['action_id']} offers no option {value!r}")


def chosen(element: Json, value: Value) -> Any:
    """Return `value` as the element reports it: a text, an option, or a list of them.

    Raises LookupError when the element does not offer it.
    """
    kind = element["type"]
    several: list[Any] = [value] if isinstance(value, str) and value else list(value or ())
    if kind in _OPTIONS:
        return [_option(element, item) for item in several]
    if kind == "multi_users_select":
        return several
    if kind not in REPORTED:
        raise LookupError(f"a person cannot fill in a {kind}")
    if not several:
        return None
    if kind == "datetimepicker":
        return int(several[0])
    return _option(element, several[0]) if kind in _ONE_OPTION else several[0]


def picked(element: Json, value: Value) -> list[Picked]:
    """Return the files a person picks for a file_input. Raises LookupError for one that the client does not take."""
    files = [file for file in value or () if not isinstance(file, str)]
    if len(files) > element.get("max_files", MOST_FILES):
        raise LookupError(f"{element['action_id']} takes no {len(files)} files")
    for name, _, content in files:
        ending = name.rpartition(".")[2].lower()
        if element.get("filetypes") and ending not in element["filetypes"]:
            raise LookupError(f"{element['action_id']} takes no .{ending}")
        if not 0 < len(content) <= LARGEST_FILE:
            raise LookupError(f"{element['action_id']} takes no file of {len(content)} bytes")
    return files


def report(element: Json, content: Any) -> Json:
    """Return the state of an element holding `content`, as in view.state.values."""
    return {"type": element["type"], REPORTED[element["type"]]: content}


def initial(element: Json) -> Any:
    """Return what the element holds before anybody touched it."""
    empty: Any = [] if element["type"] in (*_OPTIONS, *_FILES, "multi_users_select") else None
    return element.get(_INITIAL.get(REPORTED[element["type"]], ""), empty)


def action(place: Place, value: Value, action_ts: str) -> Json:
    """Return the entry of `actions` in a block_actions payload."""
    element = place.element
    block_id, action_id = place.key
    head = {"action_id": action_id, "block_id": block_id, "type": element["type"], "action_ts": action_ts}
    if element["type"] == "button":
        return head | {key: element[key] for key in ("text", "value", "url", "style") if key in element}
    if element["type"] == "overflow":
        return head | {"selected_option": _option(element, str(value))}
    return head | {REPORTED[element["type"]]: chosen(element, value)}


def with_ids(blocks: Sequence[Json], new_id: Any) -> list[Json]:
    """Return blocks in which Slack has filled in the block_ids and action_ids that were left out."""
    numbered: list[Json] = []
    for given in blocks:
        block = {key: value for key, value in given.items() if value is not None}
        block.setdefault("block_id", new_id("b"))
        for key in ("accessory", "element"):
            if isinstance(block.get(key), dict) and block[key]["type"] != "image":
                block[key] = {"action_id": new_id("a")} | block[key]
        if block["type"] == "actions":
            block["elements"] = [{"action_id": new_id("a")} | element for element in block["elements"]]
        numbered.append(block)
    return numbered
