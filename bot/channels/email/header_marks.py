"""A header as it stands over quoted mails: which line is which field, in many languages.

Every pattern runs over one line as `quote_marks.seen` gives it, and has no repetition within a repetition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Of so many lines at a block's top three must be header fields.
BLOCK = 6
_FIELDS = (
    r"from|sent( time)?|to|cc|bcc|date|subject|reply[- ]to|received|importance|attachments?|when|where"
    r"|required attendees"
    r"|发\s?件\s?人|发自|寄件人|寄件者|发[送件]时间|發[送件]時間|发送日期|寄件(日期|時間)|(已傳|傳)送(時間)?"
    r"|收\s?件\s?人|收件者|抄\s?送人?|副本"
    r"|密送|主\s?题|主\s?旨|主\s?題"
    r"|日\s?期|时\s?间|時間|附件|回复|von|gesendet|an|datum|betreff|antwort an|kopie|copie( à)?|de|envoyé( le)?|à|objet"
    r"|expéditeur"
    r"|destinataire|répondre à|enviados?( el)?|enviada em|para|asunto|fecha|responder a|assunto|data|da|inviato( il)?|a"
    r"|oggetto|risposta|rispondi a|van|verzonden|aan|onderwerp|beantwoorden[ -]+aan|fra|sendt|til|emne|dato"
    r"|från|skickat|till|ämne|lähettäjä|lähetetty|vastaanottaja|aihe|od|wysłan[oe]|do|dw|temat|data wysłania|odesláno"
    r"|komu|předmět|odoslané|predmet|feladó|elküldve|címzett|tárgy|de la|trimis|către|subiect"
    r"|kimden|gönderen|gönderildi"
    r"|kime|konu|от|отправлено|кому|копия|тема|дата|від|надіслано"
    r"|từ|đã gửi|tới|chủ đề|dari|terkirim|kepada|subjek|από|στάλθηκε|προς|θέμα|จาก|ส่ง|ถึง|เรื่อง"
    r"|enviat|per a|assumpte|šalje|poslano|prima|za|zadeva|изпратено|до|относно|saatja|saadetud|adressaat|teema"
    r"|no|nosūtīts|kam|tēma|nuo|išsiųsta|tema|از|ارسال شده|به|موضوع"
    r"|מאת|נשלח|אל|נושא|من|تم الإرسال|إلى|الموضوع"
    r"|差出人|送信日時|送信者|宛先|件名|日時|보낸 ?사람|보낸 ?날짜|받는 ?사람|제목|날짜"
)
_FIELD = re.compile(rf"[>\s|*]*({_FIELDS})[\s*]*[:：|].*", re.IGNORECASE)
_MARKED = re.compile("[:：|]")
_SENDERS = re.compile(
    r"from|发件人|发自|寄件[人者]|von|de|expéditeur|da|van|fra|från|lähettäjä|od|feladó|de la|kimden|gönderen|от|від|từ"
    r"|šalje|saatja|no|nuo|از|dari|από|จาก|מאת|من|差出人|送信者|보낸 ?사람"
)
_SUBJECTS = re.compile(
    r"subject|主题|主旨|主題|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|temat|předmět|predmet"
    r"|assumpte|zadeva|относно|teema|tēma|tema|موضوع|tárgy|subiect|konu|тема|chủ đề|subjek|θέμα"
    r"|เรื่อง|נושא|الموضوع|件名|제목"
)
_DRAWN_SUBJECTS = re.compile(r"subject|thema|betreff|objet|asunto")
_DATES = re.compile(
    r"sent( time)?|date|received|when|发[送件]时间|發[送件]時間|发送日期|寄件(日期|時間)|(已傳|傳)送(時間)?|日期"
    r"|时间|時間|gesendet|datum|envoyé( le)?|enviados?( el)?|enviada em"
    r"|fecha|data|inviato( il)?|verzonden|sendt|dato|skickat|lähetetty|wysłan[oe]"
    r"|data wysłania|odesláno|odoslané|elküldve|trimis|gönderildi|отправлено|дата|надіслано|đã gửi|terkirim"
    r"|enviat|poslano|изпратено|saadetud|nosūtīts|išsiųsta|ارسال شده|στάλθηκε|ส่ง|נשלח|تم الإرسال|送信日時|日時"
    r"|(보낸 ?)?날짜"
)
#: Notes' table: its first line, the moment alone, the field's name that follows.
_NAMED = re.compile(r"[^<>@]{1,100}<[^<>\s@]{1,100}@[^<>\s]{1,100}>")
_MOMENT_ALONE = re.compile(r"[\d./年月日-]{8,12} \d{1,2}[:.]\d{2}([:.]\d{2})?( [AP]M)?( \w{2,5})?", re.IGNORECASE)
_ADDRESSEES = re.compile(
    r"(to|an|à|a|para|aan|til|till|收件人|宛先|please respond to|bitte antwort an)(\s.{0,200})?", re.IGNORECASE
)
#: The same table drawn with blanks: names at the right, each as the last word of a line.
_AT_RIGHT = re.compile(r"(?:.*\s{2})?(to|cc|subject|an|kopie|thema|betreff|à|objet|para|asunto)", re.IGNORECASE)
INDENT = " " * 8
_MOMENT = re.compile(r"\d{4}.{0,40}\b\d{1,2}\s?[:.h点時时]\s?\d{2}|\d{1,2}[:.]\d{2}.{0,20}\d{4}")


def field_name(line: str) -> str:
    """Which header's line it is, as it stands over quoted mails ("发件人：", "*From:*", "| 发件人 |"); else empty."""
    found = _FIELD.fullmatch(line) if _MARKED.search(line, 0, 60) else None
    return re.sub(r"[\s　]+(?=[\u4e00-\u9fff])", "", found[1].casefold()) if found else ""


def is_header(block: list[tuple[str, str]]) -> bool:
    """Whether fields, each a name and its line, are a mail's and not a form or a log of his own: who sent it and when
    is told, and an address, or with four of them a subject or a moment."""
    names = {name for name, _ in block}
    if len(names) < 3 or not any(map(_SENDERS.fullmatch, names)):
        return False
    addressed = any("@" in line for _, line in block)
    if len(names) == 3:
        return addressed and any(map(_DATES.fullmatch, names))
    return addressed or any(map(_SUBJECTS.fullmatch, names)) or any(_MOMENT.search(line) for _, line in block)


def is_sender(name: str) -> bool:
    """Whether the field names who sent a mail."""
    return _SENDERS.fullmatch(name) is not None


def starts_header(lines: Sequence[str]) -> bool:
    """Whether the first of these lines, of which each shows something, begins a mail's header."""
    if not lines or not field_name(lines[0]):
        return False
    return is_header([(name, line) for line in lines[:BLOCK] if (name := field_name(line))])


def may_lead(line: str) -> bool:
    """Whether the line is who wrote, as Notes puts it over its table."""
    return line.endswith(">") and _NAMED.fullmatch(line) is not None


def is_table(lines: list[str]) -> bool:
    """Whether lines are such a table: who wrote, when, then the names of fields, each on a line of its own."""
    if len(lines) < 4 or not _MOMENT_ALONE.fullmatch(lines[1]):
        return False
    begins = (line.casefold().partition(" ")[0] for line in lines[3:])
    return _ADDRESSEES.fullmatch(lines[2]) is not None and any(map(_SUBJECTS.fullmatch, begins))


def is_drawn(lines: list[str]) -> bool:
    """Whether lines are Notes' table drawn with blanks."""
    names = [found[1].casefold() for line in lines if (found := _AT_RIGHT.fullmatch(line))]
    return len(names) > 2 and _ADDRESSEES.fullmatch(names[0]) is not None and any(map(_DRAWN_SUBJECTS.fullmatch, names))
