"""Everything about a message that can be done before its transaction."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.blobs import BlobStore
from bot.core.clean import storable
from bot.core.messages import Inbound
from bot.enact import StoredFile
from bot.flows.reading import impression
from bot.shelf import Prepared

LONGEST_KEY = 255  # the column's


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
    clean = replace(
        event,
        key=_short_key(event.key),
        text=storable(event.text),
        subject=storable(event.subject),
        full_text=storable(event.full_text),
        signature=storable(event.signature),
        trouble=storable(event.trouble),
        message_id=storable(event.message_id),
        copied=tuple(storable(a) for a in event.copied),
        references=tuple(storable(r) for r in event.references),
        sender=replace(event.sender, name=storable(event.sender.name)),
    )
    if clean.impression is None:
        first = impression(clean.text, region, subject=clean.subject, signature=clean.signature)
        clean = replace(clean, impression=first)
    return Prepared(clean, raw, tuple(files), tuple(contents))


def _short_key(key: str) -> str:
    """A key that fits its column, still one for every message."""
    key = storable(key)
    return key if len(key) <= LONGEST_KEY else f"{key[:150]}:{hashlib.sha256(key.encode()).hexdigest()}"
