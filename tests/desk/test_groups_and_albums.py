"""Telegram's groups and albums: everybody in a group has a conversation of his own, an album is one message."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot.db.schema import attachments, inbox, messages
from tests.desk.chats import TelegramCustomer
from tests.desk.harness import World, world
from tests.desk.waiting import until

GROUP, SUPERGROUP = -4001, -1_001_234_567_890
BOT = "@RingbackSandboxBot"


async def _says(w: World, who: TelegramCustomer, text: str, group: int = GROUP) -> None:
    await who.taken(await w.stage.telegram.write(who.user_id, f"{BOT} {text}", chat_id=group))


def _in(w: World, group: int) -> list[str]:
    return [str(message["text"]) for message in w.stage.telegram.bot_messages(group)]


async def test_two_customers_in_one_group_each_have_their_own_ticket(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, bob = w.has_telegram("Ann"), w.has_telegram("Bob")
        w.stage.telegram.add_group(GROUP, "Acme and support", (ann.user_id, bob.user_id))
        await _says(w, ann, "The printer burns")
        await _says(w, bob, "The lamp is dark")
        first, second = await w.ticket_of(ann), await w.ticket_of(bob)
        assert first != second
        await _says(w, bob, "Blue Sky Ltd")
        await w.desk.shows(second, organisation="Blue Sky Ltd")
        await w.desk.shows(first, organisation="")
        await w.anna.solves(first, "Put it out.")
        await ann.sees(lambda: any("Put it out." in text for text in _in(w, GROUP)), "the solution in the group")


async def test_a_group_that_became_a_supergroup_goes_on_with_the_same_tickets(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.has_telegram("Ann")
        w.stage.telegram.add_group(GROUP, "Acme and support", (ann.user_id,))
        await _says(w, ann, "The printer burns")
        ticket = await w.ticket_of(ann)
        await ann.taken(w.stage.telegram.upgrade_group(GROUP, SUPERGROUP))
        await _says(w, ann, "It is the grey one", SUPERGROUP)
        await w.desk.tells(ticket, "It is the grey one")
        assert await w.desk.tickets_of(ann.address) == [ticket]
        await w.anna.solves(ticket, "Put it out.")
        await ann.sees(lambda: any("Put it out." in text for text in _in(w, SUPERGROUP)), "the solution there")


async def test_an_album_of_ten_is_one_message_and_asks_nothing_twice(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.has_telegram("Ann")
        updates = [
            await w.stage.telegram.send_photo(
                ann.user_id, b"\x89PNG %d" % number, "" if number else "It looks like this", media_group_id="77"
            )
            for number in range(10)
        ]
        for update in updates:
            await ann.taken(update)
        ticket = await w.ticket_of(ann)
        await w.desk.is_quiet()
        kept = await w.desk.read(select(messages.c.id, messages.c.text).where(messages.c.ticket_id == ticket))
        assert [row["text"] for row in kept] == ["It looks like this"]
        statement = select(attachments.c.state).where(attachments.c.message_id == kept[0]["id"])

        async def stored() -> bool:
            return [row["state"] for row in await w.desk.read(statement)] == ["stored"] * 10

        await until(stored, "ten photos to be fetched")
        await until(lambda: len(w.stage.slack.workspace.files) == 10, "ten photos in the thread")
        assert len(ann.messages()) == 1
        ledger = await w.desk.read(select(inbox.c.ticket_id).where(inbox.c.channel == "telegram"))
        assert [row["ticket_id"] for row in ledger] == [ticket] * 10
