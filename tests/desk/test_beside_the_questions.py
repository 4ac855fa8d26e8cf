"""What customers say beside the questions: a further trouble, half a number, thanks, praise, a photo, a question."""

from __future__ import annotations

from tests.desk.harness import World


async def test_a_question_about_the_solution_by_mail_is_passed_on_and_he_is_told(desk_world: World) -> None:
    w, ann = desk_world, desk_world.writes_mail()
    await ann.mails("The scanner hums.\nAnn Li, Riverside School, +44 20 7946 0018, P3", subject="Scanner")
    ticket = await w.ticket_of(ann)
    await w.anna.solves(ticket, "Loosen the screw.")
    await ann.hears("Loosen the screw.")
    await ann.replies("Which screw do you mean? I see three.\n\nAnn")
    told = await ann.hears("An engineer will answer that")
    assert "support@" in told
    await w.desk.shows(ticket, status="solved", call_task="asked", says="he asked something about the solution")
    await ann.replies("Or is it the one below?")
    await w.desk.tells(ticket, "Or is it the one below?")
    await w.desk.is_quiet()
    assert ann.heard_nothing_more()
