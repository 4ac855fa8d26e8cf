"""Everything about a message that needs no database: its contents, and what it says as the flows take it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from bot.blobs import BlobStore
from bot.core.clean import storable
from bot.core.events import Pressed, Wrote
from bot.core.messages import DeskAction, Inbound
from bot.core.signing import without_code
from bot.enact import StoredFile
from bot.flows.reading import impression
from bot.shelf import Prepared

LONGEST_KEY = 255  # the column's
_TEXTS = ("text", "subject", "full_text", "signature", "trouble", "message_id")
_MACHINES = ("replied", "bounce")  # what they write opens no ticket: it needs no first look


def prepared_message(event: Inbound, store: BlobStore, region: str) -> Prepared:
    """Hashes and stores contents, makes every text storable and reads what it tells; `region` reads national numbers.
    Raises OSError (disk full)."""
    raw = store.prepare(event.raw)
    files, contents = [], []
    for attachment in event.attachments:
        name, media_type = storable(attachment.name), storable(attachment.media_type)
        if attachment.content is None:
            files.append(StoredFile(name, media_type, attachment.size, reference=attachment.reference))
            continue
        blob = store.prepare(attachment.content)
        contents.append(blob)
        files.append(StoredFile(name, media_type, blob.size, blob.sha256, blob.inline))
    clean = _storable(event)
    if clean.impression is None and clean.automatic not in _MACHINES:
        first = impression(clean.text, region, subject=clean.subject, signature=clean.signature)
        clean = replace(clean, impression=first)
    return Prepared(clean, raw, tuple(files), tuple(contents))


def prepared_action(event: DeskAction, store: BlobStore) -> Prepared:
    """Makes every text storable; the files that go out with it are references. Raises OSError (disk full)."""
    fields = {name: storable(value) for name, value in event.fields.items()}
    files = tuple(replace(file, name=storable(file.name)) for file in event.attachments)
    known = tuple(StoredFile(file.name, file.media_type, file.size, reference=file.reference) for file in files)
    return Prepared(replace(event, fields=fields, attachments=files), store.prepare(event.raw), known)


def _storable(event: Inbound) -> Inbound:
    """The message with what cannot be stored replaced; mostly there is nothing."""
    cleaned: dict[str, Any] = {name: storable(getattr(event, name)) for name in _TEXTS}
    cleaned["key"] = _short_key(event.key)
    cleaned["copied"] = tuple(storable(address) for address in event.copied)
    cleaned["references"] = tuple(storable(reference) for reference in event.references)
    if (name := storable(event.sender.name)) != event.sender.name:
        cleaned["sender"] = replace(event.sender, name=name)
    changed = {name: value for name, value in cleaned.items() if value != getattr(event, name)}
    return replace(event, **changed) if changed else event


def _short_key(key: str) -> str:
    """A key that fits its column, still one for every message."""
    key = storable(key)
    return key if len(key) <= LONGEST_KEY else f"{key[:150]}:{hashlib.sha256(key.encode()).hexdigest()}"


def wrote(inbound: Inbound) -> Wrote:
    """What he wrote, as the flows take it."""
    return Wrote(
        text=inbound.text,
        subject=inbound.subject,
        full_text=inbound.full_text,
        files=tuple(a.name for a in inbound.attachments),
        command=inbound.command,
        contact=inbound.contact,
        automatic=inbound.automatic,
        trouble=inbound.trouble,
        withdrawn=inbound.withdrawn,
        signature=inbound.signature,
        impression=inbound.impression,
    )


def pressed(inbound: Inbound) -> Pressed:
    """The button that he pressed, and what he wrote beside it in a mail."""
    action, _, rest = inbound.press.partition(":")
    argument = rest.partition(":")[2]
    if inbound.in_conversation:
        return Pressed(action, argument, inbound.text)
    files = tuple(file.name for file in inbound.attachments)
    return Pressed(action, argument, without_code(inbound.subject), written=True, words=inbound.text, files=files)
