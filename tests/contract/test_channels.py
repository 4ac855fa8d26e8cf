"""What every channel promises at the seam, tried on each of them and on a toy."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.channels.markdown import split_markdown
from bot.core.messages import Answer, Attachment, Button, DeliveryError, DeskAction, Inbound
from bot.core.ports import Channel, Fetches, ReadsBack
from bot.rendering import escape
from tests.contract.rigs import Rig, rig_of
from tests.desk.waiting import until

CHANNELS = ("email", "telegram", "slack", "toy")


@dataclass
class Committed:
    """A receive that commits on paper. While `fails`, it raises; while `gate` is closed, it waits."""

    events: list[Inbound] = field(default_factory=list)
    fails: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(self, event: Inbound | DeskAction) -> Answer:
        assert isinstance(event, Inbound)
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is full")
        if event.key in {known.key for known in self.events}:
            return Answer(duplicate=True)
        self.events.append(event)
        await self.gate.wait()
        return Answer()

    async def has(self, count: int) -> list[Inbound]:
        return await until(lambda: self.events if len(self.events) >= count else None, f"{count} events") or []


@pytest.fixture(params=CHANNELS)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with rig_of(request.param) as made:
        yield made


@pytest.fixture
async def committed(rig: Rig) -> AsyncIterator[Committed]:
    """The channel listens; what it hands over is here."""
    made = Committed()
    listening = asyncio.create_task(rig.channel.listen(made))
    await until(lambda: rig.channel.health.green, "the channel to be green")
    yield made
    assert not listening.done()
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


def test_it_is_a_channel_with_a_name_and_abilities(rig: Rig) -> None:
    assert isinstance(rig.channel, Channel)
    assert rig.channel.health.name == rig.channel.name
    assert rig.channel.abilities.length >= 500


async def test_a_message_is_handed_over_once_and_acknowledged(rig: Rig, committed: Committed) -> None:
    await rig.writes("The printer burns. 打印机着火了。")
    [event] = await committed.has(1)
    assert event.text == "The printer burns. 打印机着火了。"
    assert (event.channel, event.sender.address) == (rig.channel.name, rig.address)
    assert event.sender.name in ("Ann Li", "Pia")
    assert event.key
    assert event.thread
    assert event.raw
    assert event.at.tzinfo is not None
    await until(lambda: not rig.kept(), "the acknowledgement")
    assert len(committed.events) == 1


async def test_nothing_is_acknowledged_before_it_is_committed(rig: Rig, committed: Committed) -> None:
    committed.gate.clear()
    await rig.writes("The printer burns.")
    await committed.has(1)
    assert rig.kept()
    committed.gate.set()
    await until(lambda: not rig.kept(), "the acknowledgement")


async def test_what_cannot_be_committed_stays_with_the_provider_and_comes_again(rig: Rig, committed: Committed) -> None:
    committed.fails = 2
    await rig.writes("The printer burns.")
    [event] = await committed.has(1)
    assert event.text == "The printer burns."
    await until(lambda: not rig.kept(), "the acknowledgement")
    assert committed.fails == 0


async def test_a_conversation_comes_in_its_order(rig: Rig, committed: Committed) -> None:
    said = [f"This is number {number}." for number in range(8)]
    for text in said:
        await rig.writes(text)
    assert [event.text for event in await committed.has(len(said))] == said
    assert len({event.key for event in committed.events}) == len(said)
    if rig.channel.abilities.asks == "one":
        assert len({event.thread for event in committed.events}) == 1


async def test_a_file_comes_with_its_content(rig: Rig, committed: Committed) -> None:
    await rig.writes("See here.", ("log 日志.txt", b"beep"))
    [event] = await committed.has(1)
    [file] = event.attachments
    assert file.name == "log 日志.txt"
    if file.content is None:
        assert isinstance(rig.channel, Fetches)
        assert await rig.channel.fetch(file.reference) == b"beep"
    else:
        assert file.content == b"beep"


async def test_a_message_arrives_as_it_was_written(rig: Rig, committed: Committed) -> None:
    hostile = "*a* _b_ <!channel> <b>c</b> {{7*7}} [x](https://evil.example) 你好"
    sent = await rig.channel.send(rig.outbound(f"**Hello**\n\n{escape(hostile)}"))
    assert sent.provider_id
    [seen] = rig.seen()
    assert "Hello" in seen.text
    assert hostile in seen.text


async def test_buttons_come_back_as_a_press(rig: Rig, committed: Committed) -> None:
    choices = (Button("Solved", "solved:17:2"), Button("还是不行", "broken:17:2"))
    await rig.channel.send(rig.outbound("Does it work?", buttons=choices))
    assert set(rig.seen()[-1].buttons) == {"Solved", "还是不行"}
    await rig.presses("还是不行")
    [event] = await committed.has(1)
    assert (event.press, event.sender.address) == ("broken:17:2", rig.address)


async def test_a_file_is_sent(rig: Rig, committed: Committed) -> None:
    file = Attachment("manual.txt", "text/plain", 5, b"press")
    await rig.channel.send(rig.outbound("Here it is.", files=(file,)))
    assert "manual.txt" in {name for seen in rig.seen() for name in seen.files}


async def test_a_long_text_arrives_whole_in_pieces_of_the_channels_length(rig: Rig, committed: Committed) -> None:
    text = "\n".join(f"line {number} 第{number}行 *x* <y>" for number in range(600))
    pieces = split_markdown(escape(text), rig.channel.abilities.length)
    for number, piece in enumerate(pieces):
        await rig.channel.send(rig.outbound(piece, id=600 + number))
    got = "".join(seen.text for seen in rig.seen())
    assert "".join(got.split()) == "".join(text.split())


@pytest.mark.parametrize("for_good", [True, False])
async def test_a_refusal_carries_its_verdict(rig: Rig, committed: Committed, *, for_good: bool) -> None:
    rig.refuses(for_good=for_good)
    with pytest.raises(DeliveryError) as refused:
        await rig.channel.send(rig.outbound("Hello"))
    assert (refused.value.permanent, refused.value.ambiguous) == (for_good, False)
    assert refused.value.reason
    assert rig.seen() == []


async def test_a_lost_answer_is_ambiguous_and_can_be_looked_for(rig: Rig, committed: Committed) -> None:
    rig.loses_the_answer()
    row = rig.outbound("Hello")
    with pytest.raises(DeliveryError) as lost:
        await rig.channel.send(row)
    assert lost.value.ambiguous
    assert len(rig.seen()) == 1
    if isinstance(rig.channel, ReadsBack):
        assert await rig.channel.find(replace(row, again=True, attempt=2)) is not None
        assert await rig.channel.find(replace(row, id=502, again=True)) is None


async def test_a_provider_that_is_away_is_red_and_then_green_again(rig: Rig, committed: Committed) -> None:
    rig.breaks(True)
    await until(lambda: not rig.channel.health.green, "red")
    assert rig.channel.health.cause
    rig.breaks(False)
    await until(lambda: rig.channel.health.green, "green")
    await rig.writes("The printer burns.")
    await committed.has(1)


async def test_what_is_being_sent_when_the_listener_stops_arrives_and_is_known_to_have(rig: Rig) -> None:
    """An orderly stop gives a delivery a moment; a listener that takes the connections along makes it unclear, and an
    unclear message goes out twice."""
    moments = range(0, 45, 3)
    for passes in moments:
        committed = Committed()
        listening = asyncio.create_task(rig.channel.listen(committed))
        await until(lambda: rig.channel.health.green, "the channel to be green")
        await rig.writes(f"Are you there? {passes}")
        await committed.has(1)
        sending = asyncio.create_task(rig.channel.send(rig.outbound(f"Hello {passes}", id=700 + passes)))
        for _ in range(passes):
            await asyncio.sleep(0)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        assert (await sending).provider_id
    assert [seen.text.strip() for seen in rig.seen()] == [f"Hello {passes}" for passes in moments]
