"""What cannot be handled is put on the shelf in front of engineers, and tried again when they say so."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.stage import ANNA, ENGINEERS
from tests.desk.harness import World, world
from tests.desk.slack_words import words
from tests.desk.waiting import until


def admins_mistake(folder: Path) -> Path:
    """A wording of the admin's own that includes a file which is not there."""
    own = folder / "wordings"
    (own / "en" / "intake").mkdir(parents=True)
    (own / "en" / "intake" / "opened_one.md.j2").write_text('Welcome. {% include "intake/hours.md.j2" %}\n', "utf-8")
    return own


async def shelf_card(w: World) -> dict[str, object]:
    def look() -> dict[str, object] | None:
        cards = [
            m for m in w.stage.slack.messages(ENGINEERS) if any(b["type"] == "actions" for b in m.get("blocks", []))
        ]
        return next((card for card in cards if "hours.md.j2" in words(card)), None)

    card: dict[str, object] = await until(look, "the shelf's card")
    return card


async def test_a_message_that_no_template_fits_is_shelved_shown_and_tried_again(tmp_path: Path) -> None:
    own = admins_mistake(tmp_path)
    async with world(tmp_path, templates=own) as w:
        customer = w.has_telegram("Ann Li")
        await customer.chats("The printer burns.")
        card = await shelf_card(w)
        assert "The printer burns." in words(card)
        assert "Retry" in words(card) or "Retry" in str(card["blocks"])
        assert await w.desk.tickets_of(customer.address) == []

        click = await w.stage.slack.click(ANNA, ENGINEERS, str(card["ts"]), "shelf_retry")
        assert click.acknowledged
        assert await w.desk.tickets_of(customer.address) == []

        (own / "en" / "intake" / "hours.md.j2").write_text("We work from 9 to 17.\n", "utf-8")
        click = await w.stage.slack.click(ANNA, ENGINEERS, str(card["ts"]), "shelf_retry")
        assert click.acknowledged
        await customer.hears("We work from 9 to 17.")
        ticket = await w.ticket_of(customer)
        await w.desk.shows(ticket, excerpt="The printer burns.", requester="Ann Li")

        def settled() -> bool:
            shown = next(m for m in w.stage.slack.messages(ENGINEERS) if m["ts"] == card["ts"])
            return "Handled" in words(shown) and "shelf_retry" not in str(shown["blocks"])

        await until(settled, "the card to say that it was handled")
        assert await w.desk.tickets_of(customer.address) == [ticket]
