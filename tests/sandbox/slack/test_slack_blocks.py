"""What Block Kit refuses, over plain HTTP: https://docs.slack.dev/reference/block-kit/blocks."""

import pytest

from .slack_raw import Raw

DIVIDER = {"type": "divider"}
WORDS = {"type": "mrkdwn", "text": "words"}


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def button(**more: object) -> dict:
    return {"type": "button", "action_id": "go", "text": plain("Go")} | more


def option(text: str = "A", value: str = "a", **more: object) -> dict:
    return {"text": plain(text), "value": value, **more}


def options(number: int) -> list[dict]:
    return [option(value=f"v{index}") for index in range(number)]


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def select(**more: object) -> dict:
    return {"type": "static_select", "action_id": "s"} | more


def text_input(**more: object) -> dict:
    return {"type": "plain_text_input", "action_id": "t"} | more


def field(**more: object) -> dict:
    return {"type": "input", "label": plain("L"), "element": text_input()} | more


def file_input(**more: object) -> dict:
    return field(element={"type": "file_input", "action_id": "f"} | more)


REFUSED = {
    "a block that is no object": ["divider"],
    "51 blocks": [DIVIDER] * 51,
    "an unknown block": [{"type": "pie"}],
    "an unknown field": [{"type": "divider", "colour": "red"}],
    "a block_id of 256": [{"type": "divider", "block_id": "b" * 256}],
    "a block_id used twice": [{"type": "divider", "block_id": "b"}] * 2,
    "a section of 3001": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
    "a section with empty text": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
    "a section with nothing": [{"type": "section"}],
    "a section with text as a string": [{"type": "section", "text": "words"}],
    "a section with no fields": [{"type": "section", "fields": []}],
    "11 fields": [{"type": "section", "fields": [WORDS] * 11}],
    "a field of 2001": [{"type": "section", "fields": [plain("x" * 2001)]}],
    "emoji in mrkdwn": [{"type": "section", "text": {**WORDS, "emoji": True}}],
    "a text input beside a section": [{"type": "section", "text": WORDS, "accessory": text_input()}],
    "a header of 151": [{"type": "header", "text": plain("x" * 151)}],
    "a header in mrkdwn": [{"type": "header", "text": WORDS}],
    "an empty header": [{"type": "header", "text": plain("")}],
    "a header without text": [{"type": "header"}],
    "actions with nothing": [actions()],
    "actions without elements": [{"type": "actions"}],
    "26 buttons": [actions(*(button(action_id=f"a{index}") for index in range(26)))],
    "an action_id twice in a block": [actions(button(), button())],
    "an action_id of 256": [actions(button(action_id="a" * 256))],
    "a text input among buttons": [actions(text_input())],
    "a button of 76": [actions(button(text=plain("x" * 76)))],
    "a button in mrkdwn": [actions(button(text=WORDS))],
    "an empty button": [actions(button(text=plain("")))],
    "a value of 2001": [actions(button(value="x" * 2001))],
    "a value that is a number": [actions(button(value=7))],
    "a purple button": [actions(button(style="purple"))],
    "a confirmation without words": [actions(button(confirm={"title": plain("Sure?")}))],
    "a menu without options": [actions(select())],
    "a menu with no options": [actions(select(options=[]))],
    "101 options": [actions(select(options=options(101)))],
    "an option of 76": [actions(select(options=[option("x" * 76)]))],
    "an empty option": [actions(select(options=[option("")]))],
    "an option value of 151": [actions(select(options=[option(value="x" * 151)]))],
    "a start that is not offered": [actions(select(options=options(2), initial_option=option()))],
    "an overflow of one": [actions({"type": "overflow", "action_id": "o", "options": options(1)})],
    "an overflow of six": [actions({"type": "overflow", "action_id": "o", "options": options(6)})],
    "eleven radio buttons": [actions({"type": "radio_buttons", "action_id": "r", "options": options(11)})],
    "a context with nothing": [{"type": "context", "elements": []}],
    "eleven in a context": [{"type": "context", "elements": [WORDS] * 11}],
    "a button in a context": [{"type": "context", "elements": [button()]}],
    "an image without alt text": [{"type": "image", "image_url": "https://x.example/a.png"}],
    "an image without address": [{"type": "image", "alt_text": "a"}],
    "a field without label": [{"type": "input", "element": text_input()}],
    "a label in mrkdwn": [field(label=WORDS)],
    "a field with a button": [field(element=button())],
    "rich text with nothing": [{"type": "rich_text", "elements": []}],
    "files outside of a modal": [file_input()],
    "files among buttons": [actions({"type": "file_input", "action_id": "f"})],
}
TAKEN = {
    "50 blocks at their limits": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "字" * 3000}, "accessory": button()},
        {"type": "header", "text": plain("x" * 150)},
        actions(*(button(action_id=f"a{index}", value="v" * 2000) for index in range(25))),
        actions(button(text=plain("x" * 75)), select(options=options(100), initial_option=option(value="v3"))),
        actions({"type": "overflow", "action_id": "o", "options": options(5)}),
        {"type": "context", "elements": [WORDS] * 10},
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": ""},
        {"type": "markdown", "text": "**bold**"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
        *[DIVIDER] * 41,
    ],
    "grouped options": [
        actions(select(option_groups=[{"label": plain("G"), "options": options(2)}], placeholder=plain("P")))
    ],
    "one action_id in two blocks": [actions(button(value="1")), actions(button(value="2"))],
    "a field": [field(optional=True, hint=plain("h"), element=text_input(multiline=True, max_length=9))],
    "fields that are null": [{"type": "section", "text": WORDS, "accessory": None}],
    "a field that reports at once": [
        field(dispatch_action=True, element=select(options=[option(description=plain("d"))]))
    ],
}


@pytest.mark.parametrize("blocks", REFUSED.values(), ids=REFUSED)
async def test_refused_in_a_message(raw: Raw, blocks: list) -> None:
    answer = await raw.call("chat.postMessage", channel="C1", text="t", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert all("[json-pointer:/blocks" in reason for reason in answer["response_metadata"]["messages"])
    assert raw.slack.messages("C1") == []


@pytest.mark.parametrize("blocks", TAKEN.values(), ids=TAKEN)
async def test_taken_in_a_message(raw: Raw, blocks: list) -> None:
    answer = await raw.call("chat.postMessage", channel="C1", text="t", blocks=blocks)
    assert answer["ok"] is True, answer


async def test_reasons_name_the_place(raw: Raw) -> None:
    blocks = [DIVIDER, actions(button(text=plain("x" * 76)))]
    answer = await raw.call("chat.postMessage", channel="C1", text="t", blocks=blocks)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]"
    ]


async def test_ids_that_are_left_out_are_filled_in(raw: Raw) -> None:
    blocks = [actions({"type": "button", "text": plain("Go")})]
    await raw.call("chat.postMessage", channel="C1", text="t", blocks=blocks)
    [block] = raw.slack.messages("C1")[0]["blocks"]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


async def test_blocks_in_attachments_are_checked_too(raw: Raw) -> None:
    bad = [{"color": "#ff0000", "blocks": [{"type": "pie"}]}]
    answer = await raw.call("chat.postMessage", channel="C1", text="t", attachments=bad)
    assert answer["error"] == "invalid_blocks"


def modal(**more: object) -> dict:
    return {"type": "modal", "title": plain("T"), "blocks": [DIVIDER]} | more


REFUSED_VIEWS = {
    "no view at all": "view",
    "a home tab as a modal": {"type": "home", "blocks": []},
    "no title": {"type": "modal", "blocks": []},
    "a title of 25": modal(title=plain("x" * 25)),
    "a title in mrkdwn": modal(title=WORDS),
    "a submit of 25": modal(submit=plain("x" * 25)),
    "a close of 25": modal(close=plain("x" * 25)),
    "private metadata of 3001": modal(private_metadata="x" * 3001),
    "a callback_id of 256": modal(callback_id="x" * 256),
    "101 blocks": modal(blocks=[DIVIDER] * 101),
    "a field without a submit button": modal(blocks=[field()]),
    "an unknown field": modal(colour="red"),
    "markdown in a modal": modal(blocks=[{"type": "markdown", "text": "x"}]),
    "a block_id used twice": modal(blocks=[{"type": "divider", "block_id": "b"}] * 2),
    "files without a field": modal(blocks=[actions({"type": "file_input", "action_id": "f"})]),
    "11 files": modal(submit=plain("S"), blocks=[file_input(max_files=11)]),
    "no files": modal(submit=plain("S"), blocks=[file_input(max_files=0)]),
    "no kinds of files": modal(submit=plain("S"), blocks=[file_input(filetypes=[])]),
    "files with a placeholder": modal(submit=plain("S"), blocks=[file_input(placeholder=plain("P"))]),
}


@pytest.mark.parametrize("view", REFUSED_VIEWS.values(), ids=REFUSED_VIEWS)
async def test_refused_as_a_modal(raw: Raw, view: object) -> None:
    trigger = raw.slack._modals.new_trigger("U1")
    answer = await raw.call("views.open", trigger_id=trigger, view=view)
    assert answer["error"] == "invalid_arguments"
    assert all("[json-pointer:/view" in reason for reason in answer["response_metadata"]["messages"])
    assert raw.slack.views("U1") == []


async def test_a_modal_at_its_limits_is_taken(raw: Raw) -> None:
    trigger = raw.slack._modals.new_trigger("U1")
    words = plain("x" * 24)
    view = modal(title=words, submit=words, close=words, private_metadata="x" * 3000)
    answer = await raw.call("views.open", trigger_id=trigger, view=view | {"blocks": [field()] * 100})
    assert answer["ok"] is True, answer


async def test_files_are_taken_in_a_modal_with_the_scope_only(raw: Raw) -> None:
    view = modal(submit=plain("S"), blocks=[file_input(max_files=10, filetypes=["pdf"])])
    home = {"type": "home", "blocks": [file_input()]}
    assert (await raw.call("views.publish", user_id="U1", view=home))["error"] == "invalid_arguments"
    answer = await raw.call("views.open", trigger_id=raw.slack._modals.new_trigger("U1"), view=view)
    assert answer["ok"] is True, answer
    assert answer["view"]["state"]["values"][view_block(answer)]["f"] == {"type": "file_input", "files": []}
    raw.slack.scopes -= {"files:read"}
    answer = await raw.call("views.open", trigger_id=raw.slack._modals.new_trigger("U1"), view=view)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:read")


def view_block(answer: dict) -> str:
    return str(answer["view"]["blocks"][0]["block_id"])


async def test_a_view_over_250_kilobytes_is_too_large(raw: Raw) -> None:
    trigger = raw.slack._modals.new_trigger("U1")
    blocks = [{"type": "section", "text": plain("字" * 3000)}] * 30
    answer = await raw.call("views.open", trigger_id=trigger, view=modal(blocks=blocks))
    assert answer["error"] == "view_too_large"


async def test_a_modal_cannot_be_a_home_tab(raw: Raw) -> None:
    answer = await raw.call("views.publish", user_id="U1", view=modal())
    assert answer["error"] == "invalid_arguments"
