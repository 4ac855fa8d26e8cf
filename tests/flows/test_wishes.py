"""What a customer wants, out of a few words, as tables."""

import pytest

from bot.flows.wishes import greets, verdict, wish


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("skip", "skip"),
        ("Skip!", "skip"),
        ("don't know", "skip"),
        ("跳过", "skip"),
        ("不知道。", "skip"),
        ("没有", "skip"),
        ("a person, please", "person"),
        ("I want to talk to someone", "person"),
        ("转人工", "person"),
        ("找人工客服", "person"),
        ("status", "status"),
        ("进度", "status"),
        ("any news?", "status"),
        ("Any update on the printer, please?", "status"),
        ("What's the status of my request?", "status"),
        ("when will somebody come?", "status"),
        ("When will it be fixed?", "status"),
        ("处理得怎么样了？", "status"),
        ("请问有进展了吗", "status"),
        ("什么时候能修好啊？", "status"),
        ("还要多久", "status"),
        ("the status light is red", ""),
        ("any news about the update that broke it is welcome", ""),
        ("什么时候能修好三楼的电梯和二楼的空调", ""),
        ("why?", "why"),
        ("why do you need that?", "why"),
        ("为什么要电话？", "why"),
        ("问这个干嘛", "why"),
        ("必须填吗？", "why"),
        ("why it stops I do not know", ""),
        ("cancel", "cancel"),
        ("取消", "cancel"),
        ("the cancel button does nothing", ""),
        ("skip the line 3 of the form", ""),
        ("Ann Li", ""),
        ("personal computer", ""),
        ("human " * 30, ""),
    ],
)
def test_a_wish_is_said_in_few_words(text: str, wanted: str) -> None:
    assert wish(text) == wanted


@pytest.mark.parametrize(
    "text", ["hi", "Hello there!", "Good morning", "在吗", "你好，在吗？", "您好", "有人吗?", "hi!!"]
)
def test_he_greets_and_says_nothing_else(text: str) -> None:
    assert greets(text)


@pytest.mark.parametrize(
    "text", ["", "hi, it leaks", "你好，打印机坏了", "hello world printer", "Ann", "救命", "hi " * 40]
)
def test_he_says_more_than_a_greeting(text: str) -> None:
    assert not greets(text)


@pytest.mark.parametrize(
    "text",
    [
        "solved",
        "It works now, thanks!",
        "Fixed.",
        "yes",
        "OK, thanks",
        "all good",
        "解决了，谢谢",
        "好了",
        "可以了",
        "已恢复",
        "好的，谢谢",
    ],
)
def test_he_says_it_is_solved(text: str) -> None:
    assert verdict(text) == "solved"


@pytest.mark.parametrize(
    "text",
    [
        "still broken",
        "It is not solved",
        "does not work",
        "No.",
        "it doesn't help",
        "same error as before",
        "down again",
        "还是不行",
        "没有解决",
        "没好",
        "又出错了",
        "仍然打不开",
    ],
)
def test_he_says_it_is_not(text: str) -> None:
    assert verdict(text) == "broken"


@pytest.mark.parametrize("text", ["a person please", "请转人工", "call me"])
def test_he_wants_a_person(text: str) -> None:
    assert verdict(text) == "person"


@pytest.mark.parametrize("text", ["", "I will try it tomorrow", "我明天试试", "x" * 400])
def test_he_does_not_say(text: str) -> None:
    assert verdict(text) == ""


def test_a_verdict_is_not_read_out_of_the_quoted_question() -> None:
    assert verdict("> Is it solved, or is it still broken?\n都可以了，谢谢") == "solved"
    assert wish("> Would you like to talk to a person?\n跳过") == "skip"
