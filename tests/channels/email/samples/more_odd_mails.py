"""More odd mails: names of files, sizes, and character sets that no label names."""

import base64

from tests.channels.email.samples.odd_mails import EN, HEAD, JA, KO, TW, ZH, mail, many, part, text, word

RU = "Принтер сломан, пришлите мастера."
WEST = "Café für Ärzte: groß, süß, à la carte"
CAPITALS = "DÉJÀ ÉTÉ RÉPARÉ À L'ÉCOLE"

MORE_CASES: list[tuple[str, bytes, str]] = [
    ("no label, shift_jis", mail("text/plain", JA.encode("cp932")), JA),
    ("no label, euc-jp", mail("text/plain", ("お世話になります。" + JA).encode("euc_jp")), JA),
    ("no label, euc-kr", mail("text/plain", ("안녕하세요. " + KO + " 수리 부탁드립니다.").encode("cp949")), KO),
    ("no label, cp1251", mail("text/plain", RU.encode("cp1251")), RU),
    ("no label, koi8-r", mail("text/plain", RU.encode("koi8-r")), RU),
    ("latin1 label, cp1251 bytes", text("iso-8859-1", RU.encode("cp1251")), RU),
    ("8-bit big5 subject", HEAD + b"Subject: " + TW.encode("big5") + b"\r\n\r\nhi", TW),
    ("utf-8 with one broken byte", text("utf-8", ZH.encode() + b"\xff end"), ZH),
    ("utf-8 cut in the middle", text("utf-8", (ZH * 3).encode()[:-1]), ZH),
    ("iso-2022-kr", text("iso-2022-kr", KO.encode("iso2022_kr")), KO),
    ("western accents stay", mail("text/plain", WEST.encode("cp1252")), WEST),
    ("french capitals stay", text("us-ascii", CAPITALS.encode("latin1")), CAPITALS),
    ("polish in iso-8859-2", text("iso-8859-2", "Drukarka nie działa, proszę".encode("iso8859-2")), "działa, proszę"),
    (
        "turkish in windows-1254",
        text("windows-1254", "Yazıcı bozuk, şu an çalışmıyor".encode("cp1254")),
        "Yazıcı bozuk",
    ),
    ("hebrew in iso-8859-8-i", text("iso-8859-8-i", "המדפסת שבורה".encode("iso8859-8")), "המדפסת שבורה"),
    ("arabic in windows-1256", text("windows-1256", "الطابعة معطلة".encode("cp1256")), "الطابعة معطلة"),
    ("thai in tis-620", text("tis-620", "เครื่องพิมพ์เสีย".encode("tis-620")), "เครื่องพิมพ์เสีย"),
    ("mac roman", text("macintosh", "Gerät über Nacht".encode("mac_roman")), "Gerät über Nacht"),
    ("cp850", text("ibm850", "Gerät über Nacht".encode("cp850")), "Gerät über Nacht"),
    ("euc-cn label", text("euc-cn", ZH.encode("gb2312")), ZH),
    ("chinese label in words", text("chinese", ZH.encode("gbk")), ZH),
    ("utf8 written so", text("utf8mb3", ZH.encode()), ZH),
    ("unicode label", text("unicode", base64.b64encode(ZH.encode("utf-16-le")), "base64"), ZH),
    (
        "name in rfc 2231 pieces",
        many(
            "mixed",
            part("text/plain", b"hi"),
            part(
                "application/pdf; name*0*=utf-8''%E6%89%93; name*1*=%E5%8D%B0.pdf",
                b"x",
                "Content-Disposition: attachment",
            ),
        ),
        "打印.pdf",
    ),
    (
        "name in raw gbk",
        many(
            "mixed",
            part("text/plain", b"hi"),
            b'Content-Type: application/pdf; name="' + "打印机.pdf".encode("gbk") + b'"\r\n\r\nx',
        ),
        "打印机.pdf",
    ),
    (
        "name in an encoded word cut in two",
        many(
            "mixed",
            part("text/plain", b"hi"),
            b'Content-Type: application/pdf; name="'
            + word("utf-8", "打印".encode())
            + b"\r\n "
            + word("utf-8", "机.pdf".encode())
            + b'"\r\n\r\nx',
        ),
        "打印机.pdf",
    ),
    (
        "boundary with blanks and quotes inside",
        mail('multipart/mixed; boundary="a b\'c"', b"--a b'c\r\n\r\n" + EN.encode() + b"\r\n--a b'c--"),
        EN,
    ),
    (
        "boundary is a prefix of another",
        mail(
            "multipart/mixed; boundary=ab",
            b"--ab\r\nContent-Type: multipart/alternative; boundary=abc\r\n\r\n--abc\r\n\r\n"
            + EN.encode()
            + b"\r\n--abc--\r\n--ab--",
        ),
        EN,
    ),
    (
        "end mark before the parts",
        many("mixed", part("text/plain", EN.encode())).replace(
            b"\r\n--frontier\r\n", b"\r\n--frontier--\r\n--frontier\r\n", 1
        ),
        EN,
    ),
    ("two content types", HEAD + b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n<p>" + EN.encode(), EN),
    ("html called plain", mail("text/plain; charset=utf-8", f"<html><body><p>{ZH}</p></body></html>".encode()), ZH),
    ("page without any tag", mail("text/html; charset=utf-8", ZH.encode()), ZH),
    (
        "only hidden words in the page",
        mail("text/html; charset=utf-8", f'<div style="display:none">{ZH}</div>'.encode()),
        ZH,
    ),
    (
        "page of one picture",
        mail("text/html", b'<img src="https://x.example/a.png" alt="Dead printer">'),
        "Dead printer",
    ),
    (
        "blank line after every header",
        (HEAD + b"Subject: x\r\n").replace(b"\r\n", b"\r\n \r\n") + b"\r\n" + EN.encode(),
        EN,
    ),
    ("header name with blanks", HEAD + b"Subject : Printer down\r\n\r\nhi", "Printer down"),
    ("lower case and odd order", b"subject: Printer down\r\nfrom: dana@kite.example\r\n\r\nhi", "Printer down"),
    (
        "format flowed and delsp",
        mail("text/plain; format=flowed; delsp=yes; charset=utf-8", b"The printer \r\nis broken."),
        "Theprinterisbroken.",
    ),
    (
        "quoted-printable in a multipart head",
        many("mixed", part("text/plain; charset=utf-8", ZH.encode())).replace(b"8bit", b"quoted-printable"),
        ZH,
    ),
    (
        "base64 with a list's footer in plain text",
        text("utf-8", base64.encodebytes(ZH.encode()) + b"____________\r\nprinters mailing list\r\n", "base64"),
        ZH,
    ),
    (
        "plain text said to be base64 whose first line has no blank",
        text("utf-8", b"Rindfleischetikettierung\r\nis what the display of the printer says.\r\n", "base64"),
        "Rindfleischetikettierung is what",
    ),
    (
        "base64 over a whole multipart",
        mail(
            'multipart/mixed; boundary="f"',
            base64.encodebytes(b"--f\r\n\r\n" + EN.encode() + b"\r\n--f--"),
            way="base64",
        ),
        EN,
    ),
    ("message of partial kind", mail('message/partial; id="a"; number=1; total=2', HEAD + b"\r\n" + EN.encode()), EN),
    (
        "external body",
        many(
            "mixed",
            part("text/plain", EN.encode()),
            part('message/external-body; access-type=URL; URL="https://x.example"', b"Content-Type: image/png\r\n\r\n"),
        ),
        EN,
    ),
    (
        "yenc",
        mail("text/plain", b"hello\r\n=ybegin line=128 size=3 name=a.bin\r\n\x8b\x8c\x8d\r\n=yend size=3\r\n"),
        "hello",
    ),
    ("ten thousand parts", many("mixed", *[part("text/plain", b"x")] * 10_000), "x"),
    ("a line of two megabytes", mail("text/plain", b"ab " * 700_000), "ab"),
    ("a page of a hundred thousand cells", mail("text/html", b"<table>" + b"<tr><td>a<td>b" * 50_000), "ab"),
    ("thousands of hidden divs", mail("text/html", b'<div style="display:none">x</div>' * 30_000 + b"seen"), "seen"),
]
