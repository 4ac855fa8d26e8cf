"""What happens when the connection goes, and after it came back."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.core.health import Health
from bot.core.messages import Answer, DeskAction, Inbound
from tests.channels.slack.conftest import CUSTOMERS, ENGINEERS, PaperDesk, Team, room_for, settings_for, until


async def settled(team: Team) -> None:
    """The first reading back is over."""
    await until(lambda: "slack:*" in team.desk.cursors)


async def test_a_cut_socket_is_replaced_and_what_was_missed_is_read(team: Team) -> None:
    await settled(team)
    root = await team.slack.write("U0LI", CUSTOMERS, "before")
    card = await team.post_card()
    await until(lambda: team.desk.texts() == ["before"])
    team.slack.accept_sockets = False
    await team.slack.cut_sockets()
    await until(lambda: not team.room.health.green)
    assert team.room.health.cause.startswith("Slack: ")
    await team.slack.direct_message("U0LI", "by hand")
    await team.slack.write("U0LI", CUSTOMERS, "under an old message", thread_ts=root)
    await team.slack.write("U0ANNA", ENGINEERS, "a note", thread_ts=card)
    await until(lambda: all(delivery.lost or delivery.acknowledged for delivery in team.slack.record))
    team.slack.accept_sockets = True
    await until(lambda: team.room.health.green)
    await until(lambda: len(team.desk.got) == 4)
    assert sorted(team.desk.texts()) == ["before", "by hand", "under an old message"]
    assert [dict(action.fields) for action in team.desk.actions()] == [{"text": "a note"}]
    replied = next(e for e in team.desk.got if isinstance(e, Inbound) and e.text == "under an old message")
    assert replied.thread == f"{CUSTOMERS}:{root}"


async def test_a_quiet_socket_is_noticed_and_replaced(team: Team) -> None:
    await settled(team)
    team.slack.quiet = True
    await team.slack.direct_message("U0LI", "does anybody hear me")
    await until(lambda: "silent" in team.room.health.cause)
    since = team.room.health.since
    await until(lambda: team.slack.record[-1].lost)
    await until(lambda: team.slack.sockets_open)
    assert (team.room.health.green, team.room.health.since) == (False, since)
    team.slack.quiet = False
    await until(lambda: team.room.health.green and team.desk.texts() == ["does anybody hear me"])
    assert team.slack.sockets_open >= 1


async def test_slack_asks_for_a_new_socket_and_nothing_turns_red(team: Team) -> None:
    await settled(team)
    red: list[str] = []
    health = team.room.health
    plain = Health.ill

    def ill(self: Health, cause: str) -> None:
        red.append(cause)
        plain(self, cause)

    health.__class__.ill = ill  # type: ignore[method-assign]  # listens in
    try:
        await team.slack.ask_to_reconnect("refresh_requested")
        await team.slack.direct_message("U0LI", "meanwhile")
        await until(lambda: team.desk.texts() == ["meanwhile"])
        await until(lambda: team.slack.sockets_open == 1)
    finally:
        health.__class__.ill = plain  # type: ignore[method-assign]  # as it was
    assert red == []


async def test_what_was_written_before_the_first_start_is_not_read(team: Team) -> None:
    await team.stop()
    team.desk.cursors.clear()
    desk, settings = PaperDesk(), settings_for(team.slack.url, read_back_overlap_seconds=0)
    await team.slack.direct_message("U0LI", "long ago")
    await until(lambda: team.slack.record[-1].lost)
    fresh = Team(team.slack, desk, settings, room_for(desk, settings))
    await fresh.start()
    await until(lambda: "slack:" + team.slack.im_of("U0LI") in desk.cursors)
    await fresh.stop()
    assert desk.texts() == []


async def test_a_restart_reads_what_was_written_while_down_page_by_page_and_patiently(team: Team) -> None:
    await settled(team)
    await team.stop()
    for number in range(230):
        await team.slack.direct_message("U0LI", str(number))
    team.slack.throttle("conversations.history", times=2)
    again = Team(team.slack, team.desk, team.settings, room_for(team.desk, team.settings))
    await again.start()
    await until(lambda: len(team.desk.texts()) == 230)
    await again.stop()
    assert team.desk.texts() == [str(number) for number in range(230)]


async def test_a_place_is_saved_only_after_what_lies_before_it_is_committed(team: Team) -> None:
    await settled(team)
    await team.stop()
    before = dict(team.desk.cursors)
    await team.slack.direct_message("U0LI", "important")
    im = "slack:" + team.slack.im_of("U0LI")
    saved: list[tuple[str, list[str]]] = []

    async def save(name: str, value: Any) -> None:
        saved.append((name, team.desk.texts()))
        team.desk.cursors[name] = value

    team.desk.save = save  # type: ignore[method-assign]  # watches
    team.desk.failures = 3
    again = Team(team.slack, team.desk, team.settings, room_for(team.desk, team.settings))
    await again.start()
    await until(lambda: team.desk.cursors.get("slack:*") != before["slack:*"])
    await again.stop()
    assert all(texts == ["important"] for name, texts in saved if name in (im, "slack:*"))


async def test_a_channel_we_are_not_in_is_named_and_the_others_work(team: Team) -> None:
    await team.stop()
    settings = settings_for(team.slack.url, customer_channels=("C0NOWHERE", CUSTOMERS))
    other = Team(team.slack, team.desk, settings, room_for(team.desk, settings))
    other.listening = asyncio.create_task(other.room.listen(team.desk.receive))
    await until(lambda: "C0NOWHERE" in other.room.health.cause)
    await team.slack.write("U0LI", CUSTOMERS, "still heard")
    await until(lambda: team.desk.texts() == ["still heard"])
    await other.stop()


async def test_a_wrong_token_is_red_with_its_cause_and_heals(team: Team) -> None:
    await team.stop()
    team.slack.fail("auth.test", "invalid_auth", times=2)
    other = Team(team.slack, team.desk, team.settings, room_for(team.desk, team.settings))
    other.listening = asyncio.create_task(other.room.listen(team.desk.receive))
    await until(lambda: "invalid_auth" in other.room.health.cause)
    await until(lambda: other.room.health.green)
    await other.stop()


async def test_stopping_lets_what_has_begun_be_acknowledged(team: Team) -> None:
    await settled(team)
    begun, gate = asyncio.Event(), asyncio.Event()
    plain = team.desk.receive

    async def slow(event: Any) -> Any:
        begun.set()
        await gate.wait()
        return await plain(event)

    await team.stop()
    team.desk.receive = slow  # type: ignore[method-assign]  # the desk takes its time
    again = Team(team.slack, team.desk, team.settings, room_for(team.desk, team.settings))
    await again.start()
    await team.slack.write("U0LI", CUSTOMERS, "in the last moment")
    await begun.wait()
    stopping = asyncio.create_task(again.stop())
    assert not (await asyncio.wait({stopping}, timeout=0.1))[0]
    gate.set()
    await stopping
    await until(lambda: team.slack.record[-1].acknowledged)
    assert team.desk.texts() == ["in the last moment"]


def test_secrets_are_not_shown() -> None:
    settings = settings_for("https://slack.com/api/")
    assert "xoxb" not in repr(settings)
    assert "xapp" not in repr(settings)


async def test_a_stop_leaves_nothing_running_of_what_came_over_a_cut_socket(team: Team) -> None:
    await team.stop()
    begun: list[Inbound | DeskAction] = []

    async def for_ever(event: Inbound | DeskAction) -> Answer:
        begun.append(event)
        await asyncio.Event().wait()
        return Answer()

    known = asyncio.all_tasks()
    listening = asyncio.create_task(team.room.listen(for_ever))
    await until(lambda: team.slack.sockets_open)
    await team.slack.write("U0LI", CUSTOMERS, "down")
    await until(lambda: begun)
    team.slack.accept_sockets = False
    await team.slack.cut_sockets()
    listening.cancel()
    await asyncio.wait({listening})
    left = asyncio.all_tasks() - known
    assert not [task for task in left if "run_message_listeners" in str(task.get_coro())], left
