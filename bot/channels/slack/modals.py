"""The modals engineers fill in, as views. Pure.

Block ids are the names of the action's fields, so that a field's error finds its place; action ids are "value".
https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.channels.slack.card import Say, headline, named
from bot.channels.slack.compose import clip, markdown_blocks, plain_text, section
from bot.core.desk import TIERS, TicketCard

Json = dict[str, Any]
PRIORITIES = ("P1", "P2", "P3", "P4")
WHAT = ("escalate", "details", "log_call", "same_person", "apart", "close", "spam", "inspect")
OUTCOMES = ("reached", "not_reached")
AUDIENCES = ("engineers", "customers", "draft")
#: https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
INPUT, SHORT = 3000, 300
NOTHING: Mapping[str, str] = {}
#: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element; each of at most 10 MB.
MOST_FILES = 10
#: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element takes 100 options.
MOST_LINKS = 100
#: A view takes 100 blocks; the form itself needs fewer than ten.
PREVIEW_BLOCKS = 80


def reply(card: TicketCard, say: Say, typed: str = "", preview: str | None = None) -> Json:
    """Asks for an answer to the customer. With `preview`, shows the message as he will get it."""
    return _writing("reply", card, say, typed, preview)


def solve(card: TicketCard, say: Say, typed: str = "", preview: str | None = None) -> Json:
    """Asks for the solution; otherwise like `reply`."""
    return _writing("solve", card, say, typed, preview)


def named_files(names: Iterable[str]) -> Json:
    """A line below a preview that names the files which go along."""
    return {"type": "context", "elements": [plain_text("📎 " + " · ".join(names))]}


def priority(card: TicketCard, say: Say) -> Json:
    """Asks for the priority that counts from now on, and why."""
    choices = {name: say(f"priority.{name}") for name in PRIORITIES}
    blocks = [
        section(headline(card, say)),
        _input("priority", say, _radio(choices, card.priority)),
        _input("reason", say, _text(multiline=True), optional=True),
    ]
    return _view("priority", card, say, blocks, {"priority": card.priority})


def more(card: TicketCard, say: Say) -> Json:
    """Asks which of the rarer things to do, with the fields of all of them."""
    author = card.author if card.author and card.author.address and not card.author.answered else None
    impossible = {"spam": not author, "apart": not card.links}
    choices = {name: say(f"what.{name}") for name in WHAT if not impossible.get(name)}
    tiers = {name: named(say, "tier", name) for name in TIERS}
    outcomes = {name: say(f"outcome.{name}") for name in OUTCOMES}
    blocks = [
        section(headline(card, say)),
        _input("what", say, _radio(choices, "")),
        _input("tier", say, _select(tiers, say), optional=True),
        _input("name", say, _text(card.requester), optional=True),
        _input("organisation", say, _text(card.organisation), optional=True),
        _input("phone", say, _text(card.phone), optional=True),
        _input("outcome", say, _select(outcomes, say), optional=True),
        _input("same_as", say, _text(), optional=True),
        _input("note", say, _text(multiline=True), optional=True),
    ]
    if card.links:
        links = {str(link): clip(label, 75) for link, label in list(card.links.items())[:MOST_LINKS]}
        blocks.append(_input("link", say, _select(links, say), optional=True))
    if author:
        whom = {"address": author.address} | ({"domain": author.domain} if author.domain else {})
        kept_out = {name: say(f"block.{name}", sender=value) for name, value in whom.items()}
        blocks.append(_input("block", say, _select(kept_out, say), optional=True))
    seen = {"name": card.requester, "organisation": card.organisation, "phone": card.phone}
    return _view("more", card, say, blocks, seen)


def release(card: TicketCard, say: Say) -> Json:
    """Asks who may read what the ticket taught, and in which words."""
    known = card.article
    problem = known.problem if known else f"{card.subject}\n{card.excerpt}".strip()
    state = known.state if known and known.released_at else ""
    audience = "customers" if state == "doubted" else state
    warning = {"type": "context", "elements": [plain_text("⚠️ " + say("modal.release_warning"))]}
    blocks = [
        section(headline(card, say)),
        warning,
        _input("problem", say, _text(problem, multiline=True)),
        _input("solution", say, _text(known.solution if known else card.solution, multiline=True)),
        _input("product", say, _text(known.product if known else ""), optional=True),
        _input("audience", say, _radio({state: say(f"article.{state}") for state in AUDIENCES}, audience)),
    ]
    return _view("release", card, say, blocks)


def told(callback_id: str, say: Say, sentence: str) -> Json:
    """A modal that only says why something was not done."""
    return {
        "type": "modal",
        "title": plain_text(say(f"modal.{callback_id}"), 24),
        "close": plain_text(say("modal.close"), 24),
        "blocks": [section(sentence)],
    }


def field_errors(
    view: Mapping[str, Any], errors: Mapping[str, str], say: Say, values: Mapping[str, str] = NOTHING
) -> dict[str, str]:
    """The errors whose fields stand in the view, as sentences by block id; empty when none does. `values` fill the
    sentences: `newer` is the field's own."""
    shown = {block.get("block_id") for block in view.get("blocks") or () if block.get("type") == "input"}
    return {
        field: sentence(say, name, {**values, "newer": values.get(field) or "–"})
        for field, name in errors.items()
        if field in shown
    }


def sentence(say: Say, reason: str, values: Mapping[str, str] | None = None) -> str:
    """The sentence a refusal names; "try again" when there is none."""
    try:
        return say(f"answers.{reason}", **(values or {}))
    except KeyError:
        return say("answers.try_again")


def _writing(callback_id: str, card: TicketCard, say: Say, typed: str, preview: str | None) -> Json:
    language = named(say, "language", card.language)
    where = say("modal.where", channel=card.channel, address=card.address or "-", language=language)
    where += "\n" + say("modal.copied", addresses=", ".join(card.copied)) if card.copied else ""
    button = {"type": "button", "action_id": "preview", "text": plain_text(say("modal.preview"), 75)}
    blocks = [
        section(headline(card, say)),
        {"type": "context", "elements": [plain_text(where)]},
        _input("text", say, _text(typed, multiline=True, longest=INPUT)),
        _input("files", say, {"type": "file_input", "action_id": "value", "max_files": MOST_FILES}, optional=True),
        {"type": "actions", "block_id": "preview", "elements": [button | {"value": str(card.ticket_id)}]},
    ]
    if preview is not None:
        shown = {"type": "context", "elements": [plain_text(say("modal.preview_shown"))]}
        blocks += [{"type": "divider"}, shown, *markdown_blocks(preview)[:PREVIEW_BLOCKS]]
    return _view(callback_id, card, say, blocks, {"version": str(card.solution_version)})


def _view(callback_id: str, card: TicketCard, say: Say, blocks: list[Json], seen: Mapping[str, str] = NOTHING) -> Json:
    """The form. `seen` goes along with it and comes back when it is sent off: what it shows of the ticket."""
    kept = {field: value for field, value in seen.items() if len(value) <= SHORT}
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps({"ticket": card.ticket_id, "seen": kept}, ensure_ascii=False),
        "title": plain_text(say(f"modal.{callback_id}"), 24),
        "submit": plain_text(say(f"modal.{callback_id}_submit"), 24),
        "close": plain_text(say("modal.cancel"), 24),
        "blocks": blocks,
    }


def _input(field: str, say: Say, element: Json, *, optional: bool = False) -> Json:
    label = plain_text(say(f"field.{field}"), 150)
    return {"type": "input", "block_id": field, "label": label, "element": element, "optional": optional}


def _text(initial: str = "", *, multiline: bool = False, longest: int = SHORT) -> Json:
    longest = INPUT if multiline else longest
    element: Json = {"type": "plain_text_input", "action_id": "value", "multiline": multiline, "max_length": longest}
    return element | ({"initial_value": clip(initial, longest)} if initial else {})


def _radio(choices: Mapping[str, str], chosen: str) -> Json:
    options = _options(choices)
    element: Json = {"type": "radio_buttons", "action_id": "value", "options": options}
    initial = [option for option in options if option["value"] == chosen]
    return element | ({"initial_option": initial[0]} if initial else {})


def _select(choices: Mapping[str, str], say: Say) -> Json:
    placeholder = plain_text(say("modal.choose"), 150)
    return {
        "type": "static_select",
        "action_id": "value",
        "placeholder": placeholder,
        "options": _options(choices),
    }


def _options(choices: Mapping[str, str]) -> Sequence[Json]:
    return [{"text": plain_text(label, 75), "value": name} for name, label in choices.items()]
