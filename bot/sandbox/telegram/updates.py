"""The queue of updates and how getUpdates takes from it: https://core.telegram.org/bots/api#getupdates."""

import asyncio
from collections.abc import Callable, Sequence

from bot.sandbox.snapshot import RESERVE

from .errors import Json, Refused
from .interface import ONLY_WHEN_ASKED

KEPT = 24 * 3600.0  # seconds: "Incoming updates are stored on the server ... not ... longer than 24 hours"
LONGEST_POLL = 50  # seconds; the published server cuts a longer timeout down to this
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class UpdateQueue:
    """Updates that wait for the bot, in order of update_id; `now` gives Unix seconds."""

    def __init__(self, now: Callable[[], float], first_id: int | None = None) -> None:
        self._now = now
        # Numbers go on from the clock: an emulator that is started again must not use old ones anew.
        self._next_id = int(now()) if first_id is None else first_id
        self._waiting: dict[int, tuple[float, Json]] = {}
        self._all: dict[int, Json] = {}
        self.injected: set[int] = set()
        self._offered_again: set[int] = set()
        self._poller: asyncio.Future[None] | None = None
        self._allowed: tuple[str, ...] = ()
        self.confirmed: set[int] = set()

    @property
    def pending(self) -> list[Json]:
        """Updates not confirmed yet, oldest first; those older than 24 hours are gone."""
        oldest = self._now() - KEPT
        self._waiting = {key: kept for key, kept in self._waiting.items() if kept[0] >= oldest}
        return [self._waiting[key][1] for key in sorted(self._waiting)]

    @property
    def allowed(self) -> tuple[str, ...]:
        """Kinds of updates asked for; empty means all but those that come only when asked for."""
        return self._allowed

    def allow(self, kinds: Sequence[str]) -> None:
        """From now on make only updates of these kinds; those made before stay."""
        self._allowed = tuple(kinds)

    def add(self, kind: str, content: Json) -> int:
        """A new update, unless its kind is not asked for; its update_id, used up in either case."""
        wanted = kind in self._allowed if self._allowed else kind not in ONLY_WHEN_ASKED
        return self.add_raw({kind: content}) if wanted else self._take_id()

    def kept(self) -> Json:
        """The updates that wait, what is asked for, and the next number."""
        waiting = [{"at": at, "update": update} for at, update in self._waiting.values()]
        injected = sorted(self.injected & self._waiting.keys())
        return {"next_id": self._next_id, "allowed": list(self._allowed), "waiting": waiting, "injected": injected}

    def restore(self, given: Json) -> None:
        """The queue as it was; no number is used anew, nor one that was given after `kept`."""
        waiting = {one["update"]["update_id"]: (float(one["at"]), one["update"]) for one in given["waiting"]}
        next_id, allowed, injected = int(given["next_id"]), tuple(given["allowed"]), set(given["injected"])
        self._next_id = max(self._next_id, next_id + RESERVE)
        self._waiting |= waiting
        self._all |= {number: update for number, (_, update) in waiting.items()}
        self._allowed = allowed
        self.injected |= injected
        self._wake()

    def inject(self, update: Json) -> int:
        """A raw update that somebody made up; it need not be one that the service would make."""
        update_id = self.add_raw(update)
        self.injected.add(update_id)
        return update_id

    def add_raw(self, update: Json) -> int:
        """A new update as it is, with an update_id of its own."""
        update_id = self._take_id()
        made = {"update_id": update_id} | {key: value for key, value in update.items() if key != "update_id"}
        self._all[update_id] = made
        self._waiting[update_id] = (self._now(), made)
        self._wake()
        return update_id

    def redeliver(self, update_id: int) -> None:
        """Offer an update once more with the next getUpdates, whatever its offset; LookupError if unknown."""
        self._waiting[update_id] = (self._now(), self._all[update_id])
        self._offered_again.add(update_id)
        self._wake()

    def drop(self) -> None:
        """Forget what waits (drop_pending_updates); it counts as confirmed, for the bot wanted it gone."""
        self.confirmed.update(self._waiting)
        self._waiting.clear()
        self._offered_again.clear()

    def interrupt(self, refusal: Refused | None = None) -> None:
        """End a waiting poll: with `refusal`, or as if it had found nothing."""
        if self._poller is not None and not self._poller.done():
            if refusal is None:
                self._poller.cancel()
            else:
                self._poller.set_exception(refusal)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm what `offset` confirms, then up to `limit` updates, waiting `seconds` for the first.

        A poll that waits when the next one comes is refused with 409; the next one goes on.
        """
        self.interrupt(Refused(409, f"Conflict: {_OTHER_POLLER}"))
        self._confirm(offset)
        if seconds > 0 and not self.pending:
            await self._wait(seconds)
        offered = self.pending[:limit]
        self._offered_again.difference_update(update["update_id"] for update in offered)
        return offered

    async def _wait(self, seconds: float) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait([poller], timeout=seconds)
        finally:
            # The client may have gone; nobody else may then wake or refuse this poll.
            refusal = poller.exception() if poller.done() and not poller.cancelled() else None
            poller.cancel()
        if refusal is not None:
            raise refusal

    def _confirm(self, offset: int) -> None:
        """Below a positive offset all is confirmed; a negative one counts from the end of the queue."""
        waiting = sorted(key for key in self._waiting if key not in self._offered_again)
        done = waiting[:offset] if offset < 0 else [key for key in waiting if key < offset]
        for key in done:
            del self._waiting[key]
        self.confirmed.update(done)

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
