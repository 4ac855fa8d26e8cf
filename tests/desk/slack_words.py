"""What a person reads in a Slack message, and which buttons he sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


def words(message: Json) -> str:
    """All text of a message or view, as shown."""
    return "\n".join("".join(_texts(block)) for block in message.get("blocks") or ()) or str(message.get("text", ""))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, Mapping):
        if node.get("type") in ("text", "link", "plain_text", "mrkdwn") and isinstance(node.get("text"), str):
            yield node["text"]
        elif node.get("type") == "button":
            return
        elif node.get("type") in ("user", "usergroup"):
            yield f"@{node.get('user_id') or node.get('usergroup_id')}"
        else:
            for key in ("text", "elements", "element", "fields", "label"):
                yield from _texts(node.get(key))
            if node.get("type") in ("rich_text_list", "rich_text_section", "rich_text_quote"):
                yield "\n"


def buttons(message: Json) -> dict[str, Json]:
    """Label -> button."""
    return {
        str(element["text"]["text"]): element
        for block in message.get("blocks") or ()
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }


def element_types(node: object) -> set[str]:
    """Every type of block and element in it: what could take effect shows here."""
    if isinstance(node, list):
        return set().union(*map(element_types, node)) if node else set()
    if isinstance(node, Mapping):
        own = {str(node["type"])} if "type" in node else set()
        return own.union(*(element_types(value) for value in node.values()))
    return set()
