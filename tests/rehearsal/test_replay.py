"""What is told apart when mails are played: own mails, machines in threads, answers without a thread, failures."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.operations.problem import quiet
from bot.rehearsal import Options, guessed, rehearse
from bot.rehearsal.answers import bare, likely, recipients
from bot.rehearsal.figures import Figures

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Mails:
    """Writes mails into a folder, an hour after one another; they are named by their numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._number = 0

    def add(
        self, sender: str, to: str, subject: str, text: str = "Hello", *, box: str = "support", **fields: str
    ) -> int:
        self._number += 1
        at = START + timedelta(hours=self._number)
        place = self.folder / box
        place.mkdir(parents=True, exist_ok=True)
        fields |= {"From": sender, "To": to, "Subject": subject, "Message-ID": f"<{self._number}@x.example>"}
        fields |= {"Content-Type": "text/plain; charset=utf-8", "Date": f"{at:%d %b %Y %H:%M:%S} +0000"}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        (place / f"{self._number}.eml").write_bytes(f"{head}\r\n{text}\r\n".encode())
        return self._number

    async def rehearsed(self, templates: Path | None = None, authserv_id: str = "") -> Figures:
        self.add("last@x.example", "support@desk.example", "Last")  # the addresses are guessed from the majority
        settings = guessed(self.folder)
        assert settings.mailbox[0].address == "support@desk.example"
        general = settings.ringback.model_copy(update={"data": self.folder / ".var", "templates": templates})
        options = Options(30, self.folder / ".var" / "page.html", from_folder=self.folder)
        boxes = tuple(box.model_copy(update={"authserv_id": authserv_id}) for box in settings.mailbox)
        whole = settings.model_copy(update={"ringback": general, "mailbox": boxes})
        done = await rehearse(whole, options, quiet, START)
        return done.figures


@pytest.fixture
def mails(tmp_path: Path) -> Mails:
    return Mails(tmp_path)


def outcomes(figures: Figures) -> dict[int, tuple[str, int | None]]:
    return {int(one.mail.path.stem): (one.outcome, one.ticket) for one in figures.mails}


DESK = "Support <support@desk.example>"


async def test_our_answer_that_lies_in_the_mailbox_is_own_and_counts_as_the_answer(mails: Mails) -> None:
    asked = mails.add("ann@x.example", DESK, "Printer")
    copy = mails.add(DESK, "ann@x.example", "Re: Printer", In_Reply_To=f"<{asked}@x.example>")
    back = mails.add("ann@x.example", DESK, "Re: Printer", "It prints.", In_Reply_To=f"<{copy}@x.example>")
    figures = await mails.rehearsed()
    came = outcomes(figures)
    assert came[asked] == ("ticket", 1)
    assert came[copy] == ("own", 1)
    assert came[back] == ("joined", 1)
    assert [row.times for row in figures.waiting if row.times] == [(timedelta(hours=1),)]


async def test_what_would_be_held_and_what_is_spam_is_told(mails: Mails) -> None:
    proof = "mx.desk.example; dmarc=pass header.from=x.example"
    proven = mails.add("ann@x.example", DESK, "Printer", Authentication_Results=proof)
    forged = mails.add("ann@x.example", DESK, "Re: Printer", In_Reply_To=f"<{proven}@x.example>")
    seller = mails.add("ben@x.example", DESK, "Offer", X_Spam_Flag="YES", Authentication_Results=proof)
    came = outcomes(await mails.rehearsed(authserv_id="mx.desk.example"))
    assert came[proven] == ("ticket", 1)
    assert came[forged] == ("held", None)
    assert came[seller] == ("spam", None)


async def test_the_same_answer_in_the_mailbox_and_among_what_was_sent_counts_once(mails: Mails) -> None:
    asked = mails.add("ann@x.example", DESK, "Printer")
    sent = mails.add(DESK, "ann@x.example", "Re: Printer", box="support/sent", In_Reply_To=f"<{asked}@x.example>")
    (mails.folder / "support" / "90.eml").write_bytes((mails.folder / "support" / "sent" / f"{sent}.eml").read_bytes())
    figures = await mails.rehearsed()
    assert outcomes(figures)[90] == ("own", 1)
    assert outcomes(figures)[sent] == ("duplicate", None)
    assert figures.answers == 1
    assert [row.times for row in figures.waiting if row.times] == [(timedelta(hours=1),)]


async def test_a_machine_in_a_thread_is_a_machine(mails: Mails) -> None:
    asked = mails.add("ann@x.example", DESK, "Printer")
    sent = mails.add(DESK, "ann@x.example", "Re: Printer", box="support/sent", In_Reply_To=f"<{asked}@x.example>")
    away = mails.add("ann@x.example", DESK, "Away", In_Reply_To=f"<{sent}@x.example>", Auto_Submitted="auto-replied")
    figures = await mails.rehearsed()
    assert outcomes(figures)[away] == ("robot", 1)
    assert figures.robots == (("ann@x.example", 1),)


async def test_our_own_machine_is_no_answer(mails: Mails) -> None:
    asked = mails.add("ann@x.example", DESK, "Printer")
    thread = {"In_Reply_To": f"<{asked}@x.example>", "box": "support/sent"}
    mails.add(DESK, "ann@x.example", "Automatic reply: Printer", **thread)
    mails.add(DESK, "ann@x.example", "Re: Printer", Auto_Submitted="auto-replied", **thread)
    figures = await mails.rehearsed()
    assert dict(figures.sent) == {"automatic": 2}
    assert [one.reference for one in figures.never] == ["RB-1001", "RB-1002"]


async def test_an_answer_without_a_thread_goes_by_recipient_and_subject(mails: Mails) -> None:
    first = mails.add("王芳 <fang@x.example>", DESK, "发票")
    second = mails.add("fang@x.example", DESK, "打印机坏了")
    third = mails.add("fang@x.example", DESK, "网络")
    by_subject = mails.add(DESK, "fang@x.example", "答复：打印机坏了", box="support/sent")
    by_person = mails.add(DESK, "fang@x.example", "您好", box="support/sent")
    foreign = mails.add(DESK, "fang@x.example", "Re: old", box="support/sent", In_Reply_To="<old@long.ago>")
    came = outcomes(await mails.rehearsed())
    assert [came[number] for number in (first, second, third)] == [("ticket", 1), ("ticket", 2), ("ticket", 3)]
    assert came[by_subject] == ("answer", 2)
    assert came[by_person] == ("answer", 3)
    assert came[foreign] == ("elsewhere", None)


async def test_an_empty_mail_and_one_of_nobody_are_told_apart(mails: Mails) -> None:
    empty = mails.add("ann@x.example", DESK, "", "")
    nobody = mails.add("", DESK, "Hello")
    came = outcomes(await mails.rehearsed())
    assert came[empty] == ("empty", None)
    assert came[nobody] == ("unreadable", 1)


async def test_a_template_that_fails_shows_up_before_it_costs_a_customer_his_answer(
    mails: Mails, tmp_path: Path
) -> None:
    broken = tmp_path / ".templates" / "en" / "intake"
    broken.mkdir(parents=True)
    (broken / "opened_all.md.j2").write_text("subject: {{ nonsense }}\n---\nHello")
    asked = mails.add("ann@x.example", DESK, "Printer")
    chinese = mails.add("fang@x.example", DESK, "打印机坏了", "请帮忙看看。")
    came = outcomes(await mails.rehearsed(tmp_path / ".templates"))
    assert came[asked] == ("shelved", None)
    assert came[chinese] == ("ticket", 1)


async def test_a_long_answer_and_one_without_words_are_answers(mails: Mails) -> None:
    one = mails.add("ann@x.example", DESK, "Printer")
    two = mails.add("bob@x.example", DESK, "Scanner")
    long = mails.add(DESK, "ann@x.example", "Re: Printer", "word " * 9000, box="support/sent")
    none = mails.add(DESK, "bob@x.example", "Re: Scanner", "", box="support/sent")
    figures = await mails.rehearsed()
    came = outcomes(figures)
    assert (came[long], came[none]) == (("answer", 1), ("answer", 2))
    assert (came[one][0], came[two][0]) == ("ticket", "ticket")
    assert sum(len(row.times) for row in figures.waiting) == 2


@pytest.mark.parametrize(
    "subject",
    ["Printer", "Re: Printer", "RE: Re:  Printer", "回复：Printer", "答复: Re: PRINTER", "AW: [RB-1007] Printer"],
)
def test_a_subject_is_the_same_whatever_replies_put_before_it(subject: str) -> None:
    assert bare(subject) == "printer"


def test_an_answer_to_nobody_we_know_belongs_nowhere() -> None:
    assert likely([], "Printer", in_thread=False) is None
    closed = [{"id": 7, "subject": "A", "acknowledged_at": START}, {"id": 3, "subject": "B", "acknowledged_at": START}]
    assert likely(closed, "C", in_thread=False) == 7
    assert likely(closed, "", in_thread=True) is None


def test_recipients_are_everybody_but_ourselves() -> None:
    raw = "To: A <a@x.example>, 王 <B@x.example>\r\nCc: support@desk.example, a@x.example\r\n\r\n".encode()
    assert recipients(raw, {"support@desk.example"}) == ["a@x.example", "b@x.example"]


async def test_the_oddest_mails_stop_nothing(mails: Mails) -> None:
    odd = sorted((Path(__file__).parents[1] / "channels" / "email" / "mails").glob("*.eml"))
    for place in (mails.folder / "support", mails.folder / "support" / "sent"):
        place.mkdir(parents=True)
        for path in odd:
            shutil.copy(path, place)
    settings = guessed(mails.folder)
    general = settings.ringback.model_copy(update={"data": mails.folder / ".var"})
    options = Options(3660, mails.folder / ".var" / "page.html", from_folder=mails.folder)
    done = await rehearse(settings.model_copy(update={"ringback": general}), options, quiet, START)
    assert len(done.figures.mails) == 2 * len(odd) > 50
    assert done.figures.count("shelved") == 0
