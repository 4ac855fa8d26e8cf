"""Where a message begins and ends: the words to whom it is, the formula above a signature."""

from __future__ import annotations

import re

from bot.flows.reading.text import folded, own_words

CLOSING = re.compile(
    r"\W{0,3}((many |with |kind |best |warm |kindest |warmest )*(thanks( (again|a lot|in advance|very much|so"
    r" much))?|thank you( (very much|in advance|so much))?|"
    r"regards|wishes|greetings)( and (best |kind )?(regards|thanks))?|all the best|best|cheers|thx|tks|sincerely("
    r" yours)?|"
    r"br|rgds|yours( \w+)?|respectfully"
    r"|(mit )?(freundlichen?|besten?|vielen?|lieben?) (grüßen?|grüssen?|dank)|mfg|vg|lg|cordialement|bien à vous|merci"
    r"|(un )?(cordial )?saludos?( cordial(es)?)?|gracias|(muy )?atentamente|(cordiali|distinti|cari) saluti|grazie"
    r"|(met )?vriendelijke groet(en)?|groet(en|jes)?|(med )?venlig hilsen|med vennlig hilsen|mvh|hilsen"
    r"|(med )?vänlig(a)? hälsning(ar)?|hälsningar|ystävällisin terveisin|terveisin|atenciosamente|cumprimentos"
    r"|pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|saygılarımla|salutations( distinguées)?"
    r"|с уважением|此致|敬礼|祝好|顺祝商祺|顺颂商祺|(敬祝|順頌|順祝|祝|敬颂) ?商祺|商祺|敬祝"
    r"|祝您?(生活|工作)愉快|谢谢|多谢|感谢|敬上|谨启|谢谢您|非常感谢|望回复|盼复"
    r"|此致敬礼|祝工作顺利|顺祝工作顺利|よろしくお願いいたします|敬具)\b\W{0,6}",
    re.IGNORECASE,
)


SALUTATION = re.compile(
    r"^\W{0,3}(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|to)\b(?!"
    r"[, ]{1,2}(?:from|my|this|i|i'm|i’m|im|it|it's|its|we|we're|name)\b)[^,!.:\n]{0,40}[,!:]\s{0,3}"
    r"|^\W{0,3}(?:尊敬的[^,:!]{0,12}[,:!]?|[\u4e00-\u9fff]{0,6}(?:您好|你好|大家好|早上好|下午好|"
    r"晚上好)[,!。:~]{0,3})\s{0,3}",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """Whether a line is nothing but such a formula."""
    return len(line) <= 80 and CLOSING.fullmatch(line.strip()) is not None


def is_salutation(line: str) -> bool:
    """Whether a line only says to whom it is written."""
    return len(line) <= 80 and not SALUTATION.sub("", folded(line).strip(), count=1)


def signature_of(lines: list[str]) -> tuple[list[str], list[str]]:
    """Splits a message's lines into what he says and the lines below his last closing formula."""
    starts = [at for at, line in enumerate(lines) if is_closing(line) or line.rstrip() == "--"]
    if not starts or len(lines) - starts[-1] > 13:
        return lines, []
    return lines[: starts[-1]], lines[starts[-1] + 1 :]


def said(text: str) -> str:
    """What he says: his own words, folded, without the salutation and without what stands from his closing formula on;
    the first line when nothing else is there."""
    lines = [line.strip() for line in own_words(folded(text)).split("\n") if line.strip()]
    body, _ = signature_of(lines)
    body = [SALUTATION.sub("", body[0], count=1), *body[1:]] if body else []
    return "\n".join(filter(None, body)) or next(iter(lines), "")
