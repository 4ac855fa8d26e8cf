"""What the author newly wrote, apart from quotes and signatures.

No rule is safe: the whole text is kept beside it, and in doubt words stay.
"""

from __future__ import annotations

import re

#: Longer texts are not people's words alone (logs, dumps): they stay whole.
LONGEST = 500_000

_ORIGINAL = (
    r"original (message|mail|e-?mail|appointment)|reply message|原始邮件|原始郵件|原邮件|回复的原邮件|回复邮件"
    r"|mensaje original|mensagem original|message d'origine|message d’origine|messaggio originale|ursprüngliche "
    r"nachricht|oorspronkelijk bericht|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding"
    r"|wiadomość oryginalna|исходное сообщение|元のメッセージ"
)
#: The line that mail programs put over the quoted mail.
SEPARATOR = re.compile(rf"[>\s]*[-_—=*]{{2,}}\s*({_ORIGINAL})\s*[-_—=*]{{2,}}.*", re.IGNORECASE)

_WROTE = (
    r"wrote|writes|schrieb|a écrit|écrit|escribió|escreveu|schreef|geschreven|napisał(\(a\))?|napisała|scritto|skrev"
    r"|kirjoitti|написал\w*|пишет|写道|寫道|写了|来信|書きました|のメール|작성"
)
_WHEN = r"\d{1,4}|@|<|昨天|今天"
#: "On 3 May 2024 at 10:00, Ann <ann@example.org> wrote:", in many languages, over at most four lines.
WROTE = re.compile(
    rf"(?=.*({_WHEN})).{{3,300}}(?<!\w)({_WROTE})(?!\w).{{0,80}}?[:：]|.{{0,120}}({_WHEN}).{{0,200}}(写道|寫道|写了)[:：]?",
    re.IGNORECASE,
)

_FIELDS = (
    r"from|sent|to|cc|date|subject|reply-to|received|发件人|寄件人|寄件者|发送时间|發送時間|发送日期|寄件日期|收件人|收件者|抄送"
    r"|主题|主旨|日期|时间|von|gesendet|an|datum|betreff|de|envoyé|à|objet|enviado( el)?|para|asunto|fecha|assunto|data"
    r"|da|inviato|a|oggetto|risposta|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat|till|ämne|od|wysłano"
    r"|do|temat|от|отправлено|кому|тема|дата|差出人|送信日時|宛先|件名"
)
#: A line of the header block over a quoted mail ("发件人：", "*From:*").
FIELD = re.compile(rf"[>\s]*\**({_FIELDS})\**\s*[:：]\**(\s.*|.*@.*|.*\d.*|.*)", re.IGNORECASE)
_MORE = re.compile(rf"({_WROTE})(?!\w)", re.IGNORECASE)
_RULE = re.compile(r"\s*([-_—=*]\s?){5,}\s*")
_DELIMITER = re.compile(r"(--|—|__)\s?")
#: What telephones and free mail services append.
APPENDED = re.compile(
    r"\s*(sent from my [\w ]{2,30}|sent from (mail|outlook|yahoo mail)\b.{0,40}|get outlook for .{0,60}|发自我的.{0,30}"
    r"|從我的.{0,20}傳送|发送自.{0,40}|来自.{0,20}(邮箱|手机)|von meinem .{0,30}gesendet|envoyé de mon .{0,30}"
    r"|enviado desde mi .{0,30}|inviato da .{0,30})\.?\s*",
    re.IGNORECASE,
)


def new_text(full: str) -> str:
    """Returns the newly written part of a mail's text. Never empty when `full` is not: then it is all of it."""
    if len(full) > LONGEST:
        return full.strip()
    lines = full.replace("\r\n", "\n").split("\n")
    endings = [line.rstrip().endswith((":", "：")) or bool(_MORE.search(line)) for line in lines]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        written = any(text.strip() for text in kept)
        if written and (_ends_here(lines, at) or _quote_below(lines, endings, at)):
            break
        if skipped := _introduction(lines, endings, at):
            at += skipped
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line)
        at += 1
    return _trimmed(kept) or full.strip()


def _ends_here(lines: list[str], at: int) -> bool:
    """Whether everything from this line on is a signature or a quoted mail."""
    line = lines[at]
    if _DELIMITER.fullmatch(line) or SEPARATOR.fullmatch(line):
        return True
    if _RULE.fullmatch(line):
        below = [text for text in lines[at + 1 : at + 6] if text.strip()]
        return len(below) > 1 and _header_block(below, 0)
    return _header_block(lines, at)


def _header_block(lines: list[str], at: int) -> bool:
    """Whether a block of at least three header lines starts here, one of them with an address, date or number."""
    if not FIELD.fullmatch(lines[at]):
        return False
    block = [line for line in lines[at : at + 9] if line.strip()][:5]
    fields = [line for line in block if FIELD.fullmatch(line)]
    return len(fields) >= 3 and any(re.search(r"\d|@", line) for line in fields)


def _introduction(lines: list[str], endings: list[bool], at: int) -> int:
    """How many lines "On … wrote:" takes from here; 0 when there is none."""
    if not any(endings[at : at + 7]) or not lines[at].strip() or lines[at].lstrip().startswith(">"):
        return 0
    words = ""
    for taken, line in enumerate(lines[at : at + 7], 1):
        if not line.strip() and taken > 1 and "<" not in words[-3:] and not words.rstrip().endswith(">"):
            return 0
        words = f"{words} {line.strip()}".strip()
        if len(words) > 400:
            return 0
        if endings[at + taken - 1]:
            return taken if WROTE.fullmatch(words) else 0
    return 0


def _quote_below(lines: list[str], endings: list[bool], at: int) -> bool:
    """Whether "On … wrote:" stands here over a mail quoted without marks (with them, its lines go one by one)."""
    taken = _introduction(lines, endings, at)
    if not taken:
        return False
    below = next((line for line in lines[at + taken :] if line.strip()), "")
    return not below.lstrip().startswith(">")


def _trimmed(kept: list[str]) -> str:
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1]) or APPENDED.fullmatch(kept[-1])):
        if APPENDED.fullmatch(kept[-1]) and not any(text.strip() for text in kept[:-1]):
            break
        kept.pop()
    return "\n".join(line.rstrip() for line in kept).strip("\n").rstrip()
