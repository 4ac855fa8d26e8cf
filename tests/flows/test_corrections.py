"""What he corrects in so many words, at any time."""

import pytest

from bot.flows.reading import read_corrections

KNOWN = {"name": "Ann Li", "organisation": "Acme", "phone": "+8613800138000", "priority": "P3"}
LONDON, MOBILE = {"phone": "+442079460018"}, {"phone": "+8613912345678"}


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("my number is +44 20 7946 0018", LONDON),
        ("Sorry, wrong number, it's +44 20 7946 0018", LONDON),
        ("please use +44 20 7946 0018 instead", LONDON),
        ("you can reach me at +44 20 7946 0018 from tomorrow", LONDON),
        ("My name is Anne Lee, not Ann Li", {"name": "Anne Lee"}),
        ("my name is spelled Anne Lee", {"name": "Anne Lee"}),
        ("actually I'm Bob Stone", {"name": "Bob Stone"}),
        ("the company is Globex, not Acme", {"organisation": "Globex"}),
        ("we are called Globex GmbH now", {"organisation": "Globex GmbH"}),
        ("make it P1 please", {"priority": "P1"}),
        ("not so urgent any more, P4 is fine", {"priority": "P4"}),
        ("电话改成13912345678", MOBILE),
        ("号码写错了 应该是13912345678", MOBILE),
        ("请打13912345678", MOBILE),
        ("名字错了,我叫王丽", {"name": "王丽"}),
        ("公司名写错了,应该是蓝天科技", {"organisation": "蓝天科技"}),
        ("我们公司改名叫蓝天科技了", {"organisation": "蓝天科技"}),
        ("级别改为P2", {"priority": "P2"}),
    ],
)
def test_a_correction_says_which_field_it_means(text: str, corrected: dict[str, str]) -> None:
    assert read_corrections(text, KNOWN, "CN") == corrected


@pytest.mark.parametrize(
    "text",
    [
        "we are called every night by the alarm",
        "We are called out too often.",
        "the order number is 4500123456",
        "the company next door has the same",
        "my name is on the door",
        "it is called LaserJet 4250",
        "叫了两次都没人来",
        "公司是做轴承的",
        "我们电话都打不通",
    ],
)
def test_what_corrects_nothing_changes_nothing(text: str) -> None:
    assert read_corrections(text, KNOWN, "CN") == {}
