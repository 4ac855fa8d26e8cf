"""The device he writes of; what makes the reading quick loses none."""

from itertools import islice

import pytest

from bot.flows.reading import products
from bot.flows.reading.names import HAN
from tools.learn_urgency import messages
from tools.learn_writer import OURS, openings


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("Our HP LaserJet 4250 jams", "HP LaserJet 4250"),
        ("the label printer is dead", "label printer"),
        ("三楼的联想打印机卡纸", "联想打印机"),
        ("HP LaserJet打印机不动", "HP LaserJet打印机"),
        ("nothing works", ""),
    ],
)
def test_the_device_is_named_as_he_names_it(text: str, device: str) -> None:
    assert products.read_product(text) == device


def test_where_nothing_is_looked_for_nothing_stands() -> None:
    texts = [*(one["text"] for one in openings(OURS)), *(text for _, text in messages())]
    chinese = [text for text in texts if HAN.search(text)]
    for plain, quick, ours in (
        (products._EN, products._devices, texts),
        (products._ZH, products._devices_zh, chinese),
    ):
        missed = [
            (text, found)
            for text in ours
            if (found := [match[0].strip() for match in islice(plain.finditer(text), 6)]) != [*islice(quick(text), 6)]
        ]
        assert not missed
