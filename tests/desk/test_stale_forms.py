"""A form shows the ticket as it was when it was opened: what has changed since is not overwritten unawares."""

from __future__ import annotations

from typing import Any

from tests.desk.harness import EngineerHand, World
from tests.desk.waiting import until


async def chatted(w: World, number: int = 82) -> tuple[Any, int]:
    """A customer whose name, company, number and priority are known, and his ticket."""
    gus = w.has_telegram("Gus")
    await gus.chats(f"Lamp dead, Gus Roe, Roe Ltd, +44 20 7946 09{number}, P3")
    ticket = await w.ticket_of(gus)
    await w.desk.shows(ticket, phone=f"+4420794609{number}", organisation="Roe Ltd")
    return gus, ticket


async def opens(who: EngineerHand, label: str, ticket: int) -> Any:
    await who.clicks(label, ticket)
    return who.stage.slack.views(who.user)[-1]


def shown(view: Any) -> dict[str, str]:
    """What stands in the form's fields as it was opened."""
    elements = {block["block_id"]: block.get("element", {}) for block in view["blocks"] if "block_id" in block}
    return {field: one["initial_value"] for field, one in elements.items() if "initial_value" in one}


async def sends(who: EngineerHand, view: Any, **fields: str) -> dict[str, str]:
    """Sends the form off as it was opened, with these fields filled in; returns the errors beside fields."""
    sent = await who.stage.slack.submit(who.user, view["id"], {**shown(view), **fields})
    assert sent.acknowledged or sent.errors, sent
    return dict(sent.errors)


async def test_only_what_the_engineer_changed_in_the_form_is_written(desk_world: World) -> None:
    w = desk_world
    gus, ticket = await chatted(w)
    view = await opens(w.anna, "More…", ticket)
    await gus.chats("my number is +44 20 7946 0999")
    await w.desk.shows(ticket, phone="+442079460999")
    assert await sends(w.anna, view, what="details", name="Augustus Roe") == {}
    await w.desk.shows(ticket, requester="Augustus Roe", phone="+442079460999", organisation="Roe Ltd")


async def test_a_field_that_both_changed_is_told_with_what_stands_there_now(desk_world: World) -> None:
    w = desk_world
    gus, ticket = await chatted(w)
    view = await opens(w.anna, "More…", ticket)
    await gus.chats("my number is +44 20 7946 0999")
    await w.desk.shows(ticket, phone="+442079460999")
    errors = await sends(w.anna, view, what="details", name="Augustus Roe", phone="+44 20 7946 0111")
    assert set(errors) == {"phone"}
    assert "+442079460999" in errors["phone"]
    await w.desk.shows(ticket, requester="Gus Roe", phone="+442079460999")
    assert await sends(w.anna, view, what="details", name="Augustus Roe", phone="+44 20 7946 0999") == {}
    await w.desk.shows(ticket, requester="Augustus Roe", phone="+442079460999")


async def test_of_two_who_solve_from_open_forms_the_second_is_told_who_was_first(desk_world: World) -> None:
    w = desk_world
    gus, ticket = await chatted(w)
    annas, bos = await opens(w.anna, "Solve", ticket), await opens(w.bo, "Solve", ticket)
    assert await sends(w.anna, annas, text="Change the bulb.") == {}
    await gus.hears("Change the bulb.")
    errors = await sends(w.bo, bos, text="Call the electrician.")
    assert "Anna Berg was first" in errors["text"]
    await w.desk.is_quiet()
    assert not any("electrician" in text for text in gus.messages())
    await w.desk.shows(ticket, solution="Change the bulb.")
    assert await sends(w.bo, await opens(w.bo, "Solve", ticket), text="Call the electrician.") == {}
    await gus.hears("Call the electrician.")


async def test_a_preview_makes_a_form_no_newer(desk_world: World) -> None:
    w = desk_world
    gus, ticket = await chatted(w)
    bos = await opens(w.bo, "Solve", ticket)
    await w.anna.solves(ticket, "Change the bulb.")
    await gus.hears("Change the bulb.")
    await w.stage.slack.click_in_view(w.bo.user, bos["id"], "preview", values={"text": "Call the electrician."})
    await until(lambda: "electrician" in str(w.stage.slack.views(w.bo.user)[-1]["blocks"]), "the preview")
    errors = await sends(w.bo, bos, text="Call the electrician.")
    assert "Anna Berg was first" in errors["text"]


async def test_a_priority_from_an_old_form_is_told_what_counts_now(desk_world: World) -> None:
    w = desk_world
    _, ticket = await chatted(w)
    annas, bos = await opens(w.anna, "Priority", ticket), await opens(w.bo, "Priority", ticket)
    assert await sends(w.anna, annas, priority="P1", reason="Nobody can work.") == {}
    errors = await sends(w.bo, bos, priority="P4", reason="It can wait.")
    assert "P1" in errors["priority"]
    await w.desk.shows(ticket, priority="P1")
    assert await sends(w.bo, await opens(w.bo, "Priority", ticket), priority="P4", reason="It can wait.") == {}
    await w.desk.shows(ticket, priority="P4")


async def test_what_was_typed_stays_when_the_ticket_was_closed_meanwhile(desk_world: World) -> None:
    w = desk_world
    _, ticket = await chatted(w)
    annas, more = await opens(w.anna, "Solve", ticket), await opens(w.bo, "More…", ticket)
    await w.anna.does("close", ticket, note="She called.")
    errors = await sends(w.anna, annas, text="Change the bulb.")
    assert errors == {"text": "This ticket is closed. Nothing was changed."}
    assert "Change the bulb." in str(w.stage.slack.views(w.anna.user)[-1]["state"])
    errors = await sends(w.bo, more, what="escalate", tier="rnd", note="All that I have seen.")
    assert errors == {"what": "This ticket is closed. Nothing was changed."}
    assert "All that I have seen." in str(w.stage.slack.views(w.bo.user)[-1]["state"])
