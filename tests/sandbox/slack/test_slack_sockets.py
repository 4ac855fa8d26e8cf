"""Socket Mode over a plain websocket: https://docs.slack.dev/apis/events-api/using-socket-mode."""

import asyncio

import aiohttp
import pytest

from bot.sandbox.slack import SlackSandbox

from .slack_raw import APP, Raw, ack, receive, silent, wait_until


async def test_a_socket_is_greeted_with_the_app_and_the_number_of_connections(raw: Raw) -> None:
    first, second = await raw.connect(), await raw.connect()
    hello, again = await receive(first), await receive(second)
    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A0RINGBACK")
    assert (hello["num_connections"], again["num_connections"]) == (1, 2)


async def test_a_socket_address_is_good_once(raw: Raw) -> None:
    url = (await raw.call("apps.connections.open", token=APP))["url"]
    await raw.session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw.session.ws_connect(url)


async def test_an_eleventh_socket_is_sent_away(raw: Raw) -> None:
    ten = [await raw.connected() for _ in range(10)]
    eleventh = await raw.connect()
    refusal = await receive(eleventh)
    assert (refusal["type"], refusal["reason"]) == ("disconnect", "too_many_websockets")
    assert (await eleventh.receive(timeout=3)).type is aiohttp.WSMsgType.CLOSE
    assert raw.slack.sockets_open == len(ten)


async def test_no_socket_is_let_in_while_they_are_refused(raw: Raw) -> None:
    raw.slack.accept_sockets = False
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await raw.connect()
    raw.slack.accept_sockets = True
    await raw.connected()


async def test_a_ping_is_answered_with_its_own_words(raw: Raw) -> None:
    ws = await raw.connected()
    await ws.ping(b"sdk-ping-pong:1")
    pong = await ws.receive(timeout=3)
    assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


async def test_the_server_pings_too(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.slack.sockets.PING_SECONDS", 0.01)
    ws = await raw.connected()
    assert (await ws.receive(timeout=3)).type is aiohttp.WSMsgType.PING
    raw.slack.quiet = True
    while not await silent(ws, 0.05):
        pass


async def test_a_direct_message_arrives_as_an_event_and_its_ack_settles_it(raw: Raw) -> None:
    ws = await raw.connected()
    ts = await raw.slack.direct_message("U1", "打印机着火了")
    envelope = await receive(ws)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    payload = envelope["payload"]
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        "T0RINGBACK",
        "A0RINGBACK",
    )
    event = payload["event"]
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", "U1")
    assert (event["ts"], event["event_ts"], event["text"]) == (ts, ts, "打印机着火了")
    assert event["client_msg_id"]
    await ack(ws, envelope)
    await wait_until(lambda: raw.slack.record[0].acknowledged)
    assert (raw.slack.record[0].attempts, raw.slack.record[0].id) == (1, payload["event_id"])


async def test_an_event_without_ack_comes_three_times_more_and_then_never_again(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.direct_message("U1", "x")
    envelopes = [await receive(ws) for _ in range(4)]
    assert [e["retry_attempt"] for e in envelopes] == [0, 1, 2, 3]
    assert {e["retry_reason"] for e in envelopes[1:]} == {"timeout"}
    assert len({e["envelope_id"] for e in envelopes}) == 4
    assert len({e["payload"]["event_id"] for e in envelopes}) == 1
    await wait_until(lambda: raw.slack.record[0].lost)
    assert await silent(ws)
    assert raw.slack.journal.entries[-1]["method"] == "event lost"


async def test_an_ack_after_the_deadline_comes_too_late(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.direct_message("U1", "x")
    late, again = await receive(ws), await receive(ws)
    await ack(ws, late)
    assert (await receive(ws))["retry_attempt"] == 2
    assert again["retry_attempt"] == 1


async def test_an_event_of_a_broken_socket_is_redelivered_over_another_one(raw: Raw) -> None:
    doomed = await raw.connected()
    await raw.slack.direct_message("U1", "x")
    await receive(doomed)
    await raw.slack.cut_sockets()
    assert raw.slack.sockets_open == 0
    ws = await raw.connected()
    envelope = await receive(ws)
    assert envelope["retry_attempt"] >= 1
    await ack(ws, envelope)
    await wait_until(lambda: raw.slack.record[0].acknowledged)


async def test_an_app_that_dies_loses_its_socket_and_gets_the_event_again(raw: Raw) -> None:
    async with aiohttp.ClientSession() as dying:
        url = (await raw.call("apps.connections.open", token=APP))["url"]
        ws = await dying.ws_connect(url)
        await receive(ws)
        await raw.slack.direct_message("U1", "x")
        await receive(ws)
        assert ws._writer.transport is not None
        ws._writer.transport.abort()
        await wait_until(lambda: raw.slack.sockets_open == 0)
    assert (await receive(await raw.connected()))["retry_attempt"] >= 1


async def test_events_without_any_socket_use_up_their_attempts(raw: Raw) -> None:
    await raw.slack.direct_message("U1", "nobody there")
    await wait_until(lambda: raw.slack.record[0].lost)
    assert raw.slack.record[0].attempts == 4


async def test_envelopes_take_turns_on_the_open_sockets(raw: Raw) -> None:
    sockets = [await raw.connected() for _ in range(2)]
    for _ in range(2):
        await raw.slack.direct_message("U1", "x")
    for ws in sockets:
        await ack(ws, await receive(ws))
    await wait_until(lambda: all(delivery.acknowledged for delivery in raw.slack.record))


async def test_a_quiet_socket_stays_open_and_answers_nothing(raw: Raw) -> None:
    ws = await raw.connected()
    raw.slack.quiet = True
    await raw.slack.direct_message("U1", "x")
    await ws.ping(b"there?")
    assert await silent(ws)
    assert not ws.closed
    raw.slack.quiet = False
    assert (await receive(ws))["retry_attempt"] >= 1


@pytest.mark.parametrize("new_ids", [True, False])
async def test_an_event_can_be_repeated_with_or_without_new_event_ids(raw: Raw, new_ids: bool) -> None:
    ws = await raw.connected()
    raw.slack.repeat_next(2, new_ids=new_ids)
    ts = await raw.slack.direct_message("U1", "x")
    envelopes = [await receive(ws) for _ in range(3)]
    assert {e["payload"]["event"]["ts"] for e in envelopes} == {ts}
    assert len({e["payload"]["event_id"] for e in envelopes}) == (3 if new_ids else 1)
    assert {e["retry_attempt"] for e in envelopes} == {0}


async def test_redeliveries_can_come_with_new_event_ids(raw: Raw) -> None:
    raw.slack.new_event_ids = True
    ws = await raw.connected()
    await raw.slack.direct_message("U1", "x")
    first, second = await receive(ws), await receive(ws)
    assert first["payload"]["event_id"] != second["payload"]["event_id"]


async def test_a_socket_asked_to_go_gets_nothing_new(raw: Raw) -> None:
    old = await raw.connected()
    await raw.slack.ask_to_reconnect("refresh_requested")
    assert await receive(old) == {
        "type": "disconnect",
        "reason": "refresh_requested",
        "debug_info": {"host": "applink-sandbox"},
    }
    new = await raw.connected()
    await raw.slack.direct_message("U1", "x")
    await ack(new, await receive(new))
    assert await silent(old)


async def test_a_warned_socket_goes_on_working(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.ask_to_reconnect()
    assert (await receive(ws))["reason"] == "warning"
    await raw.slack.direct_message("U1", "x")
    assert (await receive(ws))["type"] == "events_api"


async def _events(raw: Raw, ws: aiohttp.ClientWebSocketResponse, number: int) -> list[dict]:
    found = []
    for _ in range(number):
        envelope = await receive(ws)
        await ack(ws, envelope)
        found.append(envelope["payload"]["event"])
    assert await silent(ws, 0.05)
    return found


async def test_a_mention_in_a_channel_is_a_message_and_an_app_mention(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.write("U1", "C1", "<@U0RINGBACK> help")
    message, mention = await _events(raw, ws, 2)
    assert (message["type"], message["channel_type"]) == ("message", "group")
    assert (mention["type"], mention["user"], mention["ts"]) == ("app_mention", "U1", message["ts"])


async def test_the_app_hears_nothing_of_channels_it_is_not_in(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.write("U1", "C3", "<@U0RINGBACK> help")
    assert await silent(ws)
    assert raw.slack.record == []


async def test_the_app_hears_its_own_messages_changes_and_deletions(raw: Raw) -> None:
    ws = await raw.connected()
    ts = (await raw.call("chat.postMessage", channel="C1", text="a"))["ts"]
    await raw.call("chat.update", channel="C1", ts=ts, text="b")
    await raw.call("chat.delete", channel="C1", ts=ts)
    posted, changed, deleted = await _events(raw, ws, 3)
    assert posted["bot_id"] == "B0RINGBACK"
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "b")
    assert changed["previous_message"]["text"] == "a"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


async def test_edits_and_deletions_by_people_are_told(raw: Raw) -> None:
    ws = await raw.connected()
    ts = await raw.slack.write("U1", "C2", "a")
    await raw.slack.edit("U1", "C2", ts, "b")
    await raw.slack.delete("U1", "C2", ts)
    _, changed, deleted = await _events(raw, ws, 3)
    assert (changed["message"]["user"], changed["message"]["edited"]["user"]) == ("U1", "U1")
    assert deleted["previous_message"]["text"] == "b"
    with pytest.raises(LookupError):
        await raw.slack.edit("W9", "C2", ts, "not mine")


async def test_joining_and_leaving_are_told(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.join("U2", "C2", inviter="U1")
    await raw.slack.leave("U2", "C2")
    joined, left = await _events(raw, ws, 2)
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", "U2", "U1")
    assert (left["type"], left["channel"], left["channel_type"]) == ("member_left_channel", "C2", "C")
    await raw.slack.join("U0RINGBACK", "C3")
    assert (await _events(raw, ws, 1))[0]["user"] == "U0RINGBACK"


async def test_opening_the_app_home_is_told(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.open_home("U1")
    [event] = await _events(raw, ws, 1)
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", "U1", "home")


async def test_a_stranger_is_known_by_his_team(raw: Raw) -> None:
    ws = await raw.connected()
    await raw.slack.write("W9", "C2", "hi")
    envelope = await receive(ws)
    assert envelope["payload"]["is_ext_shared_channel"] is True
    assert (envelope["payload"]["team_id"], envelope["payload"]["event"]["user_team"]) == (
        "T0RINGBACK",
        "T0OTHER",
    )


async def test_frames_that_are_no_ack_are_ignored(raw: Raw) -> None:
    ws = await raw.connected()
    for frame in ("", "nonsense", "[]", '{"envelope_id": 7}', '{"envelope_id": "unknown"}'):
        await ws.send_str(frame)
    await raw.slack.direct_message("U1", "x")
    assert (await receive(ws))["type"] == "events_api"


async def test_leaving_the_context_ends_what_is_still_to_be_redelivered() -> None:
    async with SlackSandbox() as slack:
        slack.add_user("U1", "Ann")
        await slack.direct_message("U1", "x")
    assert not slack._sockets._running
    assert len(asyncio.all_tasks()) == 1
