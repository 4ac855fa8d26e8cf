"""The doctor says whose word about senders counts, and whose could."""

from __future__ import annotations

import pytest

from bot.channels.email.settings import MailboxSettings
from bot.doctor.senders import senders

LOGIN = {"host": "mail.example", "username": "support", "password": "x"}


def looked_at(authserv_id: str, *results: str) -> tuple[str, str, str]:
    values = {"name": "support", "address": "support@desk.example", "imap": LOGIN, "smtp": {"host": "mail.example"}}
    box = MailboxSettings.model_validate({**values, "authserv_id": authserv_id})
    raw = "".join(f"Authentication-Results: {result}\r\n" for result in results) + "Subject: x\r\n\r\n"
    found = senders(box, raw.encode())
    return found.sign, found.found, found.fix


@pytest.mark.parametrize(
    ("authserv_id", "results", "sign", "said", "fix"),
    [
        ("mx.a.example", ("mx.a.example; spf=pass",), "ok", "mx.a.example checks", ""),
        ("mx*.a.example", ("mx41.a.example; spf=pass",), "ok", "mx*.a.example checks", ""),
        ("none", ("spf=pass smtp.mailfrom=a.example",), "ok", "a server that gives no name checks", ""),
        ("mx.a.example", (), "ok", "did not check the mail to itself", ""),
        ("mx.a.example", ("mx.b.example; none",), "warning", "but mx.b.example", 'authserv_id = "mx.b.example"'),
        ("", ("mx.b.example; none",), "warning", "not set", 'set authserv_id = "mx.b.example"'),
        ("", ("spf=pass",), "warning", "not set", 'set authserv_id = "none"'),
        ("", (), "warning", "not set", "Authentication-Results"),
    ],
)
def test_what_the_mail_to_itself_tells(
    authserv_id: str, results: tuple[str, ...], sign: str, said: str, fix: str
) -> None:
    found = looked_at(authserv_id, *results)
    assert found[0] == sign
    assert said in found[1]
    assert fix in found[2]
