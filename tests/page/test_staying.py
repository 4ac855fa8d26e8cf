"""A demo that is stopped and started again on the same data: everything is where it was, and goes on."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.page.browser import demo

EMMA, SUPPORT, PERSON = "emma@northwind.example", "support@ringback.example", 700_001
ENGINEERS, CUSTOMERS, ANNA, CARLOS = "G0ENGINEERS", "C0CUSTOMERS", "U0ANNA", "U0CARLOS"
ANSWERED = "Company: Northwind Ltd\nPhone: +44 20 7946 0018\nPriority: P2"
LARGE = bytes(range(256)) * 4000
PATIENCE = 20  # seconds


class Remote:
    """The remote control of a demo."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def do(self, path: str, **arguments: Any) -> Any:
        answer = await self._client.post(path, json=arguments)
        assert answer.status_code == 200, answer.text
        return answer.json().get("result")

    async def see(self, path: str, **query: Any) -> Any:
        answer = await self._client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    async def inbox(self) -> list[Any]:
        return list(await self.see("/mail/inbox_of", address=EMMA))

    async def chat(self) -> list[Any]:
        return list(await self.see("/telegram/messages", chat_id=PERSON))

    async def cards(self, words: str = "") -> list[Any]:
        shown = await self.see("/slack/messages", channel=ENGINEERS)
        return [one for one in shown if words in json.dumps(one, ensure_ascii=False)]

    async def thread(self, channel: str, ts: str) -> str:
        return json.dumps(await self.see("/slack/messages", channel=channel, thread_ts=ts), ensure_ascii=False)


@asynccontextmanager
async def remote(data: Path, *options: str) -> AsyncIterator[Remote]:
    async with demo(data, *options) as address, httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield Remote(client)


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):
            await asyncio.sleep(0.05)
    return found


def action(card: Any, name: str) -> tuple[str, Any]:
    """The action_id and value of a card's button."""
    for block in card["blocks"]:
        for key in block.get("elements", []):
            if name in key.get("action_id", ""):
                return key["action_id"], key.get("value")
    raise AssertionError(f"no {name} on {card}")


async def test_mail_chat_and_cards_are_there_after_a_restart_and_the_conversation_goes_on(tmp_path: Path) -> None:
    async with remote(tmp_path) as it:
        await it.do("/clock", seconds=60)
        file = ["日志.txt", "text/plain", {"base64": base64.b64encode("错误".encode()).decode()}]
        await it.do(
            "/mail/write",
            sender_name="Emma Brown",
            sender_address=EMMA,
            to=SUPPORT,
            subject="Printer jams",
            text=f"Since today.\n\n{ANSWERED}",
            attachments=[file],
        )
        await it.do("/telegram/write", user_id=PERSON, text="全公司上不了网！")
        ts = await it.do("/slack/write", user=CARLOS, channel=CUSTOMERS, text="The door stays shut")
        await until(lambda: it.cards("Northwind"))
        await until(lambda: it.cards("全公司上不了网"))
        await until(it.inbox)

        async def answered_in_slack() -> bool:
            return "bot_id" in await it.thread(CUSTOMERS, ts)

        await until(answered_in_slack)

        async def answered_in_chat() -> bool:
            return len(await it.chat()) > 1

        await until(answered_in_chat)
        (card,) = await it.cards("Northwind")
        mails, chat = await it.inbox(), await it.chat()

    async with remote(tmp_path) as it:
        assert (await it.inbox())[: len(mails)] == mails
        assert (await it.chat())[: len(chat)] == chat
        (again,) = await it.cards("Northwind")
        assert (again["ts"], again["metadata"]) == (card["ts"], card["metadata"])
        assert "日志.txt" in await it.thread(ENGINEERS, card["ts"])

        count = len(await it.cards())
        await it.do("/mail/reply", address=EMMA, mail=mails[-1]["message_id"], text="It smokes now.")

        async def joined() -> bool:
            return "It smokes now." in await it.thread(ENGINEERS, card["ts"])

        await until(joined)
        await it.do("/telegram/write", user_id=PERSON, text="远东贸易有限公司")

        async def asked_for_his_phone() -> bool:
            return "电话" in (await it.chat())[-1].get("text", "")

        await until(asked_for_his_phone)
        name, value = action(again, "ticket_acknowledge")
        click = await it.do("/slack/click", user=ANNA, channel=ENGINEERS, ts=card["ts"], action_id=name, value=value)
        assert click["acknowledged"]

        async def acknowledged() -> bool:
            (now,) = await it.cards("Northwind")
            return "ticket_acknowledge" not in json.dumps(now["blocks"])

        await until(acknowledged)
        assert len(await it.cards()) == count

    async with remote(tmp_path, "--fresh") as it:
        assert (await it.inbox(), await it.chat(), await it.cards()) == ([], [], [])


async def test_a_killed_demo_has_what_was_a_second_old_and_says_which_part_it_cannot_read(tmp_path: Path) -> None:
    async with started(tmp_path) as (process, it):
        await it.do("/telegram/write", user_id=PERSON, text="你好")
        await it.do("/mail/write", sender_name="Emma", sender_address=EMMA, to=SUPPORT, subject="Fan", text=ANSWERED)
        mails, (card,) = await until(it.inbox), await until(lambda: it.cards("Northwind"))
        large = ["large.bin", "application/octet-stream", {"base64": base64.b64encode(LARGE).decode()}]
        await it.do("/slack/write", user=ANNA, channel=ENGINEERS, text="Log", files=[large])

        async def kept() -> bool:
            files = [(tmp_path / "emulators" / f"{name}.json").read_text("ascii") for name in ("mail", "slack")]
            sent = len(json.loads(files[0])["sent"]) == len(await it.inbox())
            return sent and card["ts"] in files[1] and "large.bin" in files[1]

        await until(kept)
        process.kill()
    (tmp_path / "emulators" / "telegram.json").write_text("{")

    async with started(tmp_path) as (process, it):
        assert (await it.inbox())[: len(mails)] == mails
        assert await it.chat() == []
        (shared,) = await it.cards("large.bin")
        bot = {"Authorization": "Bearer xoxb-sandbox"}
        async with httpx.AsyncClient(headers=bot, trust_env=False) as slack:
            assert (await slack.get(shared["files"][0]["url_private"])).content == LARGE
        await it.do("/mail/reply", address=EMMA, mail=mails[0]["message_id"], text="It hums.")

        async def joined() -> bool:
            return "It hums." in await it.thread(ENGINEERS, card["ts"])

        await until(joined)
        process.send_signal(signal.SIGINT)
        _, words = await process.communicate()
    assert process.returncode == 0
    assert "What was kept of telegram cannot be read" in words.decode()


@asynccontextmanager
async def started(data: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, Remote]]:
    """A demo that the test ends itself; its standard error can be read."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(data)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        async with httpx.AsyncClient(base_url=found.group(), trust_env=False) as client:
            yield process, Remote(client)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()
