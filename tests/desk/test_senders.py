"""Engineers teach the desk: what they call spam stays out without a word, what they call none comes through."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.mail_domains import own_domain
from bot.core.messages import DeskAction, Engineer
from bot.db.schema import history, inbox, outbox, senders
from bot.db.senders import learn
from bot.operations.senders import forgotten, shown
from bot.sandbox.stage import ANNA, ENGINEERS, SUPPORT
from tests.desk.harness import World, world
from tests.desk.slack_words import words
from tests.desk.test_spam import listed, spammed
from tests.desk.waiting import until

SELLER = "seller@deals.example"


async def judged(w: World) -> dict[str, str]:
    return {row["value"]: row["rule"] for row in await w.desk.read(select(senders))}


async def opened(w: World, address: str = SELLER) -> tuple[Any, int]:
    """A ticket of somebody who sells something."""
    seller = w.writes_mail("Seller", address)
    await seller.mails("Buy now", subject="Offer")
    ticket = await w.ticket_of(seller)
    await seller.hears("RB-1001")
    return seller, ticket


async def releases(w: World, shown_list: Any, offer: str) -> None:
    row = next(r for r in await w.desk.read(select(inbox)) if offer in r["excerpt"])
    click = await w.stage.slack.click(ANNA, ENGINEERS, shown_list["ts"], "shelf_retry", str(row["id"]))
    assert click.acknowledged


async def held(w: World) -> list[str]:
    rows = await w.desk.read(select(inbox.c.excerpt).where(inbox.c.state.in_(("spam", "held"))).order_by(inbox.c.id))
    return [row["excerpt"].partition("\n")[0] for row in rows]


async def test_spam_closes_the_ticket_without_a_word_and_keeps_the_sender_out(desk_world: World) -> None:
    w = desk_world
    seller, ticket = await opened(w)
    await w.anna.does("spam", ticket)
    await w.desk.shows(ticket, status="closed", closed_at=True, says="Closed")
    told = await w.desk.tells(ticket, "spam")
    assert "Anna Berg" in told
    assert SELLER in told
    assert await judged(w) == {SELLER: "blocked"}
    kinds = [row["kind"] for row in await w.desk.read(select(history.c.kind).where(history.c.ticket_id == ticket))]
    assert kinds[-1] == "spam"

    await seller.mails("Last chance", subject="Offer 2")
    await seller.replies("Why no answer?")
    assert "Offer 2" in str((await listed(w, 2))["blocks"])
    await w.desk.is_quiet()
    assert len(seller.inbox()) == 1
    assert await w.desk.told(ticket) == ["Buy now"]
    assert await w.desk.tickets_of(seller.address) == [ticket]


async def test_what_waits_to_be_sent_to_him_stays_unsent_and_is_not_tried_again(desk_world: World) -> None:
    w = desk_world
    w.stage.mail.refuse(SELLER, "451 4.7.1 Please come again later")
    seller = w.writes_mail("Seller", SELLER)
    await seller.mails("Buy now", subject="Offer")
    await seller.mails("Buy this too", subject="Another matter")
    first, second = await until(lambda: _two(w, SELLER), "two tickets")
    ann = w.writes_mail()
    w.stage.mail.refuse(ann.mail_address, "451 4.7.1 Please come again later")
    await ann.mails("It jams.", subject="Printer")
    await w.desk.ticket_of("email:ann@acme.example")
    await until(lambda: _waits(w, {"pending": 3}), "both to wait for another attempt")
    await w.anna.does("spam", first)
    await w.desk.shows(first, status="closed")
    await until(lambda: _waits(w, {"cancelled": 2, "pending": 1}), "hers alone to wait")
    lines = await w.desk.read(select(history).where(history.c.ticket_id == first).order_by(history.c.id))
    assert [(one["kind"], one["data"]) for one in lines][-2] == ("unsent", {"messages": 2})
    await w.anna.does("inspect", second)
    assert "not sent after all: an engineer said" in words(w.stage.slack.views(ANNA)[-1])

    w.stage.mail.refuse(SELLER, "")
    w.stage.mail.refuse(ann.mail_address, "")
    w.clock.forward(hours=1)
    await ann.hears("RB-1003")
    await w.desk.is_quiet()
    assert seller.inbox() == []


async def test_what_an_engineer_writes_to_him_still_goes_out(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w)
    await w.app.database.write(lambda c: learn(c, SELLER, "blocked", ANNA, w.stage.clock.now()))
    w.stage.mail.refuse(SELLER, "451 4.7.1 Please come again later")
    await w.anna.replies(ticket, "We do buy that.")
    await until(lambda: _waits(w, {"pending": 1, "sent": 1}), "the answer to wait")
    w.stage.mail.refuse(SELLER, "")
    w.clock.forward(hours=1)
    await until(lambda: _waits(w, {"sent": 2}), "the answer to go out")


async def test_one_that_was_being_sent_when_he_was_called_a_spammer_is_not_tried_again(desk_world: World) -> None:
    w = desk_world
    w.stage.mail.refuse(SELLER, "451 4.7.1 Please come again later")
    seller = w.writes_mail("Seller", SELLER)
    await seller.mails("Buy now", subject="Offer")
    await until(lambda: _waits(w, {"pending": 1}), "the answer to wait")
    await w.app.database.write(lambda c: learn(c, "deals.example", "blocked", ANNA, w.stage.clock.now()))
    w.clock.forward(hours=1)
    await until(lambda: _waits(w, {"cancelled": 1}), "the answer to be cancelled")


async def _states(w: World) -> dict[str, int]:
    rows = await w.desk.read(select(outbox.c.state).where(outbox.c.kind == "message"))
    return Counter(row["state"] for row in rows)


async def _waits(w: World, wanted: dict[str, int]) -> bool:
    return await _states(w) == wanted


async def test_a_whole_domain_is_kept_out_and_its_sub_domains(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w)
    await w.anna.does("spam", ticket, block="domain")
    await w.desk.shows(ticket, status="closed")
    assert await judged(w) == {"deals.example": "blocked"}
    await w.writes_mail("Other", "other@news.deals.example").mails("Buy", subject="Offer 3")
    await w.writes_mail().mails("It jams.", subject="Printer")
    await w.desk.ticket_of("email:ann@acme.example")
    assert await held(w) == ["Offer 3"]


async def test_a_domain_where_everybody_has_a_mailbox_is_not_offered_and_not_taken(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w, "seller@163.com")
    await w.anna.clicks("More…", ticket)
    view = w.stage.slack.views(ANNA)[-1]
    assert "everybody at" not in str(view)
    assert "only seller@163.com" in str(view)
    fields = {"block": "domain"}
    forged = DeskAction("slack", "a key", Engineer(ANNA, "Anna Berg"), "spam", ticket, w.stage.clock.now(), fields)
    assert (await w.app.receive(forged)).errors == {"block": "domain_is_public"}
    assert await judged(w) == {}
    await w.desk.shows(ticket, status="new")


async def test_whom_an_engineer_has_answered_is_no_spammer(desk_world: World) -> None:
    w = desk_world
    _, ticket = await opened(w)
    await w.anna.clicks("More…", ticket)
    stale = w.stage.slack.views(ANNA)[-1]
    await w.bo.replies(ticket, "We need none, thank you.")
    sent = await w.stage.slack.submit(ANNA, stale["id"], {"what": "spam"})
    assert sent.acknowledged
    assert "answered this customer already" in words(w.stage.slack.views(ANNA)[-1])
    assert await judged(w) == {}
    await w.anna.clicks("More…", ticket)
    assert "Spam: close" not in str(w.stage.slack.views(ANNA)[-1])


async def test_a_chat_cannot_be_kept_out(desk_world: World) -> None:
    w = desk_world
    ann = w.has_telegram()
    await ann.chats("It jams.")
    ticket = await w.ticket_of(ann)
    await w.anna.clicks("More…", ticket)
    assert "Spam: close" not in str(w.stage.slack.views(ANNA)[-1])


async def test_not_spam_lets_the_sender_through_although_his_server_marks_him(desk_world: World) -> None:
    w = desk_world
    await spammed(w, 1, SELLER)
    await releases(w, await listed(w, 1), "Offer 1")
    await w.desk.ticket_of(f"email:{SELLER}")
    assert await judged(w) == {SELLER: "allowed"}
    await spammed(w, 2, SELLER)
    assert len(await until(lambda: _two(w, SELLER), "the second ticket")) == 2
    assert await held(w) == []


async def _two(w: World, address: str) -> list[int]:
    found = await w.desk.tickets_of(f"email:{address}")
    return found if len(found) == 2 else []


async def test_nobody_is_let_through_in_the_name_of_one_who_is(desk_world: World) -> None:
    w = desk_world
    await spammed(w, 1, SELLER)
    await releases(w, await listed(w, 1), "Offer 1")
    await w.desk.ticket_of(f"email:{SELLER}")
    w.stage.mail.impostors.add(SELLER)
    await spammed(w, 2, SELLER)
    await until(lambda: _held(w, ["Offer 2"]), "the impostor's mail to be held")


async def _held(w: World, wanted: list[str]) -> bool:
    return await held(w) == wanted


async def test_releasing_a_mail_in_anothers_name_teaches_nothing(desk_world: World) -> None:
    w = desk_world
    w.stage.mail.impostors.add(SELLER)
    await spammed(w, 1, SELLER)
    await releases(w, await listed(w, 1), "Offer 1")
    await w.desk.ticket_of(f"email:{SELLER}")
    assert await judged(w) == {}


async def test_not_spam_takes_back_what_spam_taught_and_the_command_forgets_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        seller, ticket = await opened(w)
        await w.anna.does("spam", ticket, block="domain")
        await seller.mails("Last chance", subject="Offer 2")
        await releases(w, await listed(w, 1), "Offer 2")
        await until(lambda: _two(w, SELLER), "the second ticket")
        assert await judged(w) == {"deals.example": "blocked", SELLER: "allowed"}
        await seller.mails("Thank you", subject="Offer 3")
        assert await held(w) == []

        url = w.app.settings.ringback.url
        assert "seller@deals.example  let through" in shown(url)
        assert "deals.example  kept out" in shown(url)
        assert "engineer:U0ANNA" in shown(url)
        assert forgotten(url, "@Deals.example") == "deals.example: forgotten."
        assert forgotten(url, "deals.example") == "Nothing was said of deals.example."
        assert forgotten(url, SELLER) == f"{SELLER}: forgotten."
        assert "Nobody" in shown(url)


async def test_the_admins_list_is_above_what_engineers_teach(tmp_path: Path) -> None:
    def change(settings: dict[str, Any]) -> None:
        settings["mailbox"][0]["blocked"] = [SELLER]

    async with world(tmp_path, change=change) as w:
        await spammed(w, 1, SELLER)
        await releases(w, await listed(w, 1), "Offer 1")
        await w.desk.ticket_of(f"email:{SELLER}")
        assert await judged(w) == {}
        await w.writes_mail("Seller", SELLER).mails("More", subject="Offer 2")
        assert await held(w) == ["Offer 2"]


async def test_a_chinese_desk_reads_its_own_words(chinese_world: World) -> None:
    w = chinese_world
    seller = w.writes_mail("卖家", SELLER)
    await seller.mails("代开发票", subject="发票")
    ticket = await w.ticket_of(seller)
    await w.anna.does("spam", ticket)
    assert "垃圾邮件" in await w.desk.tells(ticket, SELLER)
    await w.desk.shows(ticket, status="closed")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ann@acme.example", "acme.example"),
        ("ann@Mail.Acme.example", "mail.acme.example"),
        ("ann@qq.com", ""),
        ("ann@mx.qq.com", ""),
        ("ann@localhost", ""),
        (f"anna@{SUPPORT.partition('@')[2]}", ""),
        ("nobody", ""),
    ],
)
def test_a_domain_is_an_organisations_own_or_nobodys(address: str, domain: str) -> None:
    assert own_domain(address, [SUPPORT]) == domain
