"""Engineers look for known answers and earlier tickets, by command and from a card. Only who asks sees the answer.

https://docs.slack.dev/interactivity/implementing-slash-commands: what is acknowledged with is shown to him; nothing is
kept, so a command that comes twice is answered twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.channels.slack import card, modals
from bot.channels.slack.actions import similar
from bot.channels.slack.client import SlackClient
from bot.channels.slack.modals import sentence
from bot.channels.slack.mrkdwn import plain
from bot.channels.slack.people import People
from bot.core.desk import Precedent
from bot.core.messages import DeliveryError
from bot.core.ports import DeskReads

Json = dict[str, Any]
#: What looking up the cards' addresses may take of Slack's three seconds; an answer without them is an answer.
LINK_SECONDS = 0.8
SHOWN_WORDS = 200


class Search:
    """Reads for one engineer."""

    def __init__(self, client: SlackClient, people: People, desk: DeskReads, say: card.Say) -> None:
        self._client, self._people, self._desk, self._say = client, people, desk, say

    async def command(self, body: Json) -> Json:
        """/ringback find WORDS: the acknowledgement that answers it. Raises DeliveryError when Slack does not say who
        is an engineer."""
        return {"response_type": "ephemeral", **await self._answer(body)}

    async def _answer(self, body: Json) -> Json:
        if await self._people.engineer(str(body["user_id"]), str(body.get("team_id") or "")) is None:
            return card.notice(sentence(self._say, "not_an_engineer"))
        wanted = similar.asked(plain(str(body.get("text") or "")))
        if not wanted:
            return card.notice(self._say("find.how"))
        ticket, found = await self._desk.find(wanted)
        return await self._shown(self._say("find.title", wanted=wanted[:SHOWN_WORDS]), found, ticket)

    async def similar(self, ticket_id: int) -> Json:
        """What is about the same as a ticket, as a message."""
        return await self._shown(self._say("find.similar"), await self._desk.similar(ticket_id), ticket_id)

    async def reply(self, body: Json) -> Json | None:
        """The reply with the known answer in it that he chose; None when ticket or answer may not be used any more."""
        ticket_id, article_id = similar.chosen(body)
        ticket, known = await self._desk.card(ticket_id), await self._desk.precedent(article_id)
        if ticket is None or known is None or ticket.status == "closed":
            return None
        return modals.reply(ticket, self._say, known.article.solution)

    async def _shown(self, title: str, found: Sequence[Precedent], reply_to: int | None) -> Json:
        if not found:
            return card.notice(f"{title}\n{self._say('find.nothing')}")
        links = await asyncio.gather(*[self._link(one) for one in found])
        addresses = {one.article.ticket_id: link for one, link in zip(found, links, strict=True)}
        return similar.shown(title, found, addresses, self._say, reply_to)

    async def _link(self, one: Precedent) -> str:
        """The address of a ticket's card; empty when there is none, or Slack does not say in time."""
        channel, _, ts = one.key.partition(":")
        if not ts:
            return ""
        call = self._client.writing.chat_getPermalink(channel=channel, message_ts=ts)
        try:
            async with asyncio.timeout(LINK_SECONDS):
                return str((await self._client.call(call)).get("permalink") or "")
        except (DeliveryError, TimeoutError):
            return ""
