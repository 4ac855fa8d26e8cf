"""The real Bolt app in Socket Mode against the emulator."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackSandbox

from .slack_raw import wait_until

MODAL = {
    "type": "modal",
    "callback_id": "solve",
    "title": {"type": "plain_text", "text": "Solve"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Solution"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}
CARD = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "solve",
                "value": "7",
                "text": {"type": "plain_text", "text": "解决"},
            }
        ],
    }
]


class Bot:
    """A small app: answers direct messages with a card whose button opens a modal."""

    def __init__(self, slack: SlackSandbox) -> None:
        self.heard: list[str] = []
        self.solutions: list[str] = []
        self.stuck: list[asyncio.Event] = []
        self.client = AsyncWebClient(token="xoxb-sandbox", base_url=slack.url)
        self.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
        self.app = AsyncApp(client=self.client, process_before_response=True)
        self.app.event("message")(self.on_message)
        self.app.action("solve")(self.on_click)
        self.app.view("solve")(self.on_submit)
        self.handler = AsyncSocketModeHandler(self.app, "xapp-sandbox", ping_interval=0.1)

    async def on_message(self, event: dict, say) -> None:
        self.heard.append(event["text"])
        if self.stuck:
            await self.stuck.pop().wait()
        if event["channel_type"] == "im":
            await say(text="card", blocks=CARD)

    async def on_click(self, ack, body: dict, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    async def on_submit(self, ack, view: dict) -> None:
        text = view["state"]["values"]["text"]["text"]["value"]
        if len(text) < 5:
            await ack(response_action="errors", errors={"text": "too short"})
            return
        self.solutions.append(text)
        await ack()


@pytest.fixture
async def bot(slack: SlackSandbox) -> AsyncIterator[Bot]:
    bot = Bot(slack)
    await bot.handler.connect_async()
    await wait_until(lambda: slack.sockets_open == 1)
    yield bot
    await bot.handler.close_async()


async def test_a_direct_message_is_heard_once_and_answered(slack: SlackSandbox, bot: Bot) -> None:
    await slack.direct_message("U1", "the printer is on fire")
    im = slack.im_of("U1")
    await wait_until(lambda: len(slack.messages(im)) == 2)
    await wait_until(lambda: all(delivery.acknowledged for delivery in slack.record))
    assert bot.heard == ["the printer is on fire"]
    assert slack.messages(im)[1]["bot_id"] == "B0RINGBACK"


async def test_a_click_opens_a_modal_whose_errors_are_shown_and_then_settled(slack: SlackSandbox, bot: Bot) -> None:
    await slack.direct_message("U1", "help")
    im = slack.im_of("U1")
    await wait_until(lambda: len(slack.messages(im)) == 2)
    click = await slack.click("U1", im, slack.messages(im)[1]["ts"], "solve")
    assert click.acknowledged is True
    [view] = slack.views("U1")
    refused = await slack.submit("U1", view["id"], {"text": "hm"})
    assert (refused.errors, refused.closed) == ({"text": "too short"}, False)
    settled = await slack.submit("U1", view["id"], {"text": "new cartridge"})
    assert (settled.acknowledged, settled.closed) == (True, True)
    assert bot.solutions == ["new cartridge"]


async def test_an_event_whose_ack_is_lost_comes_again(slack: SlackSandbox, bot: Bot) -> None:
    stuck = asyncio.Event()
    bot.stuck.append(stuck)
    await slack.write("U1", "C1", "hello")
    await wait_until(lambda: len(bot.heard) == 2)
    stuck.set()
    await wait_until(lambda: slack.record[0].acknowledged)
    assert bot.heard == ["hello", "hello"]
    assert slack.record[0].attempts == 2


async def test_the_app_comes_back_after_its_socket_was_cut(slack: SlackSandbox, bot: Bot) -> None:
    await slack.cut_sockets()
    await wait_until(lambda: slack.sockets_open == 1)
    await slack.write("U1", "C1", "again")
    await wait_until(lambda: "again" in bot.heard)


async def test_the_app_moves_to_a_new_socket_when_asked(slack: SlackSandbox, bot: Bot) -> None:
    await slack.ask_to_reconnect("refresh_requested")
    await slack.write("U1", "C1", "moved")
    await wait_until(lambda: "moved" in bot.heard)


async def test_the_app_gives_up_a_quiet_socket(slack: SlackSandbox, bot: Bot) -> None:
    slack.quiet = True
    calls = slack.journal.entries
    await wait_until(lambda: sum(call["method"] == "apps.connections.open" for call in calls) > 1, 5)
    slack.quiet = False
    await slack.write("U1", "C1", "back")
    await wait_until(lambda: "back" in bot.heard, 5)


async def test_the_client_uploads_reads_back_and_waits_when_throttled(slack: SlackSandbox, bot: Bot) -> None:
    client = bot.client
    await client.files_upload_v2(channel="C1", content="hello", filename="a.txt", initial_comment="look")
    mark = {"event_type": "outbox", "event_payload": {"id": "7"}}
    slack.throttle("chat.postMessage", retry_after=0)
    await client.chat_postMessage(channel="C1", text="t", metadata=mark, unfurl_links=False)
    history = await client.conversations_history(channel="C1", include_all_metadata=True, limit=1)
    assert history["messages"][0]["metadata"] == mark
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": []})
    await client.users_conversations(types="im,private_channel")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_replies(channel="C404", ts="1.0")
    [shared, _] = slack.messages("C1")
    assert (shared["text"], shared["files"][0]["name"]) == ("look", "a.txt")
