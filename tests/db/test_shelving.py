"""What the database cannot hold as it is must not stop the others behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import shelf
from bot.blobs import BlobStore
from bot.core.messages import Address, Attachment, Bounce, DeskAction, Engineer, Inbound, Sender, Unreached
from bot.db.schema import attachments, inbox
from bot.db.session import Database
from tests.db.conftest import NOW, receiver_on


@pytest.mark.parametrize(
    "sender",
    [
        Sender(Address("email", "a" * 3000 + "@customers.example")),
        Sender(Address("email", "nul\x00@customers.example")),
        Sender(Address("telegram", "4711"), language="a language with a name much longer than any code"),
    ],
    ids=["long address", "NUL in the address", "long language"],
)
async def test_a_sender_that_the_database_refuses_is_taken_in_all_the_same(
    database_with: Callable[..., Database], tmp_path: Path, sender: Sender
) -> None:
    database = database_with()
    receive = receiver_on(database, tmp_path)
    answer = await receive(Inbound("telegram", "the key", sender, "4711", "the lamp has gone out", NOW, b"{}"))
    assert answer.accepted
    [row] = await database.read(lambda connection: connection.execute(inbox.select()).all())
    assert row.state in ("handled", "shelved")
    assert row.excerpt == "the lamp has gone out"
    again = await receive(Inbound("telegram", "the key", sender, "4711", "the lamp has gone out", NOW, b"{}"))
    assert again.duplicate


async def test_a_report_on_delivery_comes_off_the_shelf_as_it_went_on(
    database_with: Callable[..., Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = database_with()
    receive = receiver_on(database, tmp_path)
    sender = Sender(Address("email", "mailer-daemon@mx.example"))
    bounce = Bounce((Unreached("ann@acme.example", "permanent", "550 no such user"),), "<rb.1.k.x@desk.example>")
    report = Inbound("telegram", "k", sender, "k", "550", NOW, b"raw", automatic="bounce", bounce=bounce)

    def refuses(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.receive.router.decide", refuses)
    await receive(report)
    row = await database.read(lambda connection: dict(connection.execute(inbox.select()).mappings().one()))
    assert row["state"] == "shelved"
    restored = await database.read(lambda connection: shelf.restore(row, BlobStore(tmp_path / "blobs"), connection))
    assert restored == report


async def test_an_engineers_files_come_off_the_shelf_with_his_message(
    database_with: Callable[..., Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = database_with()
    receive = receiver_on(database, tmp_path)
    sender = Sender(Address("telegram", "4711"))
    assert (await receive(Inbound("telegram", "k", sender, "4711", "the lamp is dark", NOW, b"{}"))).ticket_id == 1
    manual = Attachment("手册.pdf", "application/pdf", 7, reference="https://files.slack.com/manual")
    fields = {"text": "Read this."}
    anna = Engineer("U1", "Anna")
    reply = DeskAction("slack", "r", anna, "reply", 1, NOW, fields, raw=b"raw", attachments=(manual,))

    def refuses(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr("bot.receive.router.decide", refuses)
        assert not (await receive(reply)).accepted
    shelved = inbox.select().where(inbox.c.state == "shelved")
    row = await database.read(lambda connection: dict(connection.execute(shelved).mappings().one()))
    restored = await database.read(lambda connection: shelf.restore(row, BlobStore(tmp_path / "blobs"), connection))
    assert restored == reply
    assert (await receive.again(row["id"], anna)).accepted
    [file] = await database.read(lambda connection: connection.execute(attachments.select()).all())
    assert (file.name, file.state, file.reference) == (manual.name, "waiting", manual.reference)
