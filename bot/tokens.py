"""The access tokens of mailboxes with OAuth2, as the settings want them and the database keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.ports import Clock, Cursors
from bot.db import installation, migrate
from bot.db.cursors import StoredCursors
from bot.db.engine import open_engine
from bot.db.session import Database

if TYPE_CHECKING:
    from bot.channels.email.oauth.tokens import Tokens

CONNECT_SECONDS = 10


class KeyProblem(OSError):  # noqa: N818 - the problem is the file's, not the program's
    """The key that seals tokens cannot be read or made."""


def tokens_for(settings: Settings, signing_key: bytes, cursors: Cursors, clock: Clock) -> Mapping[str, Tokens]:
    """The token of each mailbox that has OAuth2, by the mailbox's name. Nothing is loaded where none has.
    Raises KeyProblem."""
    boxes = {box.name: box.oauth for box in settings.mailbox if box.oauth is not None}
    if not boxes:
        return {}
    from bot.channels.email.oauth.sealed import SealedCursors, derived_key
    from bot.channels.email.oauth.tokens import Tokens

    try:
        key = derived_key(settings.ringback.data, signing_key)
    except OSError as error:
        what = f"the key of the tokens cannot be read: {error.filename}: {error.strerror}"
        raise KeyProblem(f"{what}; give it to the user that Ringback runs as") from error
    sealed = SealedCursors(cursors, key)
    return {name: Tokens(name, oauth, sealed, clock) for name, oauth in boxes.items()}


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Mapping[str, Tokens]]:
    """The same for a command, while the desk may run: what a provider gives is kept, for an old refresh token may be
    worth nothing then. Makes the database where there is none; where there is one its schema is left alone. Raises
    SQLAlchemyError and OSError when that cannot be."""
    if not any(box.oauth for box in settings.mailbox):
        yield {}
        return
    settings.ringback.data.mkdir(parents=True, exist_ok=True)
    url = make_url(settings.ringback.url)
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)})
    engine = open_engine(url)
    database = Database(engine)
    try:
        if await database.read(migrate.present) is None:
            await asyncio.to_thread(migrate.upgrade, engine)
        key = await database.write(installation.signing_key)
        yield tokens_for(settings, key, StoredCursors(database), SystemClock())
    finally:
        await asyncio.to_thread(database.close)
