"""What a customer wants, out of a few words, as tables."""

import time

import pytest

from bot.core.tickets import Ticket
from bot.flows.besides import goes_on
from bot.flows.reading import sounds_urgent
from bot.flows.reading.urgency import NOT_URGENT
from bot.flows.wishes import greets, is_back, verdict, wish
from tests.flows.paper import NOON


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
        ("你们几点下班", "hours"),
        ("周末有人值班吗？", "hours"),
        ("营业时间", "hours"),
        ("When are you open?", "hours"),
        ("Are you open on Saturday?", "hours"),
        ("what are your opening hours", "hours"),
        ("有人在吗", ""),
        ("is the valve open now", ""),
        ("does it work now?", ""),
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
        ("Hi Anna,\n\nany update?\n\nBest regards,\nAnn Smith\nIT Manager", "status"),
        ("您好，\n\n请问处理得怎么样了？\n\n谢谢！\n王丽", "status"),
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
        ("can I talk to a human", "person"),
        ("put me through to someone", "person"),
        ("I'd rather speak with a real engineer", "person"),
        ("is there a person I can talk to?", "person"),
        ("please call me back", "person"),
        ("give me a call", "person"),
        ("can somebody ring me?", "person"),
        ("stop this bot", "person"),
        ("you are a robot, right? I want a human being", "person"),
        ("接人工", "person"),
        ("我要找工程师", "person"),
        ("打个电话给我吧", "person"),
        ("给我回个电话", "person"),
        ("别让机器人跟我聊了", "person"),
        ("叫个人来跟我说", "person"),
        ("我要人工服务", "person"),
        ("能不能直接跟人说话", "person"),
        ("转接客服", "person"),
        ("rather not", "skip"),
        ("I'd rather not say", "skip"),
        ("next question please", "skip"),
        ("pass on that", "skip"),
        ("skip it", "skip"),
        ("no phone", "skip"),
        ("I have no phone", "skip"),
        ("none of your business", "skip"),
        ("don't have one", "skip"),
        ("leave it out", "skip"),
        ("not now", "skip"),
        ("没有电话", "skip"),
        ("不方便透露", "skip"),
        ("这个不填", "skip"),
        ("先不填", "skip"),
        ("跳过这个", "skip"),
        ("不告诉你", "skip"),
        ("以后再说", "skip"),
        ("随便", "skip"),
        ("都行", "skip"),
        ("the lift stops at every floor and nobody can skip it", ""),
        ("our operator called in sick", ""),
        ("The human resources printer is broken", ""),
        ("call me Ann", ""),
        ("人工智能平台打不开", ""),
        ("我们工程师已经看过了", ""),
        ("next to the door", ""),
        ("没有反应", ""),
        ("没电", ""),
    ],
)
def test_a_wish_is_said_in_few_words(text: str, wanted: str) -> None:
    assert wish(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hello there!",
        "Good morning",
        "在吗",
        "你好，在吗？",
        "您好",
        "有人吗?",
        "hi!!",
        "URGENT!!!",
        "紧急",
        "救命",
    ],
)
def test_he_greets_and_says_nothing_else(text: str) -> None:
    assert greets(text)


@pytest.mark.parametrize(
    "text", ["", "hi, it leaks", "你好，打印机坏了", "hello world printer", "Ann", "电梯困人，救命", "hi " * 40]
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


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("It is back.", True),
        ("broken again", True),
        ("the lift stands still again", True),
        ("又不行了", True),
        ("电梯又停了", True),
        ("还是老样子", True),
        ("any news?", True),
        ("Thanks!", True),
        ("Now the scanner does not scan.", False),
        ("the printer jams again", False),
        ("打印机又卡纸了", False),
        ("The screen is black.", False),
        ("we still need a quote for the new press; " * 4, False),
    ],
)
def test_in_a_chat_the_closed_ticket_goes_on_where_he_speaks_of_it(text: str, is_same: bool) -> None:
    lift = Ticket(1, "RB-1001", "Lift stands still, 电梯停了", "closed", "en", "telegram", NOON, product="lift")
    assert goes_on(lift, text) == is_same


@pytest.mark.parametrize(
    "text",
    ["it's not super urgent", "Not that urgent.", "this isn't an emergency", "nothing urgent", "no rush", "不急",
     "不是特别急", "没那么急", "不算太紧急"],
)  # fmt: skip
def test_what_is_said_not_to_be_urgent_is_not(text: str) -> None:
    assert NOT_URGENT.search(text)
    assert not sounds_urgent(f"the whole plant stands still, but {text}")


@pytest.mark.parametrize(
    "text", ["no water, very urgent", "机器打不开,很急", "再不修好我们急死了", "urgent, not a joke"]
)
def test_what_is_urgent_is_not_taken_for_the_contrary(text: str) -> None:
    assert not NOT_URGENT.search(text)


@pytest.mark.parametrize("text", ["a person please", "请转人工", "call me"])
def test_he_wants_a_person(text: str) -> None:
    assert verdict(text) == "person"


@pytest.mark.parametrize("text", ["", "I will try it tomorrow", "我明天试试", "x" * 400])
def test_he_does_not_say(text: str) -> None:
    assert verdict(text) == ""


def test_a_verdict_is_not_read_out_of_the_quoted_question() -> None:
    assert verdict("> Is it solved, or is it still broken?\n都可以了，谢谢") == "solved"
    assert wish("> Would you like to talk to a person?\n跳过") == "skip"


@pytest.mark.parametrize(
    "unit", ["急", "紧急", "早", "hi ", "请问", "again ", "no ", "any ", "a person ", "什么时候", "why ", "have "]
)
def test_hostile_words_are_read_at_once(unit: str) -> None:
    text = (unit * 60)[:58] + "x"
    begun = time.process_time()
    assert not greets(text)
    wish(text), verdict(text * 6), is_back(text)
    assert time.process_time() - begun < 0.05
