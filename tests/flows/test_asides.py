"""What a customer says beside the questions, and what he says in another order than he is asked."""

from __future__ import annotations

import time

import pytest

from bot.core.decisions import ChooseLanguage, Follow, Patch, Say, SetTimer
from bot.core.events import Wrote
from bot.flows.asides import asks_back, chosen_language, cries, is_courtesy, is_place, is_wordless
from bot.flows.praise import praises
from bot.flows.reading import adds_trouble, only_phone, read_corrections, read_effect
from bot.flows.wishes import has_recovered, wish
from tests.flows.paper import Paper

PLACE = "31.23, 121.47\nhttps://www.openstreetmap.org/?mlat=31.23&mlon=121.47#map=17/31.23/121.47"


def asked(field: str, **more: object) -> Paper:
    """A chat in which this is the open question."""
    known = {"name": "Ann", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"}
    before = {name: value for name, value in known.items() if list(known).index(name) < list(known).index(field)}
    paper = Paper(known=before, **more)  # type: ignore[arg-type]  # tests name the fields
    paper.writes("The printer does not print.")
    assert paper.now.intake.current == field
    return paper


@pytest.mark.parametrize(
    "text", ["thanks!", "ok", "👍", "好的，谢谢", "辛苦了", "bye", "just a moment please", "稍等我问下", "嗯嗯"]
)
@pytest.mark.parametrize("field", ["organisation", "phone", "priority"])
def test_a_thank_you_is_no_answer_and_uses_up_no_question(text: str, field: str) -> None:
    paper = asked(field)
    before = paper.now.intake
    paper.writes(text)
    assert (paper.said, paper.now.intake, paper.now.urgent) == ([], before, False)
    assert paper.posted == ["desk/customer_wrote"]


@pytest.mark.parametrize("event", [Wrote("", files=("voice-7.oga",)), Wrote("", files=("photo-7.jpg",)), Wrote(PLACE)])
def test_what_comes_without_a_word_is_confirmed_and_the_question_stands(event: Wrote) -> None:
    paper = asked("phone")
    before = paper.now.intake
    paper.happens(event)
    assert (paper.said, paper.now.intake) == (["intake/added"], before)


@pytest.mark.parametrize("face", ["😭", "👍👍"])
def test_a_face_at_first_is_a_greeting(face: str) -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes(face, files=("sticker-1.webp",))
    assert paper.said == ["intake/opened_greeting"]
    paper.writes("The till does not open.")
    assert paper.now.subject == "The till does not open."


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("+44 20 7946 0018", "phone", "+442079460018"),
        ("13800138000", "phone", "+8613800138000"),
        ("孙工 15811112222", "phone", "+8615811112222"),
    ],
)
def test_a_number_is_no_company(text: str, field: str, value: str) -> None:
    paper = asked("organisation")
    paper.writes(text)
    assert (paper.now.value(field), paper.now.organisation) == (value, "")
    assert paper.said == ["intake/ask_organisation"]
    assert "phone" in paper.of(Say)[0].context["noted"]


@pytest.mark.parametrize("text", ["Brightwater Ltd", "红星小学", "小明超市"])
def test_a_company_that_is_named_while_another_question_is_open_is_taken(text: str) -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes("It beeps.")
    paper.writes("skip")
    paper.writes(text)
    assert paper.now.organisation == text
    assert paper.of(Say)[0].context["noted"] == ["organisation"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("P3", "priority", "P3"),
        ("actually make it P2", "priority", "P2"),
        ("07700 900123", "phone", "07700900123"),
        ("Granite Insurance Ltd", "organisation", "Granite Insurance Ltd"),
        ("金桥物流有限公司", "organisation", "金桥物流有限公司"),
    ],
)
@pytest.mark.parametrize("end", ["person", "silence"])
def test_what_was_missing_is_taken_after_the_questions_too(text: str, field: str, value: str, end: str) -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes("It beeps.")
    for kind in ("intake", "intake") if end == "silence" else ():
        paper.waits(kind)
    if end == "person":
        paper.writes("a person, please")
    paper.writes(text)
    assert (paper.now.value(field), paper.said) == (value, ["intake/noted"])


def test_a_name_that_he_tells_replaces_the_one_of_his_profile_and_not_the_one_of_his_record() -> None:
    for kept, name in ((frozenset[str](), "Margaret Hall"), (frozenset({"name"}), "Maggie")):
        paper = Paper(known={"name": "Maggie"}, kept=kept)
        paper.writes("It beeps.")
        paper.writes("Margaret Hall, Riverside School, +44 20 7946 0018")
        assert (paper.now.name, paper.now.organisation) == (name, "Riverside School")


def test_a_correction_between_two_questions_is_shown_and_ends_none_of_them() -> None:
    paper = asked("priority")
    for number in ("13800138001", "13800138002", "13800138003"):
        paper.writes(f"sorry, my number is {number}")
        assert paper.now.phone == f"+86{number}"
        assert paper.of(Say)[0].context["noted"] == ["phone"]
        assert (paper.now.intake.state, paper.now.intake.current) == ("asking", "priority")


@pytest.mark.parametrize("text", ["等等，打错了，是13511110001", "oops, that's wrong, it's 13511110001", "13511110001"])
def test_a_slip_is_corrected_by_the_next_number(text: str) -> None:
    paper = asked("priority")
    paper.writes(text)
    assert paper.now.phone == "+8613511110001"


@pytest.mark.parametrize("text", ["What does P1 mean?", "什么叫P2？", "P3是什么意思", "不知道怎么选"])
def test_who_asks_what_the_levels_mean_has_not_chosen_one(text: str) -> None:
    paper = asked("priority")
    paper.writes(text)
    assert (paper.said, paper.now.priority_stated) == (["intake/levels"], "")
    paper.writes("P2")
    assert paper.now.priority_stated == "P2"


@pytest.mark.parametrize("text", ["你们公司在哪里？", "Does it also work with a Mac?"])
def test_a_question_of_his_own_is_left_to_an_engineer_and_ours_stands(text: str) -> None:
    paper = asked("organisation")
    before = paper.now.intake
    paper.writes(text)
    assert (paper.said, paper.now.intake, paper.now.organisation) == (["conversation/asked"], before, "")


@pytest.mark.parametrize(("text", "language"), [("English please", "en"), ("换中文吧", "zh"), ("可以说英文吗", "en")])
def test_another_language_is_chosen_in_a_word_and_the_question_is_asked_in_it(text: str, language: str) -> None:
    paper = asked("phone")
    paper.writes(text)
    assert paper.of(ChooseLanguage)[0].language == language
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["conversation/language_set"], "phone")
    paper.writes("13800138000")
    assert paper.now.phone == "+8613800138000"


@pytest.mark.parametrize("asks", ["one", "all"])
@pytest.mark.parametrize("text", ["URGENT", "紧急", "it's very urgent!", "非常急"])
def test_the_word_that_we_ask_for_outside_hours_is_no_answer_to_the_question_but_his_priority(
    asks: str, text: str
) -> None:
    paper = Paper(asks=asks, known={"name": "Ann"})  # type: ignore[arg-type]  # of two
    paper.writes("Something is odd.", subject="Odd")
    before = paper.now.intake.current
    paper.writes(text)
    assert paper.said == ["conversation/urgent"]
    assert (paper.now.priority_stated, paper.now.urgent, paper.now.organisation) == ("P1", True, "")
    assert paper.now.intake.current == before


@pytest.mark.parametrize(
    "text",
    ["oh never mind, the cable was loose", "算了 不用了 已经换了一个", "I don't need help any more", "cancel it"],
)
@pytest.mark.parametrize("asks", ["one", "all"])
def test_he_takes_it_back_in_his_own_words_and_comes_back_to_the_same_ticket(text: str, asks: str) -> None:
    paper = Paper(asks=asks, known={"name": "Ann"})  # type: ignore[arg-type]  # of two
    paper.writes("It beeps.", subject="Beep")
    paper.writes(text)
    assert (paper.said, paper.posted[-1]) == (["intake/cancelled"], "desk/withdrawn")
    paper.writes("谢谢")
    assert paper.said == []
    paper.writes("Sorry, I still need help with it.")
    assert paper.said == ["intake/ask_organisation" if asks == "one" else "intake/taken_up"]
    assert (paper.now.intake.state, paper.tickets) == ("asking", 1)
    assert paper.of(SetTimer)


@pytest.mark.parametrize("text", ["it works again, thanks", "刚才又好了，谢谢", "问题解决了"])
def test_what_works_again_by_itself_ends_the_questions(text: str) -> None:
    paper = asked("organisation")
    paper.writes(text)
    assert (paper.said, paper.posted[-1]) == (["intake/recovered"], "desk/withdrawn")


@pytest.mark.parametrize("text", ["it's fine", "works but slowly", "it worked yesterday", "好"])
def test_what_is_fine_has_not_recovered(text: str) -> None:
    assert not has_recovered(text)


@pytest.mark.parametrize("text", ["不是新问题", "it's not a new problem", "same problem as before", "昨天报过了"])
def test_not_a_new_problem_goes_on_from_his_last_ticket_and_asks_nothing_again(text: str) -> None:
    paper = Paper(known={"name": "Ann"})
    older = Paper(known={"name": "Ann"})
    older.writes("It beeps. Acme Ltd, 13800138000")
    paper.earlier = older.now
    paper.writes("It hums.")
    assert paper.of(Say)[0].context["other"] == older.now.reference
    paper.writes(text)
    assert (paper.said, [change.ticket_id for change in paper.of(Follow)]) == (["conversation/same"], [older.now.id])
    assert paper.now.phone == "+8613800138000"
    assert "intake" not in paper.timers


def test_who_asks_after_a_request_that_we_do_not_know_is_asked_for_its_number() -> None:
    paper = Paper(known={"name": "Ann"})
    paper.writes("昨天那个报修的事怎么样了")
    assert paper.said == ["conversation/same_unknown"]
    paper.writes("不是新问题")
    assert paper.said == ["conversation/same_unknown"]


@pytest.mark.parametrize("text", ["is this a bot?", "你是机器人吗", "am I talking to a real person?"])
def test_a_robot_says_that_it_is_one(text: str) -> None:
    paper = asked("phone")
    paper.writes(text)
    assert paper.said == ["conversation/bot"]


def test_a_bare_answer_does_not_sound_urgent() -> None:
    for field, text in (("organisation", "Brightwater plc"), ("phone", "no")):
        paper = asked(field)
        paper.writes(text)
        assert not any("urgent" in patch.values for patch in paper.of(Patch))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("it's not terrible, we get along, just slow", "P2"),
        ("有几台坏了，其他还能用", "P2"),
        ("影响好几个人", "P2"),
        ("only me", "P2"),
        ("the whole office stands still", "P1"),
        ("全厂都停了", "P1"),
        ("it shows an error", "P3"),
        ("no wait, it's 07700 900112", ""),
        ("就是这几个", ""),
        ("一条线", ""),
    ],
)
def test_how_badly_it_affects_him_is_read_by_what_the_levels_mean(text: str, level: str) -> None:
    assert read_effect(text) == level


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("oh seven seven double oh, nine hundred four four four", "07700900444"),
        ("o7700 9OO444", "07700900444"),
        ("幺三八 零零幺三 八零零零", "+8613800138000"),
        ("it's zero one one three, four nine six, zero one two three", "01134960123"),
        ("一三八", ""),
        ("two of us", ""),
        ("no idea", ""),
        ("全部", ""),
    ],
)
def test_a_number_may_be_spelled(text: str, phone: str) -> None:
    assert only_phone(text, "CN") == phone


def test_an_extension_is_corrected_alone() -> None:
    known = {"phone": "+862158881234 ext. 806"}
    for text in ("分机改成 608", "my extension is 608", "优先级算P2吧，另外分机应该是608"):
        assert read_corrections(text, known, "CN")["phone"] == "+862158881234 ext. 608"


@pytest.mark.parametrize(
    "read",
    [wish, chosen_language, cries, is_courtesy, praises, asks_back, is_place, is_wordless, read_effect, adds_trouble],
)
def test_hostile_texts_are_read_in_no_time(read: object) -> None:
    start = time.thread_time()
    for text in (
        "好" * 20_000,
        "thanks " * 9_000,
        "ok, " * 15,
        "稍等我" * 20,
        "1.1, 1.1" * 5_000,
        "不" * 119,
        "we can " * 3_000,
        "good " * 31,
        "昨天的" * 50,
        "thank you for a " * 9,
        "谢谢你们很" * 30,
        "你们" * 70 + "x",
        "AnnAnn-" * 20 + "not",
        "很( " * 60,
    ):
        read(text)  # type: ignore[operator]  # one of ours
    assert time.thread_time() - start < 0.5


def test_who_complains_is_told_that_we_are_sorry_once() -> None:
    paper = asked("priority")
    paper.writes("Nobody came on Wednesday as promised, this is unacceptable, I want to complain.")
    assert (paper.now.complaint, paper.of(Say)[0].context["complaint"]) == ("proposed", True)
    paper.writes("P2")
    paper.writes("你们太不负责任了，我要投诉！")
    assert paper.said == ["intake/added"]
    paper = asked("priority")
    paper.writes("P2")
    paper.writes("你们太不负责任了，我要投诉！")
    assert paper.said == ["conversation/sorry"]


def test_a_second_greeting_is_answered_as_the_first_and_one_between_the_questions_by_who_we_are() -> None:
    paper = Paper(known={"name": "Ann"})
    for text in ("在吗", "在不在啊", "人呢"):
        paper.writes(text)
        assert paper.said == ["intake/opened_greeting"]
    paper.writes("门禁卡刷不开了")
    assert (paper.said, paper.now.subject) == (["intake/ask_organisation"], "门禁卡刷不开了")
    paper.writes("人呢")
    assert paper.said == ["conversation/bot"]


def test_a_level_that_he_states_is_not_marked_urgent_against_his_word() -> None:
    paper = asked("priority")
    paper.writes("It's P4. Nobody can work here, ha ha")
    assert (paper.now.priority_stated, paper.now.urgent) == ("P4", False)


def test_a_company_before_the_name_is_told_apart_from_it() -> None:
    paper = Paper(known={"name": "tess_b"})
    paper.writes("The label printer is slow.")
    paper.writes("we're bluebird bakery, im tess")
    assert (paper.now.organisation, paper.now.name) == ("bluebird bakery", "tess")


def test_what_cannot_be_shown_is_told_to_him() -> None:
    paper = asked("phone")
    paper.writes("", trouble="a kind of message that cannot be shown here: dice")
    assert (paper.said, paper.now.intake.current) == (["conversation/empty"], "phone")


def test_what_he_tells_instead_leads_to_the_next_question_when_this_one_was_asked_twice() -> None:
    paper = asked("organisation")
    paper.writes("the big one on the left")
    paper.writes("13800138000")
    assert (paper.said, paper.of(Say)[0].context["ask"]) == (["intake/ask_priority"], "priority")
    assert paper.of(Say)[0].context["noted"] == ["phone"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("no phone sorry", "skip"),
        ("dunno, ask our admin", "skip"),
        ("我是个人用户，没有单位", "skip"),
        ("I'm not giving my number to a robot", "skip"),
        ("不想留电话", "skip"),
        ("sorry, panicked - false alarm, all fine", "cancel"),
        ("虚惊一场", "cancel"),
        ("we get a false alarm every night", ""),
        ("The cancel key on the till sticks", ""),
        ("forget-me-not lane 5", ""),
        ("never mind the colour, it must print", ""),
        ("算了一下，一共坏了三台", ""),
        ("中文输入法打不出字", ""),
        ("not a new printer, five years old", ""),
        ("It is the same printer as in room 3", ""),
        ("到底什么时候有人管？", "status"),
        ("how long will it take?", "status"),
        ("赶紧叫个人来！", "person"),
        ("get me your manager", "person"),
        ("必须给电话吗？", "why"),
    ],
)
def test_wishes_and_their_false_friends(text: str, wanted: str) -> None:
    assert wish(text) == wanted


def test_a_signature_that_says_the_same_again_is_not_confirmed_again() -> None:
    paper = Paper(asks="all", channel="email:support", known={"name": "Ann"})
    paper.writes("It beeps.", subject="Beep")
    for told in (["intake/noted_all"], [], []):
        paper.writes("It is the grey one.\nPhone: 13800138000")
        assert paper.said == told


def test_a_list_of_answers_with_a_level_in_it_is_read_whole() -> None:
    for text in ("Sunrise Ltd, 13512345678, P3", "P3, 13512345678, Sunrise Ltd", "Sunrise Ltd; 13512345678; P3"):
        paper = Paper(known={"name": "Ann"})
        paper.writes("It beeps.")
        paper.writes(text)
        found = (paper.now.organisation, paper.now.phone, paper.now.priority_stated)
        assert found == ("Sunrise Ltd", "+8613512345678", "P3")
        assert paper.said == ["intake/complete"]


def test_what_a_chat_adds_after_the_questions_is_confirmed_once() -> None:
    paper = asked("priority")
    paper.writes("P3")
    paper.writes("grinding")
    assert paper.said == []
    paper.writes("by the way it makes a grinding noise")
    assert paper.said == ["intake/added"]
    paper.writes("and the lamp is off")
    assert paper.said == []


@pytest.mark.parametrize(
    "text", ["can I use it meanwhile?", "what should we do meanwhile", "可以先用着吗", "能不能先用着"]
)
def test_a_question_after_the_questions_is_left_to_an_engineer(text: str) -> None:
    paper = asked("priority")
    paper.writes("P3")
    paper.writes(text)
    assert paper.said == ["conversation/asked"]


def test_what_cannot_wait_any_more_is_told_to_be_marked_and_not_just_added() -> None:
    paper = asked("priority")
    paper.writes("P3")
    paper.writes("now the whole hall is full of smoke")
    assert paper.said == ["conversation/urgent"]


def test_who_speaks_with_an_engineer_hears_no_machine_in_between() -> None:
    paper = asked("priority")
    paper.writes("P3")
    paper.does("reply", text="Which lamp is on?")
    paper.writes("the red one on the left")
    assert paper.said == []


@pytest.mark.parametrize("field", ["organisation", "phone", "priority"])
@pytest.mark.parametrize(
    "text",
    [
        "much appreciated",
        "thanks, appreciate it",
        "you're the best",
        "Thanks Bob",
        "thank you very much for looking into it",
        "that's very kind",
        "Thanks for the great help yesterday!",
        "太感谢了",
        "非常感谢",
        "十分感谢",
        "谢谢你们的帮助",
        "谢谢老师",
        "太好了，谢谢",
        "谢谢客服",
        "师傅服务态度很好，技术也很专业，非常满意",
    ],
)
def test_thanks_in_any_words_use_up_no_question(field: str, text: str) -> None:
    paper = asked(field)
    before = paper.now.intake
    paper.writes(text)
    assert (paper.said, paper.now.intake, paper.posted) == ([], before, ["desk/customer_wrote"])
    assert (paper.now.name, paper.now.organisation) == ("Ann", "" if field == "organisation" else "Acme")


@pytest.mark.parametrize(
    "text",
    [
        "thanks, the printer is broken",
        "thanks for nothing",
        "help, thanks",
        "fix it, thanks",
        "Thanks, Acme",
        "great, but it is broken again",
        "Best Service",
        "Good Work Ltd",
        "thanks, my number is 13800138000",
        "Is the service good?",
        "维修，谢谢",
        "快来修，谢谢",
        "谢谢帮我看看打印机",
        "谢谢，请尽快处理",
        "服务太慢了",
        "好利来",
        "老师好",
        "专业打印店",
    ],
)
def test_what_says_more_than_thanks_is_no_praise(text: str) -> None:
    assert not praises(text)


FURTHER = [
    "also the second printer makes noise",
    "还有另一台也坏了",
    "also: the lights flicker",
    "there's also a rattle in the kitchen fan",
    "And my monitor is black",
    "the scanner is slow as well",
    "第二台打印机也有异响",
    "顺便说一下，复印机卡纸",
    "另一台也是",
]


@pytest.mark.parametrize(
    "text",
    ["By the way, it began on Monday. Nobody touched it before!", "顺便说一下，从星期一开始的。之前没有人动过它！"],
)
def test_a_remark_on_the_first_trouble_is_no_further_one(text: str) -> None:
    paper = asked("organisation")
    paper.writes(text)
    assert paper.posted == ["desk/customer_wrote"]


@pytest.mark.parametrize("text", FURTHER)
@pytest.mark.parametrize("field", ["name", "organisation", "phone", "priority"])
def test_a_further_trouble_is_no_answer_and_shown_as_what_it_is(field: str, text: str) -> None:
    paper = asked(field)
    before = paper.now
    for _ in range(3):
        paper.writes(text)
        assert (paper.said, paper.posted) == (["intake/added"], ["desk/customer_wrote", "desk/further"])
        assert paper.now == before
    paper.writes({"name": "Ann Li", "organisation": "Acme", "phone": "13800138000", "priority": "P2"}[field])
    assert paper.now.intake.current != field


@pytest.mark.parametrize("text", FURTHER)
@pytest.mark.parametrize("name", ["", "Ann Li"])
def test_a_further_trouble_by_mail_is_no_name_and_no_company(text: str, name: str) -> None:
    paper = Paper(
        asks="all", channel="email:support", known={"name": name, "phone": "+8613800138000", "priority": "P3"}
    )
    paper.writes("The printer does not print.", subject="Printer")
    paper.writes(text)
    assert (paper.now.name, paper.now.organisation) == (name, "")


@pytest.mark.parametrize(
    "firm",
    [
        "Second Cup Coffee House",
        "Another Brick Ltd",
        "Next Door Cafe",
        "第二人民医院",
        "市第三医院",
        "第二机床厂",
        "Third Coast Bank",
    ],
)
def test_a_firm_whose_name_counts_is_no_further_trouble(firm: str) -> None:
    paper = asked("organisation")
    paper.writes(firm)
    assert paper.now.organisation == firm


def test_a_further_standstill_answers_how_bad_it_is() -> None:
    paper = asked("priority")
    paper.writes("二楼也停电了")
    assert paper.now.priority_stated == "P1"


@pytest.mark.parametrize(
    "pieces",
    [
        ("138 0013", "8000"),
        ("138", "0013", "8000"),
        ("my number is 138 0013", "8000"),
        ("号码是1380013", "8000"),
        ("+86 138", "0013 8000"),
        ("138 0013...", "...8000"),
        ("my number is", "138 0013", "8000"),
        ("138 0013", "sorry, 13800138000"),
    ],
)
@pytest.mark.parametrize("field", ["organisation", "phone"])
def test_a_number_in_pieces_is_joined_and_no_piece_is_kept_as_the_number(field: str, pieces: tuple[str, ...]) -> None:
    paper = asked(field)
    for text in pieces[:-1]:
        paper.writes(text)
        assert (paper.now.phone, paper.now.organisation) == ("", "" if field == "organisation" else "Acme")
    paper.writes(pieces[-1])
    if field == "organisation" and not all(text.strip(". +")[0].isdecimal() for text in pieces):
        assert paper.now.phone in ("", "+8613800138000")  # words beside the digits of something else
    else:
        assert (paper.now.phone, paper.now.intake.piece) == ("+8613800138000", "")


@pytest.mark.parametrize("text", ["138 0013", "1380013800", "+86 138", "010-1234", "0207"])
def test_a_piece_of_a_number_is_asked_for_again_as_one(text: str) -> None:
    paper = asked("phone")
    paper.writes(text)
    assert (paper.said, paper.of(Say)[0].context["piece"]) == (["intake/again_phone"], True)


@pytest.mark.parametrize("text", ["95533", "62345678", "8888 1234 转 805", "030 901820", "020 7946 0731"])
def test_a_short_number_that_may_be_whole_is_taken(text: str) -> None:
    paper = asked("phone")
    paper.writes(text)
    assert paper.now.phone


@pytest.mark.parametrize(
    "text", ["my number is", "My phone number is:", "我的电话是", "手机号：", "our company is", "公司名称是"]
)
@pytest.mark.parametrize("field", ["organisation", "phone"])
def test_who_says_that_the_answer_follows_is_not_asked_again(field: str, text: str) -> None:
    paper = asked(field)
    before = paper.now
    paper.writes(text)
    assert (paper.said, paper.now) == ([], before)


def test_a_code_beside_words_is_no_piece_of_a_number() -> None:
    paper = asked("organisation")
    paper.writes("it shows error 0138")
    assert paper.now.intake.piece == ""
