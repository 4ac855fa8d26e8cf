"""Odd mails made by breaking the structure of good ones: each with the words that must still be read."""

import base64
import quopri
from collections.abc import Iterator

ZH = "打印机坏了，请尽快派人来修。"
TW = "印表機壞了，請儘快派人來修。"
HK = "打印機壞咗，唔該快啲嚟整。"
JA = "プリンターが故障しました。"
KO = "프린터가 고장났습니다."
EN = "The printer is broken."
HEAD = b"From: Dana <dana@kite.example>\r\nTo: support@harbour.example\r\nDate: Tue, 3 Mar 2026 09:14:05 +0000\r\n"


def mail(kind: str, body: bytes, subject: bytes = b"Printer", way: str = "8bit") -> bytes:
    """Returns a mail of one part."""
    fields = b"Subject: %b\r\nMIME-Version: 1.0\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n"
    return HEAD + fields % (subject, kind.encode(), way.encode()) + body


def text(charset: str, body: bytes, way: str = "8bit") -> bytes:
    """Returns a mail of plain text whose charset is called so."""
    return mail(f'text/plain; charset="{charset}"', body, way=way)


def word(charset: str, data: bytes, way: bytes = b"B") -> bytes:
    """Returns an encoded word of a header."""
    coded = base64.b64encode(data) if way == b"B" else quopri.encodestring(data, header=True).replace(b"\n", b"")
    return b"=?%b?%b?%b?=" % (charset.encode(), way, coded)


def charsets() -> Iterator[tuple[str, bytes, str]]:
    """Yields mails whose charset is wrong, rare or missing."""
    rare = "镕基打印机坏了㐂"
    yield "gb2312 label over gbk", text("gb2312", "镕基：打印机坏了".encode("gbk")), "镕基：打印机坏了"
    yield "gb2312 label over gb18030", text("gb2312", rare.encode("gb18030")), rare
    yield "x-gbk label", text("x-gbk", ZH.encode("gbk")), ZH
    yield "cp936 label", text("cp936", ZH.encode("gbk")), ZH
    yield "iso-2022-cn", text("iso-2022-cn", b"\x1b$)A\x0e4rS!;z;5AK\x0f ok"), "打印机坏了"
    yield "hz", text("hz-gb-2312", b"~{4rS!;z;5AK~} ok"), "打印机坏了"
    yield "big5-hkscs", text("big5-hkscs", HK.encode("big5hkscs")), HK
    yield "big5 label over hkscs", text("big5", HK.encode("big5hkscs")), HK
    yield "no charset, big5 bytes", mail("text/plain", TW.encode("big5")), TW
    yield "utf-7", text("utf-7", "Schön, 打印机".encode("utf-7")), "Schön, 打印机"
    yield "utf-16 without mark", text("utf-16", EN.encode("utf-16-le")), EN
    yield "utf-16be without mark, base64", text("utf-16", base64.b64encode(ZH.encode("utf-16-be")), "base64"), ZH
    yield "utf-16 with mark", text("utf-16", base64.b64encode(ZH.encode("utf-16")), "base64"), ZH
    yield "utf-8 with mark", text("utf-8", b"\xef\xbb\xbf" + ZH.encode()), ZH
    yield "us-ascii label over utf-8", text("us-ascii", ZH.encode()), ZH
    yield "iso-8859-1 label over gbk", text("iso-8859-1", ZH.encode("gbk")), ZH
    yield "utf-8 label over gbk", text("utf-8", ZH.encode("gbk")), ZH
    yield "gbk label over utf-8", text("gbk", ZH.encode()), ZH
    yield "iso-2022-jp without a label", mail("text/plain", JA.encode("iso-2022-jp")), JA
    yield "shift_jis label in capitals and quotes", text("'SHIFT-JIS'", JA.encode("shift_jis")), JA
    yield "ks_c_5601-1987", text("ks_c_5601-1987", KO.encode("cp949")), KO
    yield "windows-1252 called latin1", text("iso-8859-1", b"\x93quoted\x94 \x80 20"), "“quoted” € 20"
    yield "koi8-r", text("koi8-r", "Принтер сломан.".encode("koi8-r")), "Принтер сломан."
    yield "charset with a comment and spaces", mail("text/plain; charset = utf-8 (Unicode)", ZH.encode()), ZH
    yield "two charsets", mail("text/plain; charset=gbk; charset=utf-8", ZH.encode()), ZH
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>' + ZH
    yield "charset only in the page", mail("text/html", page.encode("gbk")), ZH
    yield "half a character at the end", text("gbk", ZH.encode("gbk") + b"\xb4"), ZH
    yield "utf-8 read as latin1 and encoded again", text("utf-8", "café is down".encode()), "café is down"


def headers() -> Iterator[tuple[str, bytes, str]]:
    """Yields mails whose header block is broken."""
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    yield "gb2312 word over gbk", HEAD + b"Subject: " + word("gb2312", "镕基".encode("gbk")) + b"\r\n\r\nhi", "镕基"
    twice = word("utf-8", word("utf-8", ZH.encode()))
    yield "double-encoded word", HEAD + b"Subject: " + twice + b"\r\n\r\nhi", ZH
    cut = ZH.encode()
    words = word("utf-8", cut[:10]) + b"\r\n " + word("utf-8", cut[10:])
    yield "character cut between words", HEAD + b"Subject: " + words + b"\r\n\r\nhi", ZH
    bare = word("utf-8", ZH.encode()).rstrip(b"?=") + b"?="
    yield "word without padding", HEAD + b"Subject: " + bare + b"\r\n\r\nhi", ZH
    yield "word with blanks inside", HEAD + b"Subject: =?utf-8?Q?printer is down?=\r\n\r\nhi", "printer is down"
    yield "words without a blank between", HEAD + b"Subject: Re:" + word("utf-8", ZH.encode()) + b"x\r\n\r\nhi", ZH
    yield "word of an unknown charset", HEAD + b"Subject: =?x-klingon?Q?printer?=\r\n\r\nbody here", "body here"
    yield "8-bit gbk headers", HEAD + "Subject: 打印机坏了\r\n\r\nhi".encode("gbk"), "打印机坏了"
    yield "8-bit utf-8 headers", HEAD + "Subject: 打印机坏了\r\n\r\nhi".encode(), "打印机坏了"
    yield "only line feeds", (HEAD + b"Subject: x\r\n" + plain).replace(b"\r\n", b"\n") + ZH.encode(), ZH
    yield "only carriage returns", (HEAD + b"Subject: x\r\n\r\n").replace(b"\r\n", b"\r") + EN.encode(), EN
    yield "lines of two carriage returns", (HEAD + b"\r\n").replace(b"\r\n", b"\r\r\n") + EN.encode(), EN
    yield "no headers", b"\r\n" + EN.encode(), EN
    yield "no blank line", HEAD + b"Subject: x\r\n" + EN.encode(), "printer is broken"
    yield "only a body", ZH.encode(), ZH
    yield "mbox line first", b"From dana@kite.example Tue Mar  3 09:14:05 2026\r\n" + HEAD + b"\r\n" + EN.encode(), EN
    yield "nul in the head and body", HEAD + b"Subject: a\0b\r\n\r\nThe prin\0ter is broken.", EN
    yield "a subject of a megabyte", HEAD + b"Subject: " + b"x " * 500_000 + b"\r\n\r\n" + EN.encode(), EN
    yield "fifty thousand headers", HEAD + b"X-A: b\r\n" * 50_000 + b"\r\n" + EN.encode(), EN
    yield "folded by a tab and empty lines of blanks", HEAD + b"Subject: a\r\n \r\n\tb\r\n\r\n" + EN.encode(), EN


def many(kind: str, *parts: bytes, mark: bytes = b"frontier", ends: bool = True) -> bytes:
    """Returns a mail of these parts."""
    body = b"".join(b"\r\n--" + mark + b"\r\n" + part for part in parts) + (b"\r\n--" + mark + b"--" if ends else b"")
    return mail(f'multipart/{kind}; boundary="frontier"', body)


def part(kind: str, body: bytes, *more: str) -> bytes:
    """Returns one part."""
    return "\r\n".join((f"Content-Type: {kind}", *more, "", "")).encode() + body


def structures() -> Iterator[tuple[str, bytes, str]]:
    """Yields mails whose parts are broken."""
    plain = part("text/plain; charset=utf-8", ZH.encode())
    page = part("text/html; charset=utf-8", f"<p>{ZH}</p>".encode())
    empty = part("text/plain", b"")
    picture = part("image/png", b"iVBORw0KGgo=", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment")
    yield "never ended", many("mixed", plain, ends=False), ZH
    yield "boundary missing in the body", mail("multipart/mixed; boundary=frontier", EN.encode()), EN
    yield "boundary missing in the head", many("mixed", plain).replace(b'; boundary="frontier"', b""), ZH
    yield "another boundary", many("mixed", plain, mark=b"else"), ZH
    yield "empty text beside a page", many("alternative", empty, page), ZH
    yield "page first, text second", many("alternative", page, plain), ZH
    yield "empty parts around", many("mixed", b"", empty, plain, b"", picture), ZH
    yield "no parts at all", many("mixed"), "Printer"
    inner = plain
    for level in range(50):
        mark = b"m%d" % level
        inner = b"Content-Type: multipart/mixed; boundary=%b\r\n\r\n--%b\r\n%b\r\n--%b--" % (mark, mark, inner, mark)
    yield "fifty deep", HEAD + b"Subject: Printer\r\nMIME-Version: 1.0\r\n" + inner, ZH
    whole = HEAD + b"Subject: inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + ZH.encode()
    yield "only a mail attached", many("mixed", part("message/rfc822", whole)), ZH
    coded = part("message/rfc822", base64.b64encode(whole), "Content-Transfer-Encoding: base64")
    yield "a mail attached in base64", many("mixed", coded), ZH
    yield "mail in a mail as the whole", mail("message/rfc822", whole), ZH
    double = part("multipart/appledouble; boundary=ad", b"")
    double += b"--ad\r\n" + part("application/applefile", b"AAUWBw==", "Content-Transfer-Encoding: base64")
    double += b"\r\n--ad\r\n" + part('image/jpeg; name="door.jpg"', b"/9j/", "Content-Transfer-Encoding: base64")
    yield "apple-double", many("mixed", plain, double + b"\r\n--ad--"), "door.jpg"
    data = base64.encodebytes(ZH.encode())
    yield "base64 with garbage", text("utf-8", b"!!\r\n" + data[:10] + b"*\r\n\r\n" + data[10:], "base64"), ZH
    yield "base64 without padding", text("utf-8", data.rstrip(b"=\n"), "base64"), ZH
    yield "base64 with words behind", text("utf-8", data + b"\r\n--\r\nlist footer", "base64"), ZH
    yield "base64 named, plain sent", text("utf-8", ZH.encode(), "base64"), ZH
    yield "two base64 texts in one", text("utf-8", base64.b64encode("一二".encode()) + b"\n" + data, "base64"), ZH
    yield (
        "quoted-printable, wrong signs",
        text("utf-8", b"=E6=89=93=\r\n=E5=8D=B0 100=% =zz", "quoted-printable"),
        "打印",
    )
    yield "unknown way of coding", text("utf-8", ZH.encode(), "x-own"), ZH
    yield "way of coding with a comment", text("utf-8", data, "base64 (MIME)"), ZH
    yield "kind without a slash", mail("text", ZH.encode()), ZH
    yield "kind is nonsense", mail("foo bar; ;;=", ZH.encode()), ZH
    yield (
        "text as an attachment",
        mail("text/plain; charset=utf-8", ZH.encode()).replace(
            b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nContent-Disposition: attachment; filename=a.txt"
        ),
        "Printer",
    )
    rich = b"<bold>The printer</bold> is<nl>broken.<param>red</param>"
    yield "enriched text", mail("text/enriched", rich), "The printer"
    yield "amp beside text", many("alternative", part("text/x-amp-html", b"<html amp4email>x"), plain), ZH
    yield (
        "calendar only",
        mail("text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\nSUMMARY:Visit\nEND:VCALENDAR"),
        "Visit",
    )
    yield (
        "related around alternative",
        many("related", part("multipart/alternative; boundary=a2", b"--a2\r\n" + page + b"\r\n--a2--")),
        ZH,
    )
    uu = b"Hello\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\nbye"
    yield "uuencoded in place", mail("text/plain", uu), "a.txt"
    yield "signed, opaque kind unknown", many("signed", plain, part("application/x-odd", b"1")), ZH
    yield "digest", many("digest", b"\r\n" + whole), ZH


CASES = [*charsets(), *headers(), *structures()]
