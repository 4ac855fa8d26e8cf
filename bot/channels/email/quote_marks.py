"""What single lines of a mail are: an introduction over a quote, a header over one, a rule.

Every pattern runs over one line, cut at LONGEST_LINE, and has no repetition within a repetition: time is linear.
"""

from __future__ import annotations

import re

#: Longer lines are read as their first characters: no mark of a mail program is longer.
LONGEST_LINE = 400

_ORIGINAL = (
    r"(original|reply|forwarded|begin forwarded) (message|mail|e-?mail|appointment)|original|原始邮件(信息)?"
    r"|邮件原文|原始郵件|原始信息|原邮件"
    r"|邮件原件|原始訊息|回复的原邮件|回复邮件|回覆郵件|转发邮件(信息)?|轉寄郵件|转发的邮件|轉寄的郵件|已转发的邮件"
    r"|mensaje (original|reenviado)|mensagem (original|encaminhada)|message (d['’]origine|original|transféré)"
    r"|messaggio (originale|inoltrato)|ursprüngliche nachricht|original[- ]?nachricht|weitergeleitete nachricht"
    r"|oorspronkelijk bericht|doorgestuurd bericht|oprindelig (meddelelse|besked)|videresendt (meddelelse|melding)"
    r"|ursprungligt meddelande|vidarebefordrat (meddelande|brev)|opprinnelig melding|alkuperäinen viesti"
    r"|wiadomość (oryginalna|przekazana|pierwotna)|původní (zpráva|e-?mail)|pôvodná správa|eredeti üzenet"
    r"|mesaj original"
    r"|исходное сообщение|пересылаемое сообщение|пересланное сообщение|оригінальне повідомлення|orijinal mesaj"
    r"|元のメッセージ|転送メッセージ|원본 메일|원본 메시지"
)
_SEPARATOR = re.compile(rf"[>\s*]*[-_‐‑–—=─]{{2,}}[\s*]*({_ORIGINAL})[:：\s*]*([-_‐‑–—=─]+.*)?", re.IGNORECASE)
_BEGIN_FORWARDED = re.compile(
    r"[>\s*]*(begin forwarded message|début du message (transféré|réexpédié)|anfang der weitergeleiteten nachricht"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|início da mensagem encaminhada"
    r"|begin doorgestuurd bericht"
    r"|下面是被转发的邮件|开始转发的邮件|开始转发的信息|以下是轉寄的郵件|開始轉寄郵件)\s*[:：]\s*",
    re.IGNORECASE,
)

_WROTE = re.compile(
    r"(?<!\w)(wrote|writes|schrieb(en sie)?|geschrieben|écrit|escribió|escreveu|schreef|geschreven|napisał(\(a\))?"
    r"|napisała|napsala?|napísala?|pisze|píše|scritto|skrev|kirjoitti|написала?|написав|пишет|пише|a scris|írta|yazdı"
    r"|έγραψε"
    r"|đã viết|menulis|escrigué|va escriure)(?!\w)|写道|寫道|写了|書きました|のメール|작성|เขียนว่า",
    re.IGNORECASE,
)
_WROTE_I = re.compile(
    r"(?<!\w)(i|we|ich|wir|je|nous|ik|jeg|jag|yo|eu|我|我们)([ '’](have|had|just|already|also))?\s*$", re.IGNORECASE
)
#: How the line begins in the languages that begin it with a word.
_STARTER = re.compile(
    r"[->\s*]*(on|at|in message|op|le|am|il|dnia|w dniu|dňa|em|el|a les|den|på|dne|pe|kl|vào|pada|на|в)\s"
    r"|[->\s*]*[在于於]",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{4}|\d{1,2}[:.h]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}月\d")
_DATE = re.compile(r"[>\s\"]*(\w{2,12}[.,]{0,2}\s)?\d{1,4}[-/.,:年月\s]")
_ADDRESS = re.compile(r"<[^<>\s]{0,200}@|@[\w.-]{1,200}|\[mailto:|&lt;\S{1,200}@")
_ENDED = re.compile(r"[\s:：.>*\-–—]*")
_ENDED_LATER = re.compile(
    r"[^:：]{0,160}[:：][\s*>\-]*|[^:：]{0,60}(\d{1,2}[:：]\d{2}([:：]\d{2})?[^:：]{0,120}){1,2}([:：][\s*>\-]*)?"
    r"|.{0,160}>\s*[:：][\s*>\-]*|\s\([^()]{0,80}\)\s*[:：]"
)
_DATE_AND_ADDRESS = re.compile(
    r"[>\s]*(\w{2,12}\.?,?\s)?\s*\d{1,4}\D.{0,160}[<(\[][^@<>]{1,100}@[^@<>]{1,100}[>)\]]\s*[:：]?\s*"
)
_ISO_DATE_SOMEONE = re.compile(r"[>\s]*\d{4}-\d\d-\d\d \d{1,2}:\d\d(:\d\d)? (GMT|UTC)[+-]\d\d:?\d\d\s+\S.{0,80}")
_VIA = re.compile(r"[>\s]*\S.{0,80} via .{1,80} (wrote|schrieb|a écrit|escribió)\s*[:：]?\s*")
_YEAR = re.compile(r"\d{4}")
_FIRST_PERSON = re.compile(r"\b(?:I|we|me|us|my|our)\b|我")
#: In whatever language: when it was, and at the end from which address.
_WHEN_AND_ADDRESS = re.compile(
    r"(?=.*\b\d{4}\b)(?=.*\b\d{1,2}[:.]\d{2}\b).{10,300}<[^<>\s@]{1,100}@[^<>\s]{1,100}>\s?[:：]"
)
_QUOTING = re.compile(
    r"[>\s]*(quoting|zitat von|citeren|citando|cita de|citerar|citer) .{0,80}<?[^<>\s@]{1,100}@\S{1,100}[:：]",
    re.IGNORECASE,
)
_FIELDS = (
    r"from|sent|to|cc|bcc|date|subject|reply[- ]to|received|importance|attachments?|when|where|required attendees"
    r"|发\s?件\s?人|发自|寄件人|寄件者|发送时间|發送時間|发送日期|寄件日期|收\s?件\s?人|收件者|抄\s?送人?|副本"
    r"|密送|主\s?题|主\s?旨|主\s?題"
    r"|日\s?期|时\s?间|時間|附件|回复|von|gesendet|an|datum|betreff|antwort an|kopie|de|envoyé( le)?|à|objet"
    r"|expéditeur"
    r"|destinataire|répondre à|enviado( el)?|enviada em|para|asunto|fecha|responder a|assunto|data|da|inviato( il)?|a"
    r"|oggetto|risposta|rispondi a|van|verzonden|aan|onderwerp|beantwoorden[ -]+aan|fra|sendt|til|emne|dato"
    r"|från|skickat|till|ämne|lähettäjä|lähetetty|vastaanottaja|aihe|od|wysłano|do|dw|temat|data wysłania|odesláno"
    r"|komu|předmět|odoslané|predmet|feladó|elküldve|címzett|tárgy|de la|trimis|către|subiect"
    r"|kimden|gönderen|gönderildi"
    r"|kime|konu|от|отправлено|кому|копия|тема|дата|від|надіслано"
    r"|từ|đã gửi|tới|chủ đề|dari|terkirim|kepada|subjek|από|στάλθηκε|προς|θέμα|จาก|ส่ง|ถึง|เรื่อง"
    r"|מאת|נשלח|אל|נושא|من|تم الإرسال|إلى|الموضوع"
    r"|差出人|送信日時|送信者|宛先|件名|日時|보낸 ?사람|보낸 ?날짜|받는 ?사람|제목|날짜"
)
_FIELD = re.compile(rf"[>\s|*]*({_FIELDS})[\s*]*[:：|].*", re.IGNORECASE)
_MARKED = re.compile("[:：|]")
_EVIDENCE = re.compile(r"\d|@")

_RULE = re.compile(r"\s*([-_—=*~#+─·]\s?){3,}")
_SIGNATURE = re.compile(r"\s*(--|—|__)\s*")
_QUOTE = re.compile(r"\s*(>|[A-Z]{1,2}>(\s|$)|&gt;)")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters that programs put in for their own ends, and that show nothing.
_BLANK = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad\u1427|]*")


def seen(line: str) -> str:
    """Returns what the tests below look at of a line: its start, without blanks around, HTML's blank as one."""
    line = line[:LONGEST_LINE].strip()
    if not line.isascii():
        line = _DIRECTION.sub("", line).strip()
    return line.replace("&nbsp;", " ") if "&nbsp;" in line else line


def is_blank(line: str) -> bool:
    """Whether the line shows nothing."""
    return not line or _BLANK.fullmatch(line) is not None


def is_quote(line: str) -> bool:
    """Whether the line bears a quote's mark (">", "AB>")."""
    return _QUOTE.match(line) is not None


def is_separator(line: str) -> bool:
    """Whether the line is one that mail programs put over a whole quoted or forwarded mail."""
    return _SEPARATOR.fullmatch(line) is not None or _BEGIN_FORWARDED.fullmatch(line) is not None


def is_signature_mark(line: str) -> bool:
    """Whether a signature follows ("-- ", RFC 3676, 4.3, and its common bends)."""
    return _SIGNATURE.fullmatch(line) is not None


def is_rule(line: str) -> bool:
    """Whether the line is drawn: at least three of the characters that rules are made of."""
    return _RULE.fullmatch(line) is not None


def is_field(line: str) -> bool:
    """Whether the line is a header's, as it stands over quoted mails ("发件人：", "*From:*", "| 发件人 |")."""
    return _MARKED.search(line, 0, 60) is not None and _FIELD.fullmatch(line) is not None


def is_evidence(line: str) -> bool:
    """Whether a header holds what headers hold: an address, a date."""
    return _EVIDENCE.search(line) is not None


def starts_introduction(line: str) -> bool:
    """Whether an introduction may start here: with a word for it or with a date."""
    return _STARTER.match(line) is not None or _DATE.match(line) is not None


def starts_with_date(line: str) -> bool:
    """Whether the line starts with a date, perhaps behind the day's name."""
    return _DATE.match(line) is not None


def may_wrap(line: str) -> bool:
    """Whether an introduction that starts here may go on in the next line."""
    return starts_introduction(line) or _ADDRESS.search(line) is not None


def introduction_end(line: str) -> str:
    """Returns why an introduction may end here: "wrote" is said, or a "mark" stands there. Empty when it may not.
    Quick, for it is asked of every line."""
    if _WROTE.search(line) or _QUOTING.match(line) or (line.endswith((">:", ">：")) and "@" in line):
        return "wrote"
    if line.endswith((":", "：", ">", "-")) or _ISO_DATE_SOMEONE.fullmatch(line):
        return "mark"
    return ""


def is_introduction(words: str) -> bool:
    """Whether the words are the ones over a quote: "On 3 May 2024 at 10:00, Ann <ann@example.org> wrote:"."""
    if len(words) > LONGEST_LINE:
        return False
    for match in _WROTE.finditer(words):
        if _wrote_somebody(words, words[: match.start()], words[match.end() :]):
            return True
    if any(pattern.fullmatch(words) for pattern in (_VIA, _ISO_DATE_SOMEONE, _QUOTING)):
        return True
    if _FIRST_PERSON.search(words):
        return False
    dated = _DATE_AND_ADDRESS.fullmatch(words) is not None and _YEAR.search(words) is not None
    return dated or _WHEN_AND_ADDRESS.fullmatch(words) is not None


def is_certain(words: str) -> bool:
    """Whether an introduction says when it was to the year or the minute, or from which address: a sentence of his
    own ("On 3 May your colleague wrote:") does not."""
    return _WHEN.search(words) is not None or _ADDRESS.search(words) is not None or _VIA.fullmatch(words) is not None


def _wrote_somebody(words: str, before: str, after: str) -> bool:
    """Whether the word for writing stands between who and when as it does over quotes, not in a sentence of his."""
    if _WROTE_I.search(before):
        return False
    ended = _ENDED.fullmatch(after) is not None
    if not ended and not _ENDED_LATER.fullmatch(after):
        return False
    colon = words.rstrip(" >*-–—").endswith((":", "："))
    when, address = _WHEN.search(words) is not None, _ADDRESS.search(words) is not None
    if (starter := _STARTER.match(words)) and (when or address or (starter[0].isascii() and re.search(r"\d", before))):
        return colon or ended
    return (when or address) and (colon or (ended and address and when))
