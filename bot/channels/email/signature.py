"""What a signature proposes: who wrote, for whom he works, and on which number he is reached.

Proposals, with the lines they rest on: a signature may be a colleague's, or years old. Where nothing marks one
("-- ", a closing formula), nothing is proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.channels.email import quote_marks as marks
from bot.flows.reading import read_labelled, read_name, read_organisation, read_phone

#: A mail of more lines is looked at in its first ones, a signature of more lines in its first ones.
MOST_LINES, LONGEST_SIGNATURE = 500, 12

_CLOSING = re.compile(
    r"\W{0,3}((many |with |kind |best |warm )*(thanks|thank you|regards|wishes|greetings)|cheers|sincerely|yours( \w+)?"
    r"|(mit )?(freundlichen?|besten?|vielen?|lieben?) (grüßen?|grüssen?|dank)|mfg|cordialement|bien à vous|merci"
    r"|saludos( cordiales)?|gracias|atentamente|cordiali saluti|grazie|met vriendelijke groet|med venlig hilsen|mvh"
    r"|pozdrawiam"
    r"|с уважением|此致|敬礼|祝好|顺祝商祺|顺颂商祺|商祺|谢谢|多谢|感谢|敬上|谨启"
    r"|此致敬礼|祝工作顺利|よろしくお願いいたします|敬具)\b\W{0,6}",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"公司|集团|集團|学校|學校|大学|大學|医院|醫院|工厂|研究院|研究所|事务所|银行|株式会社"
    r"|\b(ltd|limited|inc|incorporated|gmbh|llc|llp|plc|corp|corporation|company|co|ag|kg|s\.?a|s\.?r\.?l|b\.?v|n\.?v|oy|ab"
    r"|university|hospital|school|institute|group)\b\.?\W*$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"[\d@:：/!?！？。；;]|www|http", re.IGNORECASE)
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")
_TITLE = re.compile(r"((dr|prof|mr|mrs|ms|ing|dipl)\S{0,6}\s+)+", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|｜/,，•]\s*")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is proposed, empty where nothing is, and the lines that say so."""

    name: str = ""
    organisation: str = ""
    phone: str = ""
    evidence: tuple[str, ...] = ()


def read_signature(text: str, region: str) -> Signature:
    """Reads the signature under the author's own words in a mail's whole text. `region` (ISO 3166) reads national
    numbers."""
    block = _block(text)
    labelled = read_labelled("\n".join(block), region)
    found: dict[str, tuple[str, str]] = {}
    for line in block:
        for field, value in _told(line, region).items():
            found.setdefault(field, (value, line))
    for field in ("name", "organisation", "phone"):
        if value := labelled.get(field, ""):
            found[field] = (value, next((line for line in block if value in line), ""))
    values = {field: value for field, (value, _) in found.items()}
    evidence = dict.fromkeys(line for _, line in found.values() if line)
    return Signature(**values, evidence=tuple(evidence))


def _block(text: str) -> list[str]:
    """The lines below the author's last closing formula or signature mark, above any quoted mail."""
    lines = [marks.seen(line) for line in text.split("\n", MOST_LINES)[:MOST_LINES]]
    end = next((at for at, line in enumerate(lines) if _quoted(line)), len(lines))
    starts = [at for at, line in enumerate(lines[:end]) if marks.is_signature_mark(line) or _CLOSING.fullmatch(line)]
    if not starts:
        return []
    below = (line for line in lines[starts[-1] + 1 : end] if not marks.is_blank(line) and not marks.is_rule(line))
    return [line for line in below if not marks.is_device(line)][:LONGEST_SIGNATURE]


def _quoted(line: str) -> bool:
    starts = marks.introduction_end(line) and marks.is_introduction(line)
    return bool(starts) or marks.is_quote(line) or marks.is_separator(line) or marks.is_disclaimer(line)


def _told(line: str, region: str) -> dict[str, str]:
    """What one line says: a number, or in parts a firm and a name."""
    if phone := read_phone(line, region):
        return {"phone": phone}
    told: dict[str, str] = {}
    for part in _PARTS.split(line):
        if _FIRM.search(part) and not re.search(r"[@:：]", part):
            told.setdefault("organisation", read_organisation(part))
        elif _is_name(part := _TITLE.sub("", part, count=1)):
            told.setdefault("name", read_name(part))
    return {field: value for field, value in told.items() if value}


def _is_name(part: str) -> bool:
    if _NOT_A_NAME.search(part) or not part:
        return False
    words = part.split()
    return _HAN_NAME.fullmatch(part) is not None or (2 <= len(words) <= 4 and all(word[0].isupper() for word in words))
