"""Odd and hostile input in every channel: handled, escaped, shown to engineers, and never taking effect."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.blobs import BlobStore
from bot.core.messages import DeskAction, Engineer
from bot.db.schema import attachments, blobs
from bot.sandbox.stage import ANNA, CUSTOMERS, ENGINEERS, SUPPORT
from tests.desk.chats import SlackCustomer, TelegramCustomer
from tests.desk.harness import World, world
from tests.desk.letters import MailCustomer
from tests.desk.slack_words import buttons, element_types, words
from tests.desk.waiting import until

pytestmark = pytest.mark.exam

EVIL = (
    "*bold* <!channel> <@U0ANNA> {{7*7}} {% raw %} <b>b</b> <script>x</script> [click](https://evil.example) `c` &amp;"
)
HARMLESS = {"rich_text", "rich_text_section", "rich_text_quote", "rich_text_list", "text", "plain_text", "mrkdwn"}
HARMLESS |= {"header", "context", "actions", "button", "section", "divider"}
Person = MailCustomer | TelegramCustomer | SlackCustomer
LONG = "\n".join(f"{n:04} the quick *brown* fox <jumps> 敏捷的狐狸 {{{{{n}}}}}" for n in range(150))[:5000].rstrip()


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def somebody(w: World, channel: str, name: str = "Ann") -> Person:
    if channel == "mail":
        return w.writes_mail(name)
    return w.has_telegram(name) if channel == "telegram" else w.has_slack(name)


async def says(customer: Person, text: str, **more: Any) -> None:
    if isinstance(customer, MailCustomer):
        await customer.mails(text, **more)
    elif isinstance(customer, TelegramCustomer):
        await customer.chats(text)
    else:
        await customer.asks_in_slack(text)


async def does(w: World, action: str, ticket: int, **fields: str) -> None:
    """An engineer's action as it comes out of a room, whatever its length."""
    key = f"test:{len(w.spy.answers)}"
    engineer = Engineer(ANNA, "Anna Berg")
    answer = await w.app.receive(DeskAction("slack", key, engineer, action, ticket, datetime.now(UTC), fields))
    assert answer.accepted, answer


async def shown(w: World, ticket: int) -> list[dict[str, Any]]:
    """Everything engineers see of the ticket, once all is shown: the card first."""
    await w.desk.is_quiet()
    card = await w.desk.shows(ticket)
    return w.stage.slack.messages(ENGINEERS, card.key.partition(":")[2])


def squeezed(text: str) -> str:
    """Without blanks and line ends, nor the marks of quoted lines in a mail."""
    return "".join(re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE).split())


async def contents(w: World) -> dict[str, bytes]:
    """All files with what is stored of them."""
    rows = await w.desk.read(select(attachments.c.name, attachments.c.blob).where(attachments.c.state == "stored"))
    inline = {row["sha256"]: row["content"] for row in await w.desk.read(select(blobs))}
    store = BlobStore(w.app.settings.ringback.data / "blobs")
    return {row["name"]: inline[row["blob"]] or store.read(row["blob"]) for row in rows}


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\xff\xfe this is no mail at all \x00\xd8",
        b'From: <<>>@@\r\nContent-Type: multipart/mixed; boundary="\r\n\r\n--\r\nburning\r\n',
        b"Subject: =?utf-99?x?????=\r\nFrom: nobody\r\n\r\n\xff\xfe burning",
    ],
)
async def test_a_mail_that_cannot_be_read_is_a_ticket_with_the_raw_mail(w: World, raw: bytes) -> None:
    await w.stage.mail.deliver(SUPPORT, raw)
    ticket = await w.desk.ticket_of("email:unknown@sender.invalid")
    card, *posts = await shown(w, ticket)
    assert "Trouble" in words(card)
    assert "Not everything could be read" in "".join(map(words, posts)) or "machine wrote" in "".join(map(words, posts))
    kept = await contents(w)
    lines = kept["original.eml"].replace(b"\r\n", b"\n").rstrip()
    assert lines.endswith(raw.replace(b"\r\n", b"\n").rstrip())  # our mail server adds a line of its own
    assert "original.eml" in [file.name for file in w.stage.slack.workspace.files.values()]
    assert w.stage.mail.sent == []


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # slack_sdk uploads bytes as they are
async def test_a_30_mb_attachment_of_a_mail_is_kept_and_shown(w: World) -> None:
    customer, big = w.writes_mail(), bytes(range(256)) * (30 * 4096)
    await customer.mails("See the dump.", subject="Dump", attachments=[("dump.bin", "application/octet-stream", big)])
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    await shown(w, ticket)
    assert (await contents(w))["dump.bin"] == big
    assert [len(file.content or b"") for file in w.stage.slack.workspace.files.values()] == [len(big)]


@pytest.mark.parametrize("channel", ["telegram", "slack"])
async def test_a_30_mb_file_that_a_chat_does_not_hand_out_is_named_with_the_cause(w: World, channel: str) -> None:
    customer, big = somebody(w, channel), bytes(30_000_000)
    if isinstance(customer, TelegramCustomer):
        update = await w.stage.telegram.send_document(
            customer.user_id, "dump.bin", "application/x", big, "See the dump."
        )
        await customer.taken(update)
    else:
        assert isinstance(customer, SlackCustomer)
        await customer.asks_in_slack("See the dump.", files=[("dump.bin", "application/x", big)])
    ticket = await w.ticket_of(customer)
    await customer.hears("RB-1001")
    await w.desk.tells(ticket, "dump.bin could not be fetched")


@pytest.mark.parametrize("channel", ["mail", "telegram", "slack"])
async def test_5000_characters_lose_nothing_on_either_way(w: World, channel: str) -> None:
    customer = somebody(w, channel)
    pieces = [LONG[:4000], LONG[4000:]] if channel == "telegram" else [LONG]
    for piece in pieces:
        await says(customer, piece)
    ticket = await w.ticket_of(customer)
    await w.desk.is_quiet()
    customer._heard = len(customer.messages())
    thread = squeezed("".join(words(post) for post in await shown(w, ticket)))
    for piece in pieces:
        assert squeezed(piece) in thread
    await does(w, "reply", ticket, text=LONG)
    await w.desk.is_quiet()
    await until(lambda: squeezed(LONG) in squeezed("".join(customer.messages())), "the whole answer")
    await does(w, "solve", ticket, text=LONG)
    await w.desk.is_quiet()
    await until(lambda: squeezed("".join(customer.messages())).count(squeezed(LONG)) == 2, "the whole solution")
    await w.desk.shows(ticket, status="solved", delivered_at=True)


@pytest.mark.parametrize("channel", ["mail", "telegram", "slack"])
async def test_hostile_text_and_names_take_no_effect_anywhere(w: World, channel: str) -> None:
    customer = somebody(w, channel, name="*Eve* <!here> {{7*7}} <b>x</b>")
    more = {"subject": "Subject " + EVIL} if channel == "mail" else {}
    await says(customer, EVIL, **more)
    ticket = await w.ticket_of(customer)
    await does(w, "reply", ticket, text="We read: " + EVIL)
    await does(w, "solve", ticket, text="Do this: " + EVIL)
    messages = await shown(w, ticket)
    for message in messages:
        assert element_types(message["blocks"]) <= HARMLESS, element_types(message["blocks"])
        assert not {"<!channel>", "<!here>", "<@U0ANNA>"} & set(str(message["text"]).split())
        for block in message["blocks"]:
            assert "link" not in element_types(block)
    seen = squeezed("".join(map(words, messages)))
    assert squeezed(EVIL) in seen
    assert "49" not in re.sub(r"<!date[^>]*>", "", seen)  # {{7*7}} was not worked out; times have digits of their own
    got = squeezed("".join(customer.messages()))
    assert squeezed("We read: " + EVIL) in got
    assert squeezed("Do this: " + EVIL) in got
    if isinstance(customer, MailCustomer):
        for mail in customer.inbox():
            assert not {"<b>", "<script>"} & {f"<{part.partition('>')[0]}>" for part in mail.html.split("<")}
            assert 'href="https://evil.example' not in mail.html
    if isinstance(customer, TelegramCustomer):
        for one in w.stage.telegram.bot_messages(customer.user_id):
            made = {entity["type"] for entity in one.get("entities", ())}
            # The service itself links addresses, @names and /commands in any text; what we make is bold and quotes.
            assert made <= {"bold", "blockquote", "url", "email", "mention", "bot_command"}


async def test_headers_cannot_be_injected(w: World) -> None:
    raw = (
        b"From: =?utf-8?q?Eve=0D=0ABcc:_b@evil.example?= <eve@acme.example>\r\n"
        b"To: support@ringback.example\r\nMessage-ID: <1@acme.example>\r\n"
        b"Subject: =?utf-8?q?Help=0D=0ABcc:_c@evil.example=0D=0A=0D=0Abody?=\r\n"
        b"Date: Mon, 02 Mar 2026 12:00:00 +0000\r\n\r\nIt burns. Please help.\r\n"
    )
    await w.stage.mail.deliver(SUPPORT, raw)
    ticket = await w.desk.ticket_of("email:eve@acme.example")
    await does(w, "reply", ticket, text="Hello\r\nBcc: d@evil.example")
    await w.desk.is_quiet()
    await until(lambda: len(w.stage.mail.sent) == 2, "two mails")
    assert w.stage.mail.inbox_of("c@evil.example") == w.stage.mail.inbox_of("b@evil.example") == []
    for mail in w.stage.mail.inbox_of("eve@acme.example"):
        headers = message_from_bytes(mail.raw, policy=policy.default)
        assert headers["Bcc"] is None
        assert [key.lower() for key in headers].count("subject") == 1
        assert "\n" not in str(headers["Subject"])
    assert "Help Bcc: c@evil.example" in words((await shown(w, ticket))[0])


NASTY = "It\x00burns \ud800 \u202egnp.exe\u202c \u2066x\u2069 end."


async def test_nul_surrogates_and_direction_marks_are_made_harmless_in_chats(w: World) -> None:
    telegram, slack = w.has_telegram("Ann"), w.has_slack("Bo\x00 \udfff\u202e")
    await telegram.chats("/start")
    known = w.stage.telegram.messages(telegram.user_id)[0]
    sender = known["from"] | {"first_name": "An\x00n \ud83d\u202e"}
    nasty = known | {"message_id": 900, "from": sender, "text": NASTY, "entities": []}
    await telegram.taken(await w.stage.telegram.inject({"message": nasty}))
    await slack.asks_in_slack(NASTY)
    for customer in (telegram, slack):
        ticket = await w.ticket_of(customer)
        seen = "".join(map(words, await shown(w, ticket)))
        assert "burns" in seen
        assert "end." in seen
        assert "gnp.exe" in seen
        assert not {"\x00", "\ud800"} & set(seen)
        posts = "".join(map(words, (await shown(w, ticket))[1:]))
        assert not {"\u202e", "\u2066"} & set(posts)
        await customer.hears("reference is")


async def test_nul_and_direction_marks_in_a_mail_are_made_harmless(w: World) -> None:
    raw = (
        "From: =?utf-8?q?An=00n=E2=80=AE?= <ann@acme.example>\r\nMessage-ID: <1@acme.example>\r\n"
        "Subject: =?utf-8?q?Printer=00_=E2=80=AEgnp.exe?=\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nIt\x00burns \u202egnp.exe\u202c end.\r\n"
    ).encode()
    await w.stage.mail.deliver(SUPPORT, raw)
    ticket = await w.desk.ticket_of("email:ann@acme.example")
    await until(lambda: w.stage.mail.sent, "our answer")
    messages = await shown(w, ticket)
    assert "burns" in "".join(map(words, messages))
    assert "\u202e" not in "".join(map(words, messages[1:]))
    assert "\u202e" not in w.stage.mail.sent[0].subject + w.stage.mail.sent[0].text


async def test_empty_messages_are_asked_about_or_shown(w: World) -> None:
    mailer, chatter, slacker = w.writes_mail(), w.has_telegram("Bea"), w.has_slack("Cy")
    raw = b"From: Ann <ann@acme.example>\r\nMessage-ID: <1@acme.example>\r\nSubject: \r\n\r\n \r\n\r\n"
    await w.stage.mail.deliver(SUPPORT, raw)
    await mailer.hears("nothing in it that we could read")
    await chatter.taken(await w.stage.telegram.send_sticker(chatter.user_id))
    await chatter.hears("RB-1001")
    await slacker.asks_in_slack("   ")
    await slacker.hears("nothing in it that we could read")
    assert await w.desk.tickets_of(mailer.address) == await w.desk.tickets_of(slacker.address) == []


async def test_malformed_updates_are_shown_and_do_not_stop_the_others(w: World) -> None:
    customer = w.has_telegram("Ann")
    await customer.chats("/start")
    good = w.stage.telegram.messages(customer.user_id)[0]
    odd: list[dict[str, Any]] = [
        {"message": {"text": "no sender, no chat"}},
        {"message": good | {"message_id": 901, "date": "yesterday", "text": "odd date"}},
        {"message": good | {"message_id": 902, "text": ["a", "list"]}},
        {"callback_query": {"id": "1", "from": good["from"], "data": 7}},
        {"message": None},
        {"something_new": {"text": "x"}},
    ]
    for update in odd:
        await customer.taken(await w.stage.telegram.inject(update))
    await customer.chats("It beeps.")
    await customer.hears("reference is")
    await w.desk.is_quiet()
    seen = "".join(words(one) for one in w.stage.slack.messages(ENGINEERS))
    assert "malformed" in seen or "Could not be handled" in seen


async def test_buttons_of_a_closed_ticket_say_so_and_change_nothing(w: World) -> None:
    customer = w.has_telegram("Ann")
    await customer.chats("It beeps.")
    ticket = await w.ticket_of(customer)
    await w.anna.solves(ticket, "Press the red button.")
    await customer.hears("Press the red button.")
    await customer.presses("Solved")
    await w.desk.shows(ticket, status="closed")
    before = await w.desk.row(ticket)
    assert await customer.presses("Solved")
    assert await customer.presses("Skip")
    await customer.hears("belongs to an earlier step")
    assert await w.desk.row(ticket) == before


async def test_foreign_buttons_press_nothing(w: World) -> None:
    owner, thief = w.has_telegram("Ann"), w.has_telegram("Eve")
    await owner.chats("It beeps.")
    ticket = await w.ticket_of(owner)
    await w.anna.solves(ticket, "Press the red button.")
    await owner.hears("Press the red button.")
    await w.desk.shows(ticket, delivered_at=True)
    await thief.chats("/start")
    await thief.hears("welcome to support")
    message = w.stage.telegram.bot_messages(thief.user_id)[-1]
    sender = w.stage.telegram.messages(thief.user_id)[0]["from"]
    before = await w.desk.row(ticket)
    for data in (
        f"solved:{ticket}:1",
        f"person:{ticket}:1",
        "solved:999:1",
        "solved::",
        ":::",
        "solved:-1:1",
        "x" * 64,
    ):
        query = {"id": "77", "from": sender, "message": message, "chat_instance": "1", "data": data}
        await thief.taken(await w.stage.telegram.inject({"callback_query": query}))
    await w.desk.is_quiet()
    assert await w.desk.row(ticket) == before
    assert await w.desk.tickets_of(thief.address) == []
    assert await w.desk.shelved() == []


async def test_another_customers_click_in_the_customers_channel_presses_nothing(w: World) -> None:
    owner, other = w.has_slack("Ann"), w.has_slack("Eve")
    await owner.asks_in_channel("It beeps.")
    ticket = await w.ticket_of(owner)
    await w.anna.solves(ticket, "Press the red button.")
    await owner.hears("Press the red button.")
    await w.stage.slack.join(other.user, CUSTOMERS)
    message = owner.posted()[-1]
    button = buttons(message)["Solved"]
    await w.stage.slack.click(other.user, CUSTOMERS, message["ts"], button["action_id"], button["value"])
    assert (await w.desk.card(ticket)).status == "solved"
    await owner.presses("Solved")
    await w.desk.shows(ticket, status="closed")


async def test_a_mails_button_sent_by_somebody_else_is_his_mail_and_presses_nothing(w: World) -> None:
    owner, thief = w.writes_mail(), w.writes_mail("Eve", "eve@evil.example")
    await owner.mails("It burns. Please help.", subject="Printer")
    ticket = await w.ticket_of(owner)
    await w.anna.solves(ticket, "Use water.")
    await owner.hears("Use water.")
    await w.desk.shows(ticket, delivered_at=True)
    stolen = owner.inbox()[-1]
    before = await w.desk.row(ticket)
    known = w.spy.count(thief.address)
    await w.stage.mail.press(thief.mail_address, stolen, "Solved")
    await until(lambda: w.spy.count(thief.address) > known, "the mail to be taken")
    assert await w.desk.row(ticket) == before
    assert await w.ticket_of(thief) != ticket
