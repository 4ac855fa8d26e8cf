"""A channel that only the tests know goes all the way through the desk."""

from __future__ import annotations

from pathlib import Path

from tests.contract.toy import Pigeons, ToyChannel
from tests.desk.harness import world
from tests.desk.waiting import until

ROOT = Path(__file__).parents[2]
PIA = "+4930901820"


async def test_a_toy_customer_gets_a_solution_and_confirms_it(tmp_path: Path) -> None:
    pigeons = Pigeons()
    async with world(tmp_path, extra=lambda _: ToyChannel(pigeons)) as w:

        async def hears(phrase: str) -> str:
            def look() -> str:
                return next((p.text for p in reversed(pigeons.delivered) if phrase in p.text), "")

            return await until(look, lambda: f"{phrase!r} in {pigeons.delivered}")

        pigeons.bring(PIA, "The roof leaks.", file=("roof.txt", b"drip"))
        await hears("Its reference is RB-1001")
        ticket = await w.desk.ticket_of(f"phone:{PIA}")
        await w.desk.tells(ticket, "The roof leaks.")
        for answer, question in [("Acme", "phone number"), ("13800138000", "How badly")]:
            pigeons.bring(PIA, answer)
            await hears(question)
        choice = await until(lambda: dict(pigeons.delivered[-1].buttons).get("P2 · Parts fail or slow"), "the choices")
        pigeons.bring(PIA, "P2", choice)
        await hears("that is all we need")
        await w.anna.clicks("Acknowledge", ticket)
        await w.anna.solves(ticket, "Close the window.")
        await hears("Close the window.")
        solved = dict(pigeons.delivered[-1].buttons)["Solved"]
        pigeons.bring(PIA, "Solved", solved)
        await w.desk.shows(ticket, status="closed", reached_by="toy", confirmed_at=True, organisation="Acme")
        await hears("Good to hear")
        assert pigeons.waiting == {}
        assert [file.name for file in w.stage.slack.workspace.files.values()] == ["roof.txt"]


async def test_its_trouble_is_its_own(tmp_path: Path) -> None:
    pigeons = Pigeons()
    async with world(tmp_path, extra=lambda _: ToyChannel(pigeons)) as w:
        pigeons.down = True
        assert await w.desk.is_red("toy") == "no pigeon comes through"
        customer = w.has_telegram("Ann")
        await customer.chats("It beeps.")
        await customer.hears("RB-1001")
        pigeons.down = False
        await w.desk.is_green("toy")


def test_no_room_names_the_toy() -> None:
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "templates").rglob("*.*")]:
        assert "toy" not in path.read_text("utf-8").lower().split(), path
