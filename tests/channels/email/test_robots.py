"""Who is taken for a machine: what it declares is believed, words and names alone lose nobody's mail."""

from datetime import UTC, datetime

import pytest

from bot.channels.email.headers import read_headers
from bot.channels.email.parse import parse_mail
from bot.channels.email.robots import automatic
from bot.core.signing import Signer

ANN = "ann@customer.example"


def verdict(subject: str = "Printer", sender: str = ANN, **fields: str) -> str:
    """What a mail counts as: one with a Message-ID, and with its sender's envelope unless another is given."""
    given = {"Return_Path": f"<{sender}>", "Message_ID": "<1@customer.example>", **fields}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    return automatic(read_headers("\r\n".join([*lines, "", "x"]).encode()), sender, subject)


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office supplies: none left",
        "Out of office message cannot be saved",
        "Auto response time too long",
        "Autoreply does not work",
        "Automatic reply missing in the shared mailbox",
        "Abwesenheitsnotiz einschalten",
        "Automatische Antwort geht nicht",
        "Réponse automatique à installer",
        "Risposta automatica non parte",
        "自动回复怎么关",
        "自動応答の設定",
        "자동 응답이 안 됩니다",
        "Re: Automatic reply: Printer",
        "Bob is out of the office and his phone rings",
    ],
)
def test_who_writes_about_automatic_replies_is_a_person(subject: str) -> None:
    assert verdict(subject) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Automatic reply", "Out of Office", "Out of Office AutoReply", "AUTOREPLY", "Abwesend", "Abwesenheitsnotiz",
        "Automatische Antwort", "Automatische Abwesenheitsnotiz", "Réponse automatique ", "Absence du bureau ",
        "Respuesta automática", "Risposta automatica", "Resposta automática", "Automatisch antwoord",
        "Automatyczna odpowiedź", "Автоматический ответ", "자동 회신", "Autosvar", "Automatiskt svar",
        "Automatisk svar", "Otomatik yanıt", "Automatická odpověď", "自動応答", "自動返信", "自动回复", "自動回覆",
    ],
)  # fmt: skip
def test_a_note_without_any_header_is_known_by_its_form_in_every_language(words: str) -> None:
    assert verdict(f"{words}: [RB-1001] Printer") == "replied"
    assert verdict(f"{words}: Re: Printer") == "replied"
    assert verdict(f"{words}: Printer", In_Reply_To="<rb.1@desk.example>") == "replied"


@pytest.mark.parametrize(
    "subject", ["[自动回复]Re: Printer", "【自动回复】[RB-1001] Printer", "Out of Office Re: Printer"]
)
def test_such_a_form_has_brackets_too(subject: str) -> None:
    assert verdict(subject) == "replied"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Printer",
        "自动回复：打印机",
        "Out of office",
        "Out of office until 20 May",
        "Abwesend bis Montag",
        "Automatische Antwort auf Ihre Anfrage",
        "Ann Lee is out of the office (returning 20 May)",
    ],
)
def test_what_a_machine_or_a_person_may_have_written_is_seen_and_not_answered(subject: str) -> None:
    assert verdict(subject) == "generated"
    assert verdict(subject, Return_Path="<>") == "replied"


def test_words_of_such_a_machine_in_an_answer_are_a_second_sign() -> None:
    assert verdict("Automatic reply of our reception") == ""
    assert verdict("Automatic reply of our reception", In_Reply_To="<rb.1@desk.example>") == "generated"


def test_a_note_that_declares_itself_generated_is_known_by_its_subject() -> None:
    declared = {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All"}
    assert verdict("Automatic reply: Printer", **declared) == "replied"
    assert verdict("Abwesend bis Montag", **declared) == "replied"
    assert verdict("Automatic replies were sent: 5", **declared) == "generated"
    assert verdict("Ticket 5 was changed", In_Reply_To="<5@tracker.example>", **declared) == "generated"


@pytest.mark.parametrize(
    ("subject", "sender"),
    [
        ("Re: Printer", "postmaster@customer.example"),
        ("Server down", "mail-administrator@customer.example"),
        ("Server down", "mailsupport@customer.example"),
        ("Delivery failed: order 17", "delivery@haulier.example"),
        ("Message could not be sent from the app", "jo.smtpers@customer.example"),
        ("Licence expires", "mdaemon@customer.example"),
        ("Undeliverable parcel", ANN),
    ],
)
def test_who_writes_from_a_name_that_programs_have_too_is_a_person(subject: str, sender: str) -> None:
    assert verdict(subject, sender) == ""


def test_a_report_of_words_alone_needs_an_envelope_that_does_not_speak_against_it() -> None:
    subject, sender = "Undeliverable: Printer", "postmaster@customer.example"
    assert verdict(subject, sender) == "generated"
    assert verdict(subject, sender, Return_Path="<>") == "bounce"
    assert verdict(subject, sender, Return_Path="<MAILER-DAEMON>") == "bounce"
    assert verdict(subject, sender, Return_Path="") == "bounce"
    assert verdict(subject, sender, Auto_Submitted="auto-generated") == "bounce"
    assert verdict(subject, sender, Precedence="bulk") == "bounce"


def test_a_postmaster_whose_envelope_is_not_known_is_seen() -> None:
    assert verdict("Your quarantine", "postmaster@customer.example", Return_Path="") == "generated"
    assert verdict("Your quarantine", "postmaster@customer.example", Return_Path="<>") == "bounce"
    assert verdict("Re:Printer", "postmaster@customer.example", Return_Path="", Message_ID="") == "bounce"


def test_a_filter_s_notice_is_a_report() -> None:
    subject = "**Message you sent blocked by our filter**"
    assert verdict(subject, "postmaster@x.example", Return_Path="<>", Auto_Submitted="auto-generated") == "bounce"


LIST = {"Precedence": "list", "List_Id": "Desk <desk.customer.example>"}
POST, LEAVE = {"List_Post": "<mailto:desk@customer.example>"}, {"List_Unsubscribe": "<https://customer.example/leave>"}


@pytest.mark.parametrize(
    "fields",
    [
        LIST,
        {"Precedence": "list"},
        {**LIST, **POST},
        {**LIST, **POST, **LEAVE},
        {**LIST, "Precedence": "bulk"},
        {**LIST, **POST, **LEAVE, "Precedence": "bulk"},
    ],
)
def test_who_writes_through_a_group_address_is_a_person(fields: dict[str, str]) -> None:
    assert verdict(**fields) == ""


@pytest.mark.parametrize(
    "fields",
    [
        {**LIST, **LEAVE},
        {**LIST, **LEAVE, "List_Post": "NO"},
        {**LIST, **LEAVE, "Precedence": "bulk"},
        {**LIST, **POST, "Precedence": "junk"},
        {**LEAVE, "Precedence": "bulk"},
        {**LIST, "X_List_Administrivia": "yes"},
        {**LIST, **POST, "Auto_Submitted": "auto-generated"},
    ],
)
def test_a_newsletter_and_a_list_s_own_notes_are_a_machine_s(fields: dict[str, str]) -> None:
    assert verdict(**fields) == "generated"


def test_what_has_the_list_s_own_address_is_not_answered_for_all_of_it_would_read_that() -> None:
    assert verdict(sender="desk@customer.example", **LIST) == "generated"
    assert verdict(sender="desk@customer.example", Precedence="list", **POST) == "generated"
    assert verdict(sender="no-reply@customer.example", **LIST) == "generated"


def test_a_person_s_mail_through_a_group_reaches_the_desk_as_his() -> None:
    raw = b"From: Ann <ann@customer.example>\r\nPrecedence: list\r\nList-Id: <desk.customer.example>\r\n\r\nIt burns."
    now = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    found = parse_mail(raw, channel="email:support", own_addresses=(), signer=Signer(b"key"), now=now)
    assert (found.automatic, found.sender.address.value) == ("", ANN)


ANSWERED = {"In_Reply_To": "<rb.1@desk.example>"}


@pytest.mark.parametrize("words", ["来自张伟的自动回复", "休假自动回复：[RB-1001] 打印机", "出差自动答复: 打印机"])
def test_a_chinese_note_says_before_it_why_it_was_written(words: str) -> None:
    assert verdict(words, **ANSWERED) in ("replied", "generated")


@pytest.mark.parametrize(
    "words",
    ["Read: Printer", "Not read: Printer", "已读：打印机", "已读回执: 打印机", "Return Receipt (displayed) - Printer"],
)
def test_a_read_receipt_without_a_report_is_known_by_its_subject_in_an_answer(words: str) -> None:
    assert verdict(words, **ANSWERED) == "replied"
    assert verdict(words) == ""


def test_who_writes_about_reading_is_a_person() -> None:
    assert verdict("已读不回是什么问题", **ANSWERED) == ""
    assert verdict("Read errors on disk 2", **ANSWERED) == ""


def test_an_appointment_that_is_taken_or_refused_is_seen_and_not_answered() -> None:
    assert verdict("Accepted: Visit", **ANSWERED) == "generated"
    assert verdict("已接受: 上门维修", **ANSWERED) == "generated"
    assert verdict("Visit", Content_Type='text/calendar; charset=utf-8; method="REPLY"') == "generated"
    assert verdict("Visit", Content_Type="text/calendar; method=REQUEST") == ""


def test_a_comment_in_what_is_declared_says_nothing() -> None:
    assert verdict(Auto_Submitted="no (a person)") == ""
    assert verdict(Auto_Submitted="(vacation) auto-replied") == "replied"
