"""What an engineer sends along: the customer gets it with the message, byte for byte, or both are told that he does
not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.db.schema import attachments, history, outbox
from bot.sandbox.mail import SandboxMail
from bot.sandbox.stage import ANNA
from tests.desk.harness import PHRASES, EngineerHand, World, world
from tests.desk.letters import MailCustomer
from tests.desk.waiting import until

File = tuple[str, str, bytes]
MANUAL: File = ("使用手册（第二版）.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400)
PICTURE: File = ("plan b.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 9)


async def _fills(hand: EngineerHand, label: str, ticket: int, text: str, files: Sequence[File]) -> dict[str, str]:
    await hand.clicks(PHRASES.phrase(hand.desk.language, label), ticket)
    view = hand.stage.slack.views(hand.user)[-1]
    sent = await hand.stage.slack.submit(hand.user, view["id"], {"text": text, "files": files})
    return dict(sent.errors)


async def _replies(w: World, ticket: int, text: str, *files: File) -> None:
    assert await _fills(w.anna, "card.reply", ticket, text, files) == {}


def _attached(mail: SandboxMail) -> list[File]:
    parts = message_from_bytes(mail.raw, policy=policy.default).iter_attachments()
    return [(str(part.get_filename()), part.get_content_type(), part.get_content()) for part in parts]


def _mail_with(who: MailCustomer, words: str) -> SandboxMail:
    return next(mail for mail in who.inbox() if words in mail.text)


async def _asked_by_mail(w: World) -> tuple[MailCustomer, int]:
    ann = w.writes_mail()
    await ann.mails("The printer burns.", subject="Printer")
    await ann.hears("RB-1001")
    return ann, await w.ticket_of(ann)


async def _lines(w: World, ticket: int, kind: str) -> list[dict[str, Any]]:
    wanted = select(history.c.data).where(history.c.ticket_id == ticket, history.c.kind == kind)
    return [dict(row["data"]) for row in await w.desk.read(wanted)]


async def test_a_reply_by_mail_has_its_files_byte_for_byte(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    await _replies(w, ticket, "Please read this.", MANUAL, PICTURE)
    await ann.hears("Please read this.")
    assert _attached(_mail_with(ann, "Please read this.")) == [MANUAL, PICTURE]
    assert MANUAL[0] in await w.desk.tells(ticket, "Anna Berg sent to the customer")
    assert [line["files"] for line in await _lines(w, ticket, "replied")] == [2]
    assert MANUAL[0] not in str(await _lines(w, ticket, "replied"))
    await w.anna.replies(ticket, "And a word without files.")
    await ann.hears("And a word without files.")
    assert _attached(_mail_with(ann, "And a word without files.")) == []


async def test_a_solution_has_its_files_in_every_channel(desk_world: World) -> None:
    w = desk_world
    chat, slack = w.has_telegram("Bob"), w.has_slack("Cleo")
    await chat.chats("The lamp is dark")
    await slack.asks_in_slack("The door squeaks")
    for who in (chat, slack):
        ticket = await w.ticket_of(who)
        assert await _fills(w.anna, "card.solve", ticket, "Do as shown.", [MANUAL, PICTURE]) == {}
        await who.hears("Do as shown.")
        await w.desk.shows(ticket, delivered_at=True)
        await w.desk.tells(ticket, MANUAL[0])
    documents = [one["document"] for one in w.stage.telegram.bot_messages(chat.user_id) if "document" in one]
    assert [(one["file_name"], one["file_size"]) for one in documents] == [(f[0], len(f[2])) for f in (MANUAL, PICTURE)]
    shared = [file["id"] for message in slack.posted() for file in message.get("files", ())]
    stored = [w.stage.slack.workspace.files[name] for name in shared]
    assert [(file.name, file.content) for file in stored] == [(MANUAL[0], MANUAL[2]), (PICTURE[0], PICTURE[2])]
    await chat.presses("Solved")
    await w.desk.shows(await w.ticket_of(chat), status="closed", confirmed_at=True)


async def test_a_message_waits_for_its_files_and_what_is_written_later_for_the_message(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    w.stage.slack.fail_http("download", 503, times=1)
    await _replies(w, ticket, "The first, with a file.", MANUAL)
    await w.anna.replies(ticket, "The second, without.")
    waiting = select(attachments.c.attempts).where(attachments.c.state == "waiting", attachments.c.attempts == 1)
    await until(lambda: w.desk.read(waiting), "the first fetch to fail")
    assert not any("The first" in text or "The second" in text for text in ann.messages())
    w.clock.forward(seconds=5)
    await ann.hears("The first, with a file.")
    await ann.hears("The second, without.")
    assert _attached(_mail_with(ann, "The first")) == [MANUAL]


async def test_a_file_that_cannot_be_had_is_told_to_the_customer_and_to_the_engineers(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    w.stage.slack.fail_http("download", 404, times=1)
    await _replies(w, ticket, "Here are both.", MANUAL, PICTURE)
    text = await ann.hears("Here are both.")
    assert f"could not attach {MANUAL[0]}" in text
    assert _attached(_mail_with(ann, "Here are both.")) == [PICTURE]
    told = await w.desk.tells(ticket, "The customer does not get a file")
    assert MANUAL[0] in told
    assert "404" in told
    assert len(await _lines(w, ticket, "file_unsent")) == 1


async def test_a_chinese_customer_and_chinese_engineers_are_told_in_chinese(chinese_world: World) -> None:
    w = chinese_world
    wang = w.has_telegram("王伟", "zh")
    await wang.chats("打印机着火了")
    ticket = await w.ticket_of(wang)
    await w.desk.shows(ticket)
    await w.anna.clicks("回复客户", ticket)
    view = w.stage.slack.views(ANNA)[-1]
    assert "发给客户的附件" in str(view["blocks"])
    w.stage.slack.fail_http("download", 404, times=1)
    await w.stage.slack.submit(ANNA, view["id"], {"text": "请看说明。", "files": [MANUAL]})
    assert "附件 使用手册（第二版）.pdf 未能一并发出" in await wang.hears("请看说明。")
    await w.desk.tells(ticket, "有一个附件没有发给客户")


async def test_programs_and_too_much_are_refused_beside_the_field_and_nothing_happens(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    program = ("fix.exe", "application/octet-stream", b"MZ")
    errors = await _fills(w.anna, "card.reply", ticket, "Run this.", [program])
    assert "program" in errors["files"]
    large = [(f"{name}.zip", "application/zip", b"PK" * 4_000_000) for name in ("a", "b")]
    errors = await _fills(w.anna, "card.solve", ticket, "Unpack these.", large)
    assert "15 MB" in errors["files"]
    await w.desk.is_quiet()
    assert await w.desk.read(select(attachments)) == []
    assert await w.desk.told(ticket, "out") == []
    assert not any("Run this" in text or "Unpack" in text for text in ann.messages())


async def test_the_preview_names_the_files_and_keeps_them(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    await w.anna.clicks(PHRASES.phrase("en", "card.reply"), ticket)
    slack = w.stage.slack
    view = slack.views(ANNA)[-1]["id"]
    await slack.click_in_view(ANNA, view, "preview", values={"text": "Look here.", "files": [MANUAL, PICTURE]})
    shown = slack.views(ANNA)[-1]["blocks"]
    assert f"{MANUAL[0]} · {PICTURE[0]}" in str(shown[-1])
    assert (await slack.submit(ANNA, view, {})).closed
    await ann.hears("Look here.")
    assert _attached(_mail_with(ann, "Look here.")) == [MANUAL, PICTURE]


async def test_a_stop_between_the_commit_and_the_fetch_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ann, ticket = await _asked_by_mail(w)
        w.stage.slack.fail_http("download", 503, times=1)
        await _replies(w, ticket, "With the manual.", MANUAL)
        waiting = select(attachments.c.id).where(attachments.c.state == "waiting", attachments.c.attempts == 1)
        await until(lambda: w.desk.read(waiting), "the first fetch to fail")
        await w.running.stop()
        w.clock.forward(hours=30)
        await asyncio.sleep(0)
        await w.restarts()
        await ann.hears("With the manual.")
        await w.desk.is_quiet()
        assert sum("With the manual." in text for text in ann.messages()) == 1
        assert _attached(_mail_with(ann, "With the manual.")) == [MANUAL]
        assert {row["state"] for row in await w.desk.read(select(outbox.c.state))} == {"sent"}


async def test_a_solution_that_goes_another_way_takes_its_files_along(desk_world: World) -> None:
    w = desk_world
    ann, ticket = await _asked_by_mail(w)
    slack = w.has_slack("Ann")
    await slack.asks_in_slack("link ann@acme.example")
    code = re.search(r"Your code is (\d{6})", await ann.hears("Your code is"))
    assert code
    await slack.asks_in_slack(code[1])
    await slack.hears("one conversation")
    await ann.mails("Does anybody read this? RB-1001", subject="Re: [RB-1001] Printer")
    await w.desk.shows(ticket, channel="email:support")
    w.stage.mail.refuse(ann.mail_address)
    assert await _fills(w.anna, "card.solve", ticket, "Put it out.", [MANUAL]) == {}
    await slack.hears("Put it out.")
    files = [file["name"] for message in slack.posted() for file in message.get("files", ())]
    assert files == [MANUAL[0]]


async def test_a_message_in_several_parts_waits_as_a_whole(desk_world: World) -> None:
    w = desk_world
    chat = w.has_telegram("Bob")
    await chat.chats("The lamp is dark")
    ticket = await w.ticket_of(chat)
    w.stage.slack.fail_http("download", 503, times=1)
    text = "\n".join(f"S{number}" for number in range(590))
    assert await _fills(w.anna, "card.solve", ticket, text, [MANUAL]) == {}
    waiting = select(attachments.c.id).where(attachments.c.state == "waiting", attachments.c.attempts == 1)
    await until(lambda: w.desk.read(waiting), "the first fetch to fail")
    parts = await w.desk.read(select(outbox.c.purpose).where(outbox.c.purpose.in_(("part", "solution"))))
    assert [row["purpose"] for row in parts] == ["part", "solution"]
    await w.desk.is_quiet()
    assert not any("S0" in text for text in chat.messages())
    w.clock.forward(seconds=5)
    assert "S589" not in await chat.hears("S0")
    await chat.hears("S589")
    await w.desk.shows(ticket, delivered_at=True)
    sent = w.stage.telegram.bot_messages(chat.user_id)
    assert [one["document"]["file_name"] for one in sent if "document" in one] == [MANUAL[0]]
