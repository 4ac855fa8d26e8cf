"""Domains of mail addresses: which are one organisation's, and which everybody's."""

from __future__ import annotations

from collections.abc import Iterable

#: Where anybody gets a mailbox: two people there have nothing in common.
PUBLIC = frozenset([
    "gmail.com", "googlemail.com", "outlook.com", "outlook.cn", "hotmail.com", "hotmail.co.uk", "hotmail.fr",
    "live.com", "live.cn", "msn.com", "yahoo.com", "yahoo.cn", "yahoo.com.cn", "yahoo.co.jp", "yahoo.co.uk",
    "yahoo.fr", "yahoo.de", "yahoo.in", "ymail.com", "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com",
    "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "fastmail.com", "fastmail.fm", "hey.com",
    "zoho.com", "mail.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de",
    "freenet.de", "posteo.de", "mailbox.org", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net",
    "libero.it", "virgilio.it", "tiscali.it", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.ru", "yandex.com",
    "ya.ru", "rambler.ru", "ukr.net", "seznam.cz", "wp.pl", "onet.pl", "o2.pl", "interia.pl", "comcast.net",
    "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "btinternet.com",
    "sky.com", "bigpond.com", "rediffmail.com", "naver.com", "daum.net", "hanmail.net", "nate.com", "docomo.ne.jp",
    "ezweb.ne.jp", "softbank.ne.jp", "uol.com.br", "bol.com.br", "terra.com.br", "qq.com", "vip.qq.com",
    "foxmail.com", "163.com", "vip.163.com", "126.com", "vip.126.com", "188.com", "yeah.net", "netease.com",
    "sina.com", "sina.cn", "sina.com.cn", "vip.sina.com", "sohu.com", "vip.sohu.com", "tom.com", "21cn.com",
    "139.com", "189.cn", "wo.cn", "wo.com.cn", "aliyun.com", "263.net", "263.net.cn", "eyou.com", "chinaren.com",
    "sogou.com", "hk.com",
])  # fmt: skip


def domain_of(address: str) -> str:
    """The part behind the "@", in small letters."""
    return address.rpartition("@")[2].lower()


def above(domain: str) -> tuple[str, ...]:
    """A domain and those above it, the nearest first, without the last word alone: "com" is nobody's."""
    labels = domain.lower().split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels) - 1))


def own_domain(address: str, ours: Iterable[str] = ()) -> str:
    """The domain of an address where it belongs to one organisation and not to us; else empty. `ours` are our own
    addresses."""
    domain = domain_of(address)
    shared = PUBLIC | {domain_of(own) for own in ours}
    return "" if "." not in domain or shared.intersection(above(domain)) else domain
