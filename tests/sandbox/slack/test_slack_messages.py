"""Posting, changing and reading messages over plain HTTP: chat.* and conversations.*."""

import re

import pytest

from bot.sandbox.slack import SlackSandbox

from .slack_raw import Raw


async def test_timestamps_are_unique_and_increase_while_the_clock_stands_still() -> None:
    async with SlackSandbox(now=lambda: 1_700_000_000.0) as slack:
        slack.add_user("U1", "Ann")
        stamps = [await slack.direct_message("U1", "x") for _ in range(3)]
        assert stamps[0] == "1700000000.000000"
        assert all(re.fullmatch(r"\d{10}\.\d{6}", ts) for ts in stamps)
        assert stamps == sorted(set(stamps))


async def test_a_posted_message_is_marked_as_the_apps_own(raw: Raw) -> None:
    answer = await raw.call("chat.postMessage", channel="C1", text="hello")
    assert (answer["channel"], answer["message"]["ts"]) == ("C1", answer["ts"])
    history = await raw.query("conversations.history", channel="C1")
    [message] = history["messages"]
    assert (message["bot_id"], message["app_id"], message["user"]) == (
        "B0RINGBACK",
        "A0RINGBACK",
        "U0RINGBACK",
    )


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"channel": "CX", "text": "x"}, "channel_not_found"),
        ({"channel": "C3", "text": "x"}, "not_in_channel"),
        ({"channel": "C1"}, "no_text"),
        ({"channel": "C1", "text": "  \n"}, "no_text"),
        ({"channel": "C1", "text": "", "blocks": []}, "no_text"),
        ({"channel": "C1", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "C1", "text": "x", "blocks": "not json"}, "invalid_blocks_format"),
        ({"channel": "C1", "text": "x", "blocks": [{"type": "pie"}]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "thread_ts": "1.000000"}, "cannot_reply_to_message"),
        ({"channel": "C1", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        (
            {"channel": "C1", "text": "x", "metadata": {"event_type": "a", "event_payload": []}},
            "invalid_metadata_schema",
        ),
        ({"channel": "C1", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ],
)
async def test_what_cannot_be_posted_is_refused_with_its_reason(raw: Raw, args: dict, error: str) -> None:
    assert (await raw.call("chat.postMessage", **args))["error"] == error
    assert not any(raw.slack.messages(c) for c in ("C1", "C3"))


async def test_forty_thousand_characters_are_accepted(raw: Raw) -> None:
    assert (await raw.call("chat.postMessage", channel="C1", text="字" * 40_000))["ok"] is True


async def test_a_user_id_as_channel_means_his_direct_messages(raw: Raw) -> None:
    answer = await raw.call("chat.postMessage", channel="U2", text="psst")
    assert answer["channel"] == raw.slack.im_of("U2")
    opened = await raw.call("conversations.open", users="U2")
    assert opened["channel"]["id"] == answer["channel"]
    assert opened["already_open"] is True


async def test_conversations_open_refuses_nobody_and_unknown_people(raw: Raw) -> None:
    assert (await raw.call("conversations.open"))["error"] == "users_list_not_supplied"
    assert (await raw.call("conversations.open", users="U404"))["error"] == "user_not_found"
    nothing = await raw.call("conversations.open", users="U1,U2", prevent_creation=True)
    assert nothing["error"] == "channel_not_found"
    group = await raw.call("conversations.open", users="U1,U2", return_im=True)
    assert group["channel"]["is_mpim"] is True


async def test_metadata_is_kept_and_shown_only_when_asked_for(raw: Raw) -> None:
    mark = {"event_type": "outbox", "event_payload": {"id": 7}}
    root = (await raw.call("chat.postMessage", channel="C1", text="x", metadata=mark))["ts"]
    plain = await raw.query("conversations.history", channel="C1")
    asked = await raw.query("conversations.history", channel="C1", include_all_metadata="1")
    thread = await raw.query("conversations.replies", channel="C1", ts=root, include_all_metadata="true")
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == thread["messages"][0]["metadata"] == mark


async def test_history_is_newest_first_and_pages_to_the_oldest(raw: Raw) -> None:
    sent = [await raw.slack.write("U1", "C1", f"m{n}") for n in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = await raw.query("conversations.history", channel="C1", limit="2", **more)
        seen += [message["ts"] for message in answer["messages"]]
        cursor = answer.get("response_metadata", {}).get("next_cursor", "")
        assert answer["has_more"] is bool(cursor)
        if not cursor:
            break
    assert seen == sent[::-1]


async def test_oldest_and_latest_belong_to_history_only_when_inclusive(raw: Raw) -> None:
    a, b, c = [await raw.slack.write("U1", "C1", name) for name in "abc"]
    ends = {"channel": "C1", "oldest": a, "latest": c}
    assert [m["ts"] for m in (await raw.query("conversations.history", **ends))["messages"]] == [b]
    both = await raw.query("conversations.history", **ends, inclusive="true")
    assert [m["ts"] for m in both["messages"]] == [c, b, a]
    assert (await raw.query("conversations.history", channel="C1", oldest="x"))["error"] == "invalid_ts_oldest"
    assert (await raw.query("conversations.history", channel="C1", limit="5000"))["error"] == "invalid_arguments"


async def test_history_needs_membership(raw: Raw) -> None:
    assert (await raw.query("conversations.history", channel="C3"))["error"] == "not_in_channel"
    assert (await raw.query("conversations.history", channel="C9"))["error"] == "channel_not_found"
    joined = await raw.call("conversations.join", channel="C3")
    assert joined["channel"]["is_member"] is True
    assert (await raw.query("conversations.history", channel="C3"))["ok"] is True
    refused = await raw.call("conversations.join", channel="C1")
    assert refused["error"] == "method_not_supported_for_channel_type"


async def test_replies_are_in_the_thread_and_not_in_the_history(raw: Raw) -> None:
    root = await raw.slack.write("U1", "C1", "root")
    first = (await raw.call("chat.postMessage", channel="C1", text="one", thread_ts=root))["ts"]
    second = await raw.slack.write("U2", "C1", "two", thread_ts=root)
    [top] = (await raw.query("conversations.history", channel="C1"))["messages"]
    assert (top["reply_count"], top["latest_reply"], top["thread_ts"]) == (2, second, root)
    assert top["reply_users"] == ["U0RINGBACK", "U2"]
    thread = (await raw.query("conversations.replies", channel="C1", ts=root))["messages"]
    assert [m["ts"] for m in thread] == [root, first, second]
    later = (await raw.query("conversations.replies", channel="C1", ts=root, oldest=first))["messages"]
    assert [m["ts"] for m in later] == [root, second]
    assert (await raw.query("conversations.replies", channel="C1", ts="1.0"))["error"] == "thread_not_found"


async def test_replies_page_forward_and_show_the_root_once(raw: Raw) -> None:
    root = await raw.slack.write("U1", "C1", "root")
    sent = [await raw.slack.write("U2", "C1", f"r{n}", thread_ts=root) for n in range(3)]
    first = await raw.query("conversations.replies", channel="C1", ts=root, limit="2")
    cursor = first["response_metadata"]["next_cursor"]
    rest = await raw.query("conversations.replies", channel="C1", ts=root, limit="2", cursor=cursor)
    assert [m["ts"] for m in first["messages"]] == [root, sent[0]]
    assert [m["ts"] for m in rest["messages"]] == sent[1:]


async def test_a_broadcast_reply_is_in_the_history_too(raw: Raw) -> None:
    root = await raw.slack.write("U1", "C1", "root")
    args = {"channel": "C1", "text": "all", "thread_ts": root, "reply_broadcast": True}
    reply = (await raw.call("chat.postMessage", **args))["ts"]
    history = (await raw.query("conversations.history", channel="C1"))["messages"]
    assert [m["ts"] for m in history] == [reply, root]
    nested = await raw.call("chat.postMessage", channel="C1", text="x", thread_ts=reply)
    assert nested["error"] == "cannot_reply_to_message"


async def test_only_own_messages_can_be_changed_or_deleted(raw: Raw) -> None:
    theirs = await raw.slack.write("U1", "C1", "mine")
    assert (await raw.call("chat.update", channel="C1", ts=theirs, text="x"))["error"] == "cant_update_message"
    assert (await raw.call("chat.delete", channel="C1", ts=theirs))["error"] == "cant_delete_message"
    assert (await raw.call("chat.update", channel="C1", ts="1.0", text="x"))["error"] == "message_not_found"


async def test_an_update_keeps_what_it_does_not_name(raw: Raw) -> None:
    blocks = [{"type": "divider"}]
    ts = (await raw.call("chat.postMessage", channel="C1", text="a", blocks=blocks))["ts"]
    await raw.call("chat.update", channel="C1", ts=ts, text="b")
    [message] = raw.slack.messages("C1")
    assert (message["text"], len(message["blocks"]), message["edited"]["user"]) == ("b", 1, "U0RINGBACK")
    await raw.call("chat.update", channel="C1", ts=ts, text="c", blocks=[])
    assert raw.slack.messages("C1")[0]["blocks"] == []


async def test_a_deleted_message_is_gone_but_a_deleted_root_leaves_a_tombstone(raw: Raw) -> None:
    alone = (await raw.call("chat.postMessage", channel="C1", text="a"))["ts"]
    root = (await raw.call("chat.postMessage", channel="C1", text="b"))["ts"]
    await raw.slack.write("U1", "C1", "reply", thread_ts=root)
    for ts in (alone, root):
        assert (await raw.call("chat.delete", channel="C1", ts=ts))["ok"] is True
    [left] = raw.slack.messages("C1")
    assert (left["ts"], left["subtype"]) == (root, "tombstone")


async def test_an_ephemeral_message_is_seen_by_one_member_and_in_no_history(raw: Raw) -> None:
    await raw.call("chat.postEphemeral", channel="C1", user="U1", text="only you")
    assert [m["text"] for m in raw.slack.ephemerals("U1")] == ["only you"]
    assert raw.slack.ephemerals("U2") == raw.slack.messages("C1") == []
    refused = await raw.call("chat.postEphemeral", channel="C1", user="W9", text="x")
    assert refused["error"] == "user_not_in_channel"


async def test_permalinks_and_reactions_need_a_message(raw: Raw) -> None:
    ts = await raw.slack.write("U1", "C1", "x")
    link = (await raw.query("chat.getPermalink", channel="C1", message_ts=ts))["permalink"]
    assert link == f"https://ringback.slack.com/archives/C1/p{ts.replace('.', '')}"
    assert (await raw.query("chat.getPermalink", channel="C1", message_ts="1.0"))["error"] == "message_not_found"
    reaction = {"channel": "C1", "timestamp": ts, "name": "eyes"}
    assert (await raw.call("reactions.add", **reaction))["ok"] is True
    assert (await raw.call("reactions.add", **reaction))["error"] == "already_reacted"
    assert raw.slack.messages("C1")[0]["reactions"][0]["count"] == 1


async def test_conversations_are_listed_by_type(raw: Raw) -> None:
    im = raw.slack.im_of("U1")
    listed = await raw.query("conversations.list")
    assert [(c["id"], c["is_member"]) for c in listed["channels"]] == [("C2", True), ("C3", False)]
    mine = await raw.query("users.conversations", types="public_channel,private_channel,im")
    assert [c["id"] for c in mine["channels"]] == ["C1", "C2", im]
    assert mine["channels"][2]["user"] == "U1"
    assert (await raw.query("users.conversations", types="dm"))["error"] == "invalid_types"


async def test_info_and_members_of_a_conversation(raw: Raw) -> None:
    info = await raw.query("conversations.info", channel="C1", include_num_members="true")
    assert (info["channel"]["is_private"], info["channel"]["num_members"]) == (True, 3)
    shared = await raw.query("conversations.info", channel="C2")
    assert shared["channel"]["is_ext_shared"] is True
    members = await raw.query("conversations.members", channel="C1")
    assert members["members"] == ["U1", "U2", "U0RINGBACK"]


async def test_typed_text_is_escaped_and_linked_as_the_slack_client_does(raw: Raw) -> None:
    typed = "a < b & <!channel> <@U2> see https://x.example/?a=1&b=2. or me@x.example 见https://y.example，好"
    await raw.slack.write("U1", "C1", typed)
    [message] = raw.slack.messages("C1")
    assert message["text"] == (
        "a &lt; b &amp; &lt;!channel&gt; <@U2> see <https://x.example/?a=1&amp;b=2>. "
        "or <mailto:me@x.example|me@x.example> 见<https://y.example>，好"
    )
