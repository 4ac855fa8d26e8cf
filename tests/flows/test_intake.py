"""The questions: one at a time in a chat, all at once in a mail."""

from __future__ import annotations

import pytest

from bot.core.decisions import Learn, OpenTicket, Say, SetTimer
from bot.core.events import Fired, Wrote
from bot.core.tickets import FIELDS
from bot.flows.intake import wrote_context
from tests.flows.paper import Paper

TOM = ("Tom Baker", "Riverside School")
KNOWN = {"name": "Ann Li", "organisation": "Acme", "phone": "+8613800138000"}


def chat(**more: object) -> Paper:
    paper = Paper(**more)  # type: ignore[arg-type]  # tests name the fields
    paper.writes("The printer does not print.")
    return paper


def mail(**more: object) -> Paper:
    paper = Paper(asks="all", channel="email:support", **more)  # type: ignore[arg-type]  # tests name the fields
    paper.writes("It does not print.", subject="Printer")
    return paper


def test_a_chat_asks_one_thing_at_a_time_until_everything_is_known() -> None:
    paper = chat()
    assert paper.said == ["intake/opened_one"]
    for text, told in [
        ("Ann Li", "intake/ask_organisation"),
        ("Acme", "intake/ask_phone"),
        ("13800138000", "intake/ask_priority"),
        ("2", "intake/complete"),
    ]:
        paper.writes(text)
        assert paper.said == [told]
    assert [paper.now.value(field) for field in FIELDS] == ["Ann Li", "Acme", "+8613800138000", "P2"]
    assert paper.now.intake.state == "complete"
    assert "intake" not in paper.timers


def test_a_mail_asks_everything_at_once_and_is_thanked_when_all_is_told() -> None:
    paper = mail()
    assert paper.said == ["intake/opened_all"]
    assert paper.of(Say)[0].context["missing"] == list(FIELDS)
    paper.writes("Name: Ann Li\nOrganisation: Acme")
    assert paper.said == ["intake/noted_all"]
    assert paper.of(Say)[0].context["noted"] == ["name", "organisation"]
    paper.writes("Phone: 13800138000\nPriority: P2")
    assert paper.said == ["intake/complete_all"]


@pytest.mark.parametrize(
    ("text", "name", "organisation", "priority"),
    [
        ("Phone is +44 20 7946 0018, company Riverside School, it's not urgent.\n\nTom Baker", *TOM, "P4"),
        ("Tom Baker\nRiverside School\n+44 20 7946 0018\nP3", *TOM, "P3"),
        ("1) Tom Baker 2) Riverside School 3) +44 20 7946 0018 4) P2", *TOM, "P2"),
        ("priority 2, call me at +44 20 7946 0018 - Tom Baker, Riverside School", *TOM, "P2"),
        ("Tom Baker, Riverside School, +44 20 7946 0018. Nobody can work here!", *TOM, "P1"),
        ("您好，电话 +44 20 7946 0018，单位 蓝天科技，不急。\n王丽", "王丽", "蓝天科技", "P4"),
        ("我是蓝天科技的王丽，+44 20 7946 0018，全公司都停了，很急！", "王丽", "蓝天科技", "P1"),
    ],
)
def test_a_mail_may_answer_in_its_own_words(text: str, name: str, organisation: str, priority: str) -> None:
    paper = mail()
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation, paper.now.priority_stated) == (name, organisation, priority)
    assert (paper.now.phone, paper.said) == ("+442079460018", ["intake/complete_all"])


def test_our_own_question_sent_back_says_nothing_of_how_bad_it_is() -> None:
    paper = mail()
    paper.writes(
        "Priority:\n- P1 – it does not work and your business is affected\n- P2 – it works, but\n- P3 – errors"
    )
    assert paper.now.priority_stated == ""


@pytest.mark.parametrize("mark", ["- ", "", "* "])
def test_our_own_form_sent_back_in_reply_states_no_level_and_is_not_confirmed(mark: str) -> None:
    paper = mail()
    paper.writes("The printer jams.", subject="Printer")
    paper.writes(
        "Name:\nOrganisation:\nPhone:\nPriority (P1, P2, P3 or P4):\n\n"
        f"{mark}P1 – it does not work and your business is affected\n{mark}P2 – it works, but some functions fail\n"
        f"{mark}P3 – it works, but shows errors\n{mark}P4 – a question, or a wish for improvement"
    )
    assert (paper.now.priority_stated, paper.said) == ("", [])


def test_what_is_known_is_not_asked() -> None:
    paper = chat(known=KNOWN)
    assert paper.of(Say)[0].context["ask"] == "priority"
    assert {learn.field for learn in paper.of(Learn)} == KNOWN.keys()
    assert {learn.source for learn in paper.of(Learn)} == {"profile"}


def test_the_first_message_is_read_for_answers() -> None:
    paper = Paper()
    paper.writes("P2: no print.\nName: Ann Li\nCompany: Acme\nTel: 13800138000")
    assert paper.said == ["intake/opened_one"]
    assert paper.of(Say)[0].context["ask"] == ""
    assert paper.now.intake.state == "complete"


def test_a_wrong_phone_is_asked_for_once_more_and_then_left() -> None:
    paper = chat(known={"name": "Ann", "organisation": "Acme"})
    paper.writes("my desk")
    assert paper.said == ["intake/again_phone"]
    paper.writes("my other desk")
    assert paper.said == ["intake/ask_priority"]


def test_what_he_adds_instead_of_a_number_is_no_number_that_could_not_be_read() -> None:
    paper = chat(known={"name": "Ann", "organisation": "Acme"})
    paper.writes("the oven is a Wiesheu Dibas 64")
    assert paper.said == ["intake/ask_phone"]


def test_skip_leaves_the_question_out_and_a_button_answers_it() -> None:
    paper = chat()
    paper.writes("skip")
    assert paper.said == ["intake/ask_organisation"]
    paper.presses("skip")
    assert paper.said == ["intake/ask_phone"]
    paper.writes("跳过")
    assert paper.said == ["intake/ask_priority"]
    paper.presses("priority", "P4")
    assert paper.said == ["intake/complete"]
    assert paper.now.missing == ("name", "organisation", "phone")


@pytest.mark.parametrize("asks", ["one", "all"])
def test_a_person_please_ends_the_questions(asks: str) -> None:
    paper = chat() if asks == "one" else mail()
    paper.writes("a person, please")
    assert paper.said == ["intake/person_coming"]
    assert paper.posted[-1] == "desk/person_wanted"
    assert (paper.now.intake.state, paper.now.call_task) == ("person", "person_wanted")
    paper.writes("hello?")
    assert paper.said == []


@pytest.mark.parametrize("asks", ["one", "all"])
@pytest.mark.parametrize(
    "text",
    [
        "A person, please",
        "I want to talk to a real person",
        "Can somebody call me please?",
        "The lift is stuck. I want to speak to a human.",
        "转人工",
        "人工客服",
        "我要找人工",
        "能不能让真人跟我说话",
    ],
)
def test_a_person_may_be_wanted_from_the_first_word_on(asks: str, text: str) -> None:
    paper = Paper(asks=asks)  # type: ignore[arg-type]  # of the parameters
    paper.writes(text)
    assert paper.said == ["intake/person_coming"]
    assert "desk/person_wanted" in paper.posted
    assert (paper.now.intake.state, paper.now.call_task) == ("person", "person_wanted")
    assert "intake" not in paper.timers
    paper.writes("The printer in room 5 jams.")
    assert (paper.now.organisation, paper.now.name) == ("", "")


def test_a_ticket_that_began_with_the_wish_for_a_person_is_named_after_the_matter() -> None:
    paper = Paper(language="zh")
    paper.writes("转人工")
    paper.writes("三楼打印机卡纸")
    assert (paper.now.subject, paper.now.intake.state) == ("三楼打印机卡纸", "person")


@pytest.mark.parametrize(
    "text", ["A person is stuck in the lift!", "The oven is cold, please send an engineer", "打印机坏了，派个师傅来"]
)
def test_that_somebody_is_to_come_about_a_matter_ends_no_questions(text: str) -> None:
    paper = Paper()
    paper.writes(text)
    assert paper.said == ["intake/opened_one"]


def test_something_told_later_corrects_what_was_said_before() -> None:
    paper = chat(known={**KNOWN, "priority": "P3"})
    paper.writes("Phone: +49 30 901820")
    assert paper.now.phone == "+4930901820"


@pytest.mark.parametrize(("hello", "trouble"), [("hi", "The lift stands still."), ("在吗", "电梯停了")])
def test_who_only_greets_is_asked_what_it_is_about_before_who_he_is(hello: str, trouble: str) -> None:
    paper = Paper(language="zh" if hello == "在吗" else "en")
    paper.writes(hello)
    assert paper.said == ["intake/opened_greeting"]
    assert (paper.now.subject, paper.now.intake.asked) == (hello, {})
    paper.writes(trouble)
    assert paper.said == ["intake/ask_name"]
    assert paper.now.subject == trouble


def test_who_only_greets_and_then_falls_silent_is_reminded_and_left_to_the_engineers() -> None:
    paper = Paper()
    paper.writes("hello?")
    paper.waits("intake")
    assert paper.said == ["intake/remind_one"]
    paper.waits("intake")
    assert paper.now.intake.state == "timed_out"


@pytest.mark.parametrize("cry", ["URGENT!!!", "紧急"])
def test_who_only_cries_for_help_is_marked_urgent_and_asked_with_what(cry: str) -> None:
    paper = Paper()
    paper.writes(cry)
    assert paper.said == ["intake/opened_greeting"]
    assert paper.now.urgent


def test_a_mail_that_greets_is_answered_with_the_form() -> None:
    paper = Paper(asks="all", channel="email:support")
    paper.writes("Hello", subject="Printer")
    assert paper.said == ["intake/opened_all"]


def test_he_is_told_why_we_ask_and_the_question_stands() -> None:
    paper = chat(known={"name": "Ann", "organisation": "Acme"})
    paper.writes("why do you need that?")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/why"], "phone")
    assert paper.posted == ["desk/customer_wrote"]
    paper.writes("13800138000")
    assert paper.said == ["intake/ask_priority"]


def test_one_answer_may_tell_who_he_is_and_for_whom() -> None:
    paper = chat(known={"name": "ann83"})
    paper.writes("kev from blue bottle")
    assert (paper.now.name, paper.now.organisation) == ("kev", "blue bottle")
    assert paper.said == ["intake/ask_phone"]


@pytest.mark.parametrize(
    "text", ["the whole hospital cannot register anybody!", "就是全院都不能挂号啊!!", "全公司都停了"]
)
def test_how_badly_it_affects_him_may_be_said_in_his_own_words(text: str) -> None:
    paper = chat(known=KNOWN)
    paper.writes(text)
    assert paper.now.priority_stated == "P1"
    assert paper.said == ["intake/complete"]


@pytest.mark.parametrize("asks", ["one", "all"])
@pytest.mark.parametrize("status", ["asking", "complete", "solved", "closed"])
def test_how_far_it_is_may_be_asked_at_any_time_and_engineers_see_that_he_asked(asks: str, status: str) -> None:
    paper = chat() if asks == "one" else mail()
    if status != "asking":
        paper.writes("Name: Ann Li\nOrganisation: Acme\nPhone: 13800138000\nPriority: P2")
    if status in ("solved", "closed"):
        paper.does("solve", text="Turn it on.")
    if status == "closed":
        paper.does("close", reason="done")
    before = paper.now.status
    paper.writes("Any news?")
    assert (paper.said, paper.posted) == (["conversation/status"], ["desk/customer_wrote"])
    assert paper.now.status == before


def test_a_shared_contact_is_a_phone_number() -> None:
    paper = chat(known={"name": "Ann", "organisation": "Acme"})
    paper.writes("+8613800138000", contact="+8613800138000")
    assert paper.now.phone == "+8613800138000"


@pytest.mark.parametrize(("asks", "remind"), [("one", "intake/remind_one"), ("all", "intake/remind_all")])
def test_silence_is_reminded_once_and_then_left_to_engineers(asks: str, remind: str) -> None:
    paper = chat() if asks == "one" else mail()
    paper.waits("intake")
    assert paper.said == [remind]
    assert [timer.kind for timer in paper.of(SetTimer)] == ["intake"]
    paper.waits("intake")
    assert paper.said == []
    assert paper.posted == ["desk/intake_timeout"]
    assert paper.now.intake.state == "timed_out"
    assert "intake" not in paper.timers


@pytest.mark.parametrize("asks", ["one", "all"])
def test_a_customer_with_whom_an_engineer_speaks_is_not_reminded_by_a_machine(asks: str) -> None:
    paper = chat() if asks == "one" else mail()
    paper.does("reply", text="Which model is it?")
    paper.writes("The big one on the second floor, I think. It is grey.")
    paper.waits("intake")
    assert paper.said == []
    assert paper.posted == ["desk/intake_timeout"]
    assert paper.now.intake.state == "timed_out"


def test_a_late_answer_is_still_read() -> None:
    paper = mail()
    paper.waits("intake")
    paper.waits("intake")
    paper.writes("Phone: 13800138000")
    assert paper.now.phone == "+8613800138000"
    assert paper.said == ["intake/noted_all"]


def test_cancel_withdraws_but_the_ticket_stays() -> None:
    paper = chat()
    ticket = paper.now
    paper.writes("", command="cancel")
    assert paper.said == ["intake/cancelled"]
    assert paper.posted == ["desk/withdrawn"]
    assert paper.now.intake.state == "withdrawn"
    assert (paper.now.id, paper.now.status) == (ticket.id, "new")


def test_machines_open_a_silent_ticket() -> None:
    paper = Paper(asks="all", channel="email:support")
    paper.writes("Disk full", subject="Alarm", automatic="generated")
    assert paper.said == []
    assert paper.posted == ["desk/automatic"]
    assert paper.now.intake.state == "silent"
    paper.happens(Fired("intake"))
    assert paper.said == []


def test_an_empty_message_of_a_machine_is_not_answered_either() -> None:
    paper = Paper(asks="all", channel="email:support")
    paper.happens(Wrote("", automatic="generated"))
    assert paper.said == []
    assert paper.tickets == 1


@pytest.mark.parametrize("text", ["Production has stopped!", "全公司都上不了网", "P1 please"])
def test_p1_wording_marks_the_ticket_urgent(text: str) -> None:
    paper = Paper()
    paper.writes(text)
    assert paper.of(OpenTicket)[0].urgent


def test_p1_wording_marks_it_urgent_in_a_later_message_too() -> None:
    paper = chat()
    paper.writes("Now the whole office is down!")
    assert paper.now.urgent


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        (Wrote("It burns.\nHelp!"), "It burns."),
        (Wrote("x", subject=" Printer \n on fire "), "Printer on fire"),
        (Wrote("", files=("a.png", "b.png")), "a.png, b.png"),
        (Wrote("y" * 500), "y" * 120),
    ],
)
def test_a_ticket_has_a_subject(event: Wrote, subject: str) -> None:
    paper = Paper()
    paper.happens(event)
    assert paper.now.subject == subject


def test_the_questions_do_not_go_on_behind_a_solution() -> None:
    paper = chat()
    paper.does("solve", text="Restart it")
    paper.presses("priority", "P2")
    assert paper.said == []
    assert paper.now.priority_stated == "P2"
    paper.presses("skip")
    assert paper.said == []
    assert "intake" not in paper.timers


def test_a_new_request_leaves_no_reminder_of_the_old_one_behind() -> None:
    paper = chat()
    old = paper.now
    paper.writes("", command="new")
    assert paper.said == ["conversation/new"]
    assert paper.posted == ["desk/intake_timeout"]
    paper.ticket = old
    assert paper.timers == {}


def test_the_answers_between_our_quoted_questions_are_read_and_our_own_number_is_not() -> None:
    paper = Paper(asks="all", channel="email:support")
    paper.writes("It does not print.", subject="Printer")
    paper.writes("> Your name, your company, your phone? Call us: +49 30 901820\nAnn Li\nAcme\n+86 138 0013 8000\nP3")
    found = (paper.now.name, paper.now.organisation, paper.now.phone)
    assert found == ("Ann Li", "Acme", "+8613800138000")


def test_a_text_beyond_all_measure_is_cut_for_engineers_when_it_comes_as_a_file() -> None:
    event = Wrote(text="灯坏了。" * 50_000, files=("message.txt",))
    shown = str(wrote_context(event)["text"])
    assert shown == event.text[:40_000] + "\n[…] message.txt"
    assert wrote_context(Wrote(text=event.text))["text"] == event.text


def test_a_yes_to_an_engineer_agrees_to_nothing() -> None:
    paper = Paper(known={"name": "Ann", "organisation": "Acme", "phone": "+8613800138000"})
    paper.writes("The printer burns. P2")
    assert paper.now.intake.may == "asked"
    paper.does("acknowledge")
    paper.writes("yes")
    assert paper.now.intake.may == "asked"
    paper.presses("also", "yes")
    assert paper.now.intake.agreed == ("+8613800138000",)


def test_the_reminder_is_one_of_the_two_times_that_a_question_is_asked() -> None:
    paper = chat(known={"name": "Ann"})
    paper.waits("intake")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/remind_one"], "organisation")
    paper.writes("the big one on the left")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/ask_phone"], "phone")


def test_what_was_asked_twice_is_not_reminded_of_but_the_next_question_is() -> None:
    paper = chat(known={"name": "Ann"})
    paper.writes("the big one on the left")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/ask_organisation"], "organisation")
    paper.waits("intake")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/remind_one"], "phone")
    paper.writes("13800138000")
    assert (paper.now.phone, paper.said) == ("+8613800138000", ["intake/ask_priority"])


def test_where_nothing_may_be_asked_any_more_no_reminder_comes_and_engineers_take_over() -> None:
    paper = chat(known={"name": "Ann", "organisation": "Acme", "phone": "+8613800138000"})
    paper.writes("hm, the big one on the left")
    paper.waits("intake")
    assert (paper.said, paper.posted, paper.now.intake.state) == ([], ["desk/intake_timeout"], "timed_out")


def test_a_question_that_he_left_out_is_not_reminded_of() -> None:
    paper = chat(known={"name": "Ann"})
    paper.presses("skip")
    paper.presses("skip")
    paper.waits("intake")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/remind_one"], "priority")
