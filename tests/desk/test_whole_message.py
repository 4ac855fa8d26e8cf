"""What was cut from a mail is one press away: engineers open the whole message in Slack."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack.actions import whole
from bot.core.desk import WholeMessage
from bot.core.files import LONGEST_SHOWN, WHOLE_TEXT
from bot.db.schema import attachments, messages
from bot.sandbox.slack.blocks_check import is_too_large, view_faults
from bot.sandbox.slack.values import Click
from bot.sandbox.stage import ANNA, ENGINEERS, SUPPORT
from tests.desk.harness import PHRASES, EngineerHand, World
from tests.desk.slack_words import buttons, element_types, words
from tests.desk.waiting import until

WHOLE = "Whole message"
EVIL = "<!channel> *bold* <https://evil.example|click> :fire:"
QUOTED = f"On Mon, 2 Mar 2026 at 09:00, Bob <bob@acme.example> wrote:\n> The serial number is 4711. {EVIL}\n"
ORIGINAL = f"See below, please.\n\n{QUOTED}"
CUSTOMERS = "-----原始邮件-----\n发件人: 王明 <wang@acme.example>\n主题: 打印机\n\n序列号是 4711。\n"


async def post(w: World, ticket: int, phrase: str) -> Any:
    """The post in the thread of the ticket's card that says this."""

    async def look() -> Any:
        thread = (await w.desk.card(ticket)).key.partition(":")[2]
        shown = w.stage.slack.messages(ENGINEERS, thread)[1:] if thread else []
        return next((message for message in shown if phrase in words(message)), None)

    return await until(look, f"{phrase!r} in the thread of ticket {ticket}")


async def presses(w: World, message: Any, label: str = WHOLE, user: str = ANNA) -> Click:
    button = buttons(message)[label]
    return await w.stage.slack.click(user, ENGINEERS, message["ts"], button["action_id"], button["value"])


def modal(w: World) -> str:
    return words(w.stage.slack.views(ANNA)[-1])


async def test_what_was_cut_from_the_first_mail_is_one_press_away(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails(ORIGINAL, subject="Re: Printer")
    ticket = await w.ticket_of(ann)
    shown = await post(w, ticket, "See below, please.")
    assert "4711" not in words(shown)
    assert (await presses(w, shown)).acknowledged
    view = w.stage.slack.views(ANNA)[-1]
    assert words(view) == ORIGINAL.strip()
    assert (view["title"]["text"], view["close"]["text"]) == (WHOLE, "Close")
    assert element_types(view["blocks"]) == {"section", "plain_text"}
    assert (await w.desk.card(ticket)).status == "new"


async def test_a_post_with_nothing_but_this_button_stays_in_the_thread(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails(ORIGINAL, subject="Re: Printer")
    shown = await post(w, await w.ticket_of(ann), "See below, please.")
    assert WHOLE in buttons(shown)
    assert shown["ts"] not in [message["ts"] for message in w.stage.slack.messages(ENGINEERS)]


async def test_each_message_of_each_ticket_opens_its_own_words_also_after_a_restart(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    bea = w.writes_mail("Bea", "bea@other.example")
    await ann.mails(ORIGINAL, subject="Re: Printer")
    await ann.hears("RB-1001")
    await ann.replies("It still jams.")
    await bea.mails(ORIGINAL.replace("4711", "8822"), subject="Re: Lift")
    ticket, other = await w.ticket_of(ann), await w.ticket_of(bea)
    first, later = await post(w, ticket, "See below, please."), await post(w, ticket, "It still jams.")
    others = await post(w, other, "See below, please.")
    await w.restarts()

    await presses(w, later)
    assert "RB-1001" in modal(w)
    assert "RB-1001" not in words(later)
    assert "4711" not in modal(w)
    await presses(w, others)
    assert "8822" in modal(w)
    await presses(w, first)
    assert "4711" in modal(w)


async def test_a_colleagues_and_a_machines_mail_can_be_opened_too(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("It jams.", subject="Printer")
    ticket = await w.ticket_of(ann)
    await ann.hears("RB-1001")
    bob = w.writes_mail("Bob", "bob@acme.example")
    await bob.mails(ORIGINAL, subject="Re: [RB-1001] Printer", in_reply_to=ann.inbox()[-1].message_id)
    await presses(w, await post(w, ticket, "Bob"))
    assert "4711" in modal(w)

    robot = f"From: cron@acme.example\nTo: {SUPPORT}\nSubject: Re: Alarm\nAuto-Submitted: auto-generated\n\n{ORIGINAL}"
    await w.stage.mail.deliver(SUPPORT, robot.encode())
    await presses(w, await post(w, await w.desk.ticket_of("email:cron@acme.example"), "A machine wrote"))
    assert "4711" in modal(w)


async def test_where_nothing_was_cut_there_is_no_button(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("It   jams.\n\n\nEvery day. \n\n", subject="Printer")
    chats = w.has_telegram("Bea")
    await chats.chats("It beeps.\n> not a quote")
    slack = w.has_slack("Cy")
    await slack.asks_in_slack("It smokes.\n> not a quote")
    for customer, phrase in ((ann, "Every day."), (chats, "It beeps."), (slack, "It smokes.")):
        assert buttons(await post(w, await w.ticket_of(customer), phrase)) == {}


async def test_at_a_chinese_desk_button_and_modal_speak_chinese(chinese_world: World) -> None:
    w, ann = chinese_world, chinese_world.writes_mail()
    await ann.mails(f"打印机又卡纸了，见下面。\n\n{CUSTOMERS}", subject="回复：打印机")
    shown = await post(w, await w.ticket_of(ann), "见下面")
    assert "4711" not in words(shown)
    await presses(w, shown, "查看全文")
    view = w.stage.slack.views(ANNA)[-1]
    assert "序列号是 4711。" in words(view)
    assert (view["title"]["text"], view["close"]["text"]) == ("消息全文", "关闭")


async def test_who_is_no_engineer_sees_nothing_of_it(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails(ORIGINAL, subject="Re: Printer")
    shown = await post(w, await w.ticket_of(ann), "See below, please.")
    w.stage.slack.add_user("U0EVE", "Eve", team="T0OTHER")
    await w.stage.slack.join("U0EVE", ENGINEERS)
    await presses(w, shown, user="U0EVE")
    await EngineerHand(w.stage, w.desk, "U0EVE").is_told("Only members of the engineers' channel")
    assert w.stage.slack.views("U0EVE") == []


async def test_a_message_that_is_not_there_any_more_is_said_so(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails(ORIGINAL, subject="Re: Printer")
    shown = await post(w, await w.ticket_of(ann), "See below, please.")
    await w.app.database.write(lambda c: (c.execute(attachments.delete()), c.execute(messages.delete())))
    await presses(w, shown)
    await w.anna.is_told("This message is not there any more.")
    assert w.stage.slack.views(ANNA) == []


async def test_of_a_mail_beyond_slacks_measure_the_rest_is_in_its_file(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    quoted = "".join(f"> {number} 打印机每天早上都卡纸，重新启动也没有用。\n" for number in range(3000))
    await ann.mails(f"{ORIGINAL}{quoted}", subject="Re: Printer")
    shown = await post(w, await w.ticket_of(ann), "See below, please.")
    await presses(w, shown)
    assert "4711" in modal(w)
    assert modal(w).endswith(f"All of it is in the file {WHOLE_TEXT}.")
    assert len(modal(w)) > LONGEST_SHOWN


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sign", ["a", "卡", "\N{FIRE}", '"', "\n", " ", EVIL, f"{'a' * 20}\n{'b' * 2999}\n"])
def test_any_text_stays_within_slacks_limits_and_nothing_in_it_takes_effect(sign: str, language: str) -> None:
    for length in (1, 2999, 3000, 3001, LONGEST_SHOWN, 1_000_000):
        text = (sign * (length // len(sign) + 1))[:length]
        view = whole.view(WholeMessage(text, WHOLE_TEXT), lambda key, /, **v: PHRASES.phrase(language, key, **v))
        assert view_faults(view, "modal") == []
        assert not is_too_large(view)
        assert element_types(view) <= {"modal", "plain_text", "section", "divider"}


@pytest.mark.parametrize("sign", ["a", "卡", "卡\n", f"{'a' * 20}\n{'b' * 2999}\n"])
def test_all_of_a_text_that_has_no_file_is_shown(sign: str) -> None:
    text = (sign * (LONGEST_SHOWN // len(sign) + 1))[:LONGEST_SHOWN]
    view = whole.view(WholeMessage(text), lambda key, /, **v: PHRASES.phrase("en", key, **v))
    assert "".join(words(view).split()) == "".join(text.split())
