"""Spam is what the receiving server takes for it, and whom the admin wants nothing of."""

from __future__ import annotations

import pytest

from bot.channels.email.headers import read_headers
from bot.channels.email.junk import is_blocked, spam


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("X-Spam-Flag: YES", "x-spam-flag: yes"),
        ("X-Spam-Status: Yes, score=9.1 required=5.0", "x-spam-status: yes"),
        ("X-Spam: Yes", "x-spam: yes"),
        ("X-Rspamd-Action: add header", "x-rspamd-action: add header"),
        ("X-MS-Exchange-Organization-SCL: 6", "spam confidence level 6"),
        ("X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:US;SCL:9;SRV:;SFV:SPM", "spam confidence level 9"),
        ("X-Spam-Flag: NO", ""),
        ("X-Spam-Status: No, score=-1.9", ""),
        ("X-Rspamd-Action: no action", ""),
        ("X-MS-Exchange-Organization-SCL: -1", ""),
        ("X-Forefront-Antispam-Report: SCL:1;SFV:NSPM", ""),
        ("X-MS-Exchange-Organization-SCL: " + "9" * 5000, ""),
        ("Subject: YES", ""),
    ],
)
def test_what_the_server_says_counts(header: str, why: str) -> None:
    assert spam(read_headers(f"{header}\r\n\r\nBuy now".encode())) == why


@pytest.mark.parametrize(
    ("sender", "blocked"),
    [
        ("ann@evil.example", True),
        ("ann@mail.evil.example", True),
        ("ann@notevil.example", False),
        ("bob@good.example", True),
        ("ann@good.example", False),
        ("@", False),
    ],
)
def test_addresses_and_domains_with_those_below_them_are_blocked(sender: str, blocked: bool) -> None:
    assert is_blocked(sender, {"evil.example", "bob@good.example"}) is blocked
