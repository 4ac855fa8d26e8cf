"""What sounds like a complaint about the service; an engineer confirms it."""

import pytest

from bot.flows.reading import complaint_words


@pytest.mark.parametrize(
    "text",
    [
        "This is the third time this month, I am really fed up",
        "I want to complain about your technician",
        "Your service is a disgrace",
        "Nobody called me back although you promised",
        "I have been waiting for two weeks and nothing happens",
        "this is unacceptable",
        "We will cancel the contract if this goes on",
        "I demand a refund",
        "who is your manager? I want to speak to him",
        "Your engineer was rude to my staff",
        "Terrible service, never again",
        "I'm extremely disappointed",
        "we pay for 4h response and nobody came for two days",
        "You people are useless",
        "I'll go to my lawyer",
        "我要投诉你们的工程师",
        "等了三天没人来，什么态度",
        "第三次报修了还没解决，太差劲了",
        "你们的服务太让人失望了",
        "再不来我就找你们领导",
        "必须给个说法",
        "说好昨天来的，人呢",
        "工程师态度恶劣",
        "合同还想不想续了",
        "要求退款",
        "这种质量还好意思卖这么贵",
        "打了八个电话没人接",
        "我要找你们负责人",
        "严重不满",
        "坑人",
    ],
)
def test_a_complaint_is_heard_in_many_words(text: str) -> None:
    assert complaint_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "The printer complains about the cartridge",
        "Great service, thank you",
        "我们想续签合同",
        "The third floor printer jams",
        "please refund form attached for travel costs",
        "manager wants to know the price",
        "we waited for the update to finish",
        "客户投诉我们的机器噪音大，帮忙看看",
        "领导让我问一下报价",
        "the alarm complains about low pressure",
        "I am not disappointed at all",
        "Can you call me back?",
        "处理速度很快，赞",
        "没人接收传真",
        "不好意思,又来打扰了",
        "电视网络全断,投诉很多,速来",
        "Please cancel my subscription to the newsletter.",
        "it's been two weeks since installation and all is fine",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert complaint_words(text) == ""
