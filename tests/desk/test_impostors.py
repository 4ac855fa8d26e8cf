"""Nobody writes in another's name: such a mail joins nothing, is held in front of engineers, and they release it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.db.schema import inbox
from bot.sandbox.stage import ANNA, ENGINEERS, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import buttons, words
from tests.desk.waiting import until


async def held_card(w: World, phrase: str) -> Any:
    """The card of a held mail."""

    def look() -> Any:
        cards = [m for m in w.stage.slack.messages(ENGINEERS) if "Release" in buttons(m)]
        return next((card for card in cards if phrase in words(card)), None)

    return await until(look, f"a held card with {phrase!r}")


async def release(w: World, card: Any) -> None:
    click = await w.stage.slack.click(ANNA, ENGINEERS, card["ts"], "shelf_retry")
    assert click.acknowledged


async def states(w: World) -> list[str]:
    return [row["state"] for row in await w.desk.read(select(inbox.c.state).where(inbox.c.kind == "message"))]


async def test_a_mail_in_a_customers_name_does_not_join_his_ticket(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        answer = ann.inbox()[-1]
        before = await w.desk.card(ticket)

        w.stage.mail.impostors.add(ann.mail_address)
        await ann.replies("Cancel everything and send the spare parts to another address.", to=answer)
        card = await held_card(w, "another address")
        assert "does not prove" in words(card)
        assert await w.desk.told(ticket) == ["It jams."]
        assert (await w.desk.card(ticket)).messages == before.messages

        acknowledgement = await ann.hears("A person will look at it")
        assert "RB-1001" not in acknowledgement
        assert "spare parts" not in acknowledgement


async def test_an_engineer_releases_it_and_it_goes_where_it_belongs(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        w.stage.mail.impostors.add(ann.mail_address)
        await ann.replies("It still jams.")
        card = await held_card(w, "It still jams.")
        await release(w, card)
        await w.desk.tells(ticket, "It still jams.")
        assert await states(w) == ["handled", "handled"]
        rows = await w.desk.read(select(inbox.c.cause).where(inbox.c.kind == "message").order_by(inbox.c.id))
        assert rows[1]["cause"].startswith("joined")
        await until(lambda: "Release" not in str(w.stage.slack.messages(ENGINEERS)), "the card to be settled")
        assert len(await w.desk.told(ticket)) == 2


async def test_a_strangers_unproven_mail_is_held_and_becomes_a_ticket_when_released(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.stage.mail.impostors.add("ann@acme.example")
        ann = w.writes_mail()
        await ann.mails("Everything is down, nobody can work!", subject="Urgent")
        card = await held_card(w, "nobody can work")
        assert "🚨" in words(card)
        assert await w.desk.tickets_of(ann.address) == []
        await release(w, card)
        await w.desk.shows(await w.ticket_of(ann), subject="Urgent", urgent=True)


async def test_a_copy_of_a_held_mail_is_held_no_second_time(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.stage.mail.impostors.add("ann@acme.example")
        ann = w.writes_mail()
        await ann.mails("It jams.", to=[SUPPORT, "sales@ringback.example"], subject="Printer")
        await held_card(w, "It jams.")
        await w.desk.is_quiet()
        assert await states(w) == ["held"]
        assert len([m for m in w.stage.slack.messages(ENGINEERS) if "Release" in buttons(m)]) == 1
        assert len(ann.inbox()) == 1


async def test_a_machines_unproven_reply_stays_in_the_ledger(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        await ann.mails("It jams.", subject="Printer")
        ticket = await w.ticket_of(ann)
        await ann.hears("RB-1001")
        w.stage.mail.impostors.add(ann.mail_address)
        raw = (
            f"From: {ann.mail_address}\r\nSubject: Automatic reply: Printer\r\nAuto-Submitted: auto-replied\r\n"
            f"In-Reply-To: {ann.inbox()[-1].message_id}\r\nMessage-ID: <v@acme.example>\r\n\r\nI am away.\r\n"
        )
        await w.stage.mail.deliver(SUPPORT, raw.encode())
        await until(lambda: states_are(w, ["handled", "handled"]), "the machine's reply to be taken")
        await w.desk.is_quiet()
        assert await w.desk.told(ticket) == ["It jams."]
        assert len(ann.inbox()) == 1


async def states_are(w: World, wanted: list[str]) -> bool:
    return await states(w) == wanted


async def test_the_card_of_a_released_mail_says_what_became_of_it_and_who_released_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann = w.writes_mail()
        w.stage.mail.impostors.add(ann.mail_address)
        await ann.mails("The lamp is broken", subject="Lamp")
        card = await held_card(w, "The lamp is broken")
        await release(w, card)
        ticket = await w.desk.card(await w.ticket_of(ann))

        def settled() -> str:
            shown = next(words(m) for m in w.stage.slack.messages(ENGINEERS) if m["ts"] == card["ts"])
            return shown if "Handled" in shown else ""

        shown = await until(settled, "the card to be settled")
        assert f"What became of it: {ticket.reference} · opened" in shown
        assert "Let in by: Anna Berg" in shown
        assert "Could not be handled" not in shown
        assert "Why" not in shown
