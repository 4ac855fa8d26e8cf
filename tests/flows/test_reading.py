"""What is read out of people's words, as tables."""

import time

import pytest

from bot.flows import reading


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+86 138 0013 8000", "+8613800138000"),
        ("13800138000", "+8613800138000"),
        ("我的手机是 13800138000，谢谢", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+１（６５０）２５３－００００", "+16502530000"),
        ("call +49 30 901820 please", "+4930901820"),
        ("010-65529988转1234", "+861065529988 ext. 1234"),
        ("+1 650 253 0000 ext. 12", "+16502530000 ext. 12"),
        ("Error 0x80070005 at line 12", ""),
        ("order 20260302-7", ""),
        ("", ""),
    ],
)
def test_a_phone_number_is_found_in_running_text(text: str, phone: str) -> None:
    assert reading.read_phone(text, "CN") == phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("95533", "95533"),
        ("8888 1234 转 805", "88881234转805"),
        ("1234", ""),
        ("none", ""),
        ("no phone", ""),
        ("+12345678901234567", ""),
    ],
)
def test_an_unusual_number_counts_only_as_the_answer_to_the_question(text: str, phone: str) -> None:
    assert reading.read_phone_answer(text, "CN") == phone


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("P2", "P2"),
        ("p 3 please", "P3"),
        ("Ｐ１", "P1"),
        ("3", "P3"),
        ("2.", "P2"),
        ("urgent!", "P1"),
        ("紧急", "P1"),
        ("not urgent", "P4"),
        ("不急", "P4"),
        ("一般", "P3"),
        ("Low", "P4"),
        ("high", "P2"),
        ("5", ""),
        ("P5", ""),
        ("P12", ""),
        ("HP2055 prints slowly", ""),
        ("whenever you have the time to look at it, our colleagues are in no real need", ""),
    ],
)
def test_the_answer_to_the_question_about_urgency(text: str, priority: str) -> None:
    assert reading.read_priority(text, answer=True) == priority


@pytest.mark.parametrize(
    ("text", "priority"), [("it is a P2 for us", "P2"), ("3", ""), ("urgent", ""), ("HP1 is broken", "")]
)
def test_elsewhere_only_p1_to_p4_count_as_a_priority(text: str, priority: str) -> None:
    assert reading.read_priority(text, answer=False) == priority


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wang Wei", "Wang Wei"),
        ("My name is Ann O'Neil.", "Ann O'Neil"),
        ("我叫王伟", "王伟"),
        ("我是 李娜。", "李娜"),
        ("Name: Li", "Li"),
        ("It burns. Please help", ""),
        ("怎么办？快来！", ""),
        ("x" * 61, ""),
        ("???", ""),
        ("", ""),
    ],
)
def test_a_name_is_a_short_line_and_no_sentence(text: str, name: str) -> None:
    assert reading.read_name(text) == name


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Acme Ltd.", "Acme Ltd"),
        ("we are from Acme", "Acme"),
        ("我们公司是 蓝天科技有限公司", "蓝天科技有限公司"),
        ("公司：蓝天", "蓝天"),
        ("It does not start. We tried.", ""),
    ],
)
def test_an_organisation_comes_without_the_words_around_it(text: str, organisation: str) -> None:
    assert reading.read_organisation(text) == organisation


FULL = {"name": "Ann Li", "organisation": "Acme", "phone": "+8613800138000", "priority": "P2"}


@pytest.mark.parametrize(
    "text",
    [
        "Name: Ann Li\nOrganisation: Acme\nPhone: 13800138000\nPriority: P2",
        "> Name: Ann Li\n> Organisation: Acme\n> Phone: +86 138 0013 8000\n> Priority (P1, P2, P3 or P4): 2",
        "* name：Ann Li\n* company：Acme\n* mobile：１３８００１３８０００\n* urgency：P2",
        "姓名：Ann Li\n公司：Acme\n电话：13800138000\n优先级：P2",
        "1. 联系人: Ann Li\n2. 单位名称: Acme\n3. 手机号: 138 0013 8000\n4. 紧急程度 (P1-P4): P2",
        "**Name:** Ann Li\n**Company:** Acme\n**Tel:** 13800138000\n**Priority:** p2",
        "Company: Acme, contact: Ann Li, phone: 13800138000, issue: it is offline, priority: P2",
        "Requester - Ms. Ann Li; Organisation - Acme; Phone - 13800138000; Fault - it reads zero; Level - P2",
        "单位：Acme　姓名：Ann Li　手机：13800138000 级别：P2",
        "Name: Ann Li Company: Acme Phone: 13800138000 Priority: P2",
        "单位：Acme，联系人：Ann Li，电话：13800138000。故障：卡纸；级别：P2",
        "The lift is stuck. Name: Ann Li. Company: Acme. Phone: 13800138000. Priority: P2",
        "It leaks (contact: Ann Li, site manager, company: Acme, phone: 13800138000, priority: P2)",
        "Offline; requester: Ann Li; org: Acme; tel: 13800138000; prio: P2",
        "设备报警E05 公司：Acme 姓名：Ann Li 电话：13800138000 级别：P2",
        "打印机坏了。联系人：Ann Li，单位：Acme，手机：13800138000，级别：P2",
    ],
)
def test_labelled_lines_are_read_in_both_languages(text: str) -> None:
    assert reading.read_labelled(text, "CN") == FULL


def test_a_legal_form_with_dots_ends_no_answer() -> None:
    found = reading.read_labelled("Name: Tomasz Kowalczyk\nCompany: Baltic Timber Sp. z o.o.\nProblem: it stops", "PL")
    assert found == {"name": "Tomasz Kowalczyk", "organisation": "Baltic Timber Sp. z o.o."}


def test_the_bracket_around_labels_is_no_part_of_a_value() -> None:
    assert reading.read_labelled("Pump leaks (contact: Ann Lee)", "CN") == {"name": "Ann Lee"}
    assert reading.read_labelled("报警（单位：蓝天(江门)食品）", "CN") == {"organisation": "蓝天(江门)食品"}


@pytest.mark.parametrize(
    ("text", "name", "organisation"),
    [
        ("kev from blue bottle", "kev", "blue bottle"),
        ("Hi, I'm Ann from Acme Ltd.", "Ann", "Acme Ltd"),
        ("ann lee @ acme", "ann lee", "acme"),
        ("市三院信息科小周", "小周", "市三院"),
        ("永和豆浆的老王", "老王", "永和豆浆"),
        ("中国石化王工", "王工", "中国石化"),
        ("小王，老百姓大药房五一路店", "小王", "老百姓大药房五一路店"),
        ("蓝天科技，王丽", "王丽", "蓝天科技"),
        ("Maggie, Lakeside Dental", "Maggie", "Lakeside Dental"),
        ("Lakeside Dental, Maggie", "Maggie", "Lakeside Dental"),
    ],
)
def test_person_and_organisation_in_one_answer(text: str, name: str, organisation: str) -> None:
    assert reading.read_both(text) == {"name": name, "organisation": organisation}


@pytest.mark.parametrize(
    "text",
    ["University of Bath", "Institute at Kiel", "we are from acme", "me at acme", "problem with the printer", "Ann",
     "北京大学", "第一小学", "康师傅", "老王", "来自北京", "Austin, Texas", "Smith, Jones & Co",
     "Taylor, Reed and Sons", "蓝天科技,三车间", "王丽,李强"],
)  # fmt: skip
def test_an_answer_that_tells_one_of_them_is_not_taken_for_both(text: str) -> None:
    assert reading.read_both(text) == {}


def test_empty_labels_give_nothing_and_take_nothing_from_the_next_line() -> None:
    assert reading.read_labelled("Name:\nOrganisation:\nPhone: none\nPriority:", "CN") == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Li\nAcme\n13800138000\nP2", FULL),
        ("Hello,\n\n1. Ann Li\n2. Acme\n3. +86 138 0013 8000\n4. 2\n\nBest regards", FULL),
        (
            "您好\n王伟\n蓝天科技\n13800138000\n紧急",
            {**FULL, "name": "王伟", "organisation": "蓝天科技", "priority": "P1"},
        ),
        ("13800138000", {"phone": "+8613800138000"}),
        ("Ann Li\nAcme\nThe printer again\n13800138000", {"phone": "+8613800138000"}),
        ("It does still not print. Nothing helps.", {}),
    ],
)
def test_unlabelled_lines_are_taken_only_when_they_fit_the_questions(text: str, found: dict[str, str]) -> None:
    assert reading.read_lines(text, ["name", "organisation", "phone", "priority"], "CN") == found


@pytest.mark.parametrize(
    "text",
    [
        "The whole office is down",
        "production has stopped",
        "URGENT: server is offline",
        "nobody can log in",
        "please help asap",
        "全公司都上不了网",
        "生产线停了，非常急",
        "系统瘫痪",
        "服务器宕机",
    ],
)
def test_it_sounds_like_p1(text: str) -> None:
    assert reading.sounds_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "my mouse is slow",
        "not urgent, but the server is down at night",
        "不急，有空看看打印机",
        "how do I export?",
        "打印机卡纸",
    ],
)
def test_it_does_not_sound_like_p1(text: str) -> None:
    assert not reading.sounds_urgent(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("打印机坏了", "zh"), ("printer on fire", "en"), ("Windows 蓝屏了怎么办", "zh"), ("123 ???", "zh"), ("", "zh")],
)
def test_the_language_is_told_by_the_script(text: str, language: str) -> None:
    assert reading.language_of(text, "zh") == language


@pytest.mark.parametrize(
    "unit",
    [
        "\n",
        " ",
        "> ",
        "* ",
        "1 ",
        "name ",
        "name: ",
        ", name: ",
        "name - ",
        ", name - a;",
        "not ",
        "production ",
        "转",
        "系统",
        "(",
        "P",
    ],
)
def test_hostile_text_of_any_length_is_read_quickly(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    begun = time.thread_time()
    reading.read_labelled(text, "CN")
    reading.read_lines(text, ["name", "organisation", "phone", "priority"], "CN")
    reading.read_phone(text, "CN")
    reading.read_priority(text, answer=False)
    reading.sounds_urgent(text)
    reading.language_of(text, "en")
    assert time.thread_time() - begun < 2.0


def test_what_he_quotes_is_not_what_he_says() -> None:
    quoted = "> Is the whole production down? Call us: +49 30 901820\nNo, one printer."
    assert reading.own_words(quoted) == "No, one printer."
    assert not reading.sounds_urgent(quoted)
    assert reading.own_words("> only this") == "> only this"
