"""A note that says only that somebody is away is no answer, whatever its headers say."""

from __future__ import annotations

import pytest

from bot.flows.absences import is_absence
from tests.flows.paper import NOON, Paper

AWAY = [
    "I am out of the office until Monday and will read your mail then.",
    "I am out of the office until Monday. In urgent cases call 123.",
    "I am away.",
    "I am away until Monday",
    "Hi,\n\nI'm currently on annual leave with limited access to email.\nI will reply when I am back.\n\n"
    "Best regards\nAnn",
    "Thank you for your message. I am on vacation from 24 December through 2 January. "
    "If it is urgent, please contact my colleague Bob Smith (bob@acme.example). I will get back to you on my return.",
    "Dear sender,\nI will be out of office from 12/1 to 12/8, returning on Tuesday, December 9th.\n"
    "Your e-mail will not be forwarded.",
    "您好，我正在休假，回来后会尽快回复您。",
    "我正在出差，无法及时回复邮件，如有急事请致电13800138000。",
    "您好！我12月1日至12月5日休年假，期间不便查看邮件，回来后第一时间回复您的邮件。谢谢！",
    "本人目前不在办公室，将于12月8日返回。",
    "Vielen Dank für Ihre Nachricht. Ich bin bis zum 24. Dezember im Urlaub und beantworte Ihre Mail danach.",
    "Bonjour, je suis absent du bureau jusqu'au 5 janvier. Je vous répondrai à mon retour.",
    "Estoy fuera de la oficina hasta el lunes. En caso de urgencia llame al 123.",
    "Sono in ferie fino al 7 gennaio. Risponderò al mio rientro.",
    "Ik ben tot maandag niet op kantoor. Bij dringende zaken kunt u bellen.",
    "Я нахожусь в отпуске до понедельника. Отвечу после возвращения.",
    "休暇中のため、12月8日以降にメールを拝見し、ご返信いたします。",
]
HERE = [
    "I am out of the office until Monday, but it works now.",
    "I am away until Monday. I will test it then.",
    "Works. I am away until Monday.",
    "Still broken. I am on vacation from tomorrow.",
    "I am away from the printer, it still jams.",
    "I will reply when I am back.",
    "The out of office assistant does not start.",
    "I am out of office until Monday, can you come then?",
    "我正在出差，回来后测试。",
    "我在休假，不过问题已经解决了。",
    "我出差了，打印机还是坏的。",
    "谢谢，已经好了。",
    "Ich bin bis Montag im Urlaub. Es funktioniert wieder.",
    "Thanks!",
    "yes",
    "",
]


@pytest.mark.parametrize("text", AWAY)
def test_words_of_absence_alone_are_known(text: str) -> None:
    assert is_absence(text)


@pytest.mark.parametrize("text", HERE)
def test_who_says_a_word_on_the_matter_is_there(text: str) -> None:
    assert not is_absence(text)


@pytest.mark.parametrize("text", AWAY)
@pytest.mark.parametrize("status", ["open", "solved", "closed"])
def test_such_a_mail_is_shown_answers_nothing_and_opens_nothing_again(text: str, status: str) -> None:
    paper = Paper(asks="all", channel="email:support")
    paper.writes("P2 no print.\nName: Ann\nCompany: Acme\nTel: 13800138000")
    paper.does("acknowledge")
    if status != "open":
        paper.does("solve", text="Restart it")
    if status == "closed":
        paper.does("close")
    paper.writes(text, subject="Re: [RB-1001] no print")
    assert (paper.said, paper.posted) == ([], ["desk/customer_wrote"])
    assert (paper.now.status, paper.now.reached_at) == (status, None)


def test_in_a_chat_a_person_says_so() -> None:
    paper = Paper()
    paper.writes("P2 no print.\nName: Ann\nCompany: Acme\nTel: 13800138000")
    paper.does("solve", text="Restart it")
    paper.writes("I am away until Monday")
    assert paper.now.reached_at == NOON
