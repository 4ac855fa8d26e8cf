"""What single lines of a mail are: an introduction over a quote, a header over one, a rule.

Every pattern runs over one line, cut at LONGEST_LINE, and has no repetition within a repetition: time is linear.
"""

from __future__ import annotations

import re

#: Longer lines are read as their first characters: no mark of a mail program is longer.
LONGEST_LINE = 400

_ORIGINAL = (
    r"(original|reply|replied|forwarded|begin forwarded) (message|mail|e-?mail|appointment)s?|original|原始邮件(信息)?"
    r"|邮件原文|原始郵件|原始信息|原邮件"
    r"|邮件原件|原始訊息|回复的原邮件|回复邮件|回覆郵件|转发邮件(信息)?|轉寄郵件|转发的邮件|轉寄的郵件|已转发的邮件"
    r"|mensaje (original|reenviado)|mensagem (original|encaminhada)"
    r"|(message|(e-?)?mail|courriel) (d['’]origine|original|transféré)"
    r"|messaggio (originale|inoltrato)|ursprüngliche nachricht|original[- ]?nachricht|weitergeleitete nachricht"
    r"|oorspronkelijk bericht|doorgestuurd bericht|oprindelig (meddelelse|besked)|videresendt (meddelelse|melding)"
    r"|ursprungligt meddelande|vidarebefordrat (meddelande|brev)|opprinnelig melding|alkuperäinen viesti"
    r"|wiadomość (oryginalna|przekazana|pierwotna)|původní (zpráva|e-?mail)|pôvodná správa|eredeti üzenet"
    r"|mesaj original"
    r"|исходное сообщение|пересылаемое сообщение|пересланное сообщение|оригінальне повідомлення|orijinal mesaj"
    r"|元のメッセージ|転送メッセージ|원본 메일|원본 메시지"
)
_SEPARATOR = re.compile(rf"[>\s*]*[-_‐‑–—=─]{{2,}}[\s*]*({_ORIGINAL})[:：\s*]*([-_‐‑–—=─]+.*)?", re.IGNORECASE)
_DRAWN = ">*-_‐‑–—=─"  # how a separator begins
#: Words in a frame, or a separator's without one: where a header stands below, it is a separator.
_FRAMED = re.compile(
    r"[>\s*]*([-_‐‑–—=─]{2,}|[\[【(])[^\[\]【】]{2,60}([-_‐‑–—=─]{2,}|[\]】)])[\s*]*"
    rf"|[\s*]*({_ORIGINAL})[\s*]*|[\s*]*message du \d{{1,2}}/\d{{1,2}}/\d{{2,4}} \d{{1,2}}:\d{{2}}\s*",
    re.IGNORECASE,
)
#: GroupWise's (">>> Ann <a@x.example> 3/2/2026 4:12 PM >>>") and Notes' ("Ann" ---03/02/2026 04:12:33 PM---Hello …).
_STAMP = r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4},? \d{1,2}[:.]\d{2}([:.]\d{2})?( [AP]M)?"
_STAMPED = re.compile(rf">>>\s.{{1,160}}\s{_STAMP}\s?>>>|\"?[^\"@]{{1,80}}\"? ?---\s?{_STAMP}\s?---.*", re.IGNORECASE)
_BEGIN_FORWARDED = re.compile(
    r"[>\s*]*(begin forwarded message|début du message (transféré|réexpédié)|anfang der weitergeleiteten nachricht"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|início da mensagem encaminhada"
    r"|begin doorgestuurd bericht"
    r"|下面是被转发的邮件|开始转发的邮件|开始转发的信息|以下是轉寄的郵件|開始轉寄郵件)\s*[:：]\s*",
    re.IGNORECASE,
)

#: Over what ticket systems send: an answer is to stand above.
_ABOVE = re.compile(
    r"(please |pls )?((type|write|enter) your )?(reply|replies|respond|response|answers?)( only)? above this line"
    r".{0,40}"
    r"|(bitte )?(antworten|schreiben) sie (bitte )?(oberhalb|über) dieser (zeile|linie).{0,40}"
    r"|(veuillez )?(répond(re|ez)|écri(re|vez)) au[- ]dessus de cette ligne.{0,40}"
    r"|(por favor,? )?(responda|escriba|escreva) (por encima|acima) d(e|esta) .{0,40}"
    r"|请?[在于][此本这]一?[行线]的?(以上|之上|上方|上面)(回复|答复|输入).{0,20}"
    r"|回复(内容)?请?写?在[此本这]一?[行线]的?(以上|之上|上方|上面).{0,20}",
    re.IGNORECASE,
)

_WRITE = (
    r"wrote|writes|schrieb(en sie)?|geschrieben|écrit|escribió|escreveu|schreef|geschreven|napisał(\(a\))?"
    r"|napisała|napsala?|nap[ií]sala?|pisze|píše|scritto|skrev|kirjoitti|написала?|написав|пишет|пише|a scris|írta"
    r"|yazdı|έγραψε|napisao|napisala je|написао|написа|rašė|rakstīja|kirjutas|skrifaði|escribiu|idatzi du"
    r"|đã viết|menulis|escrigué|va escriure"
)
_WRITE_UNPARTED = "写道|寫道|写了|書きました|のメール|작성|เขียนว่า"  # they stand among letters
_WROTE = re.compile(
    rf"(?<!\w)({_WRITE})(?!\w)|{_WRITE_UNPARTED}",
    re.IGNORECASE,
)
#: How each of these words begins, up to what it may lack or choose from.
_WRITE_STEMS = frozenset(
    re.split(r"[(\[]|.\?", word)[0].replace("ı", "i") for word in f"{_WRITE}|{_WRITE_UNPARTED}".split("|")
)
#: The last word of "has written", where the line is wrapped before it.
_WRITTEN = re.compile(r"(viết|scris|escriure|yazdı|작성)\s?[:：]", re.IGNORECASE)
_WROTE_I = re.compile(
    r"(?<!\w)(i|we|ich|wir|je|nous|ik|jeg|jag|yo|eu|我|我们)([ '’](have|had|just|already|also))?\s*$", re.IGNORECASE
)
#: How the line begins in the languages that begin it with a word.
_STARTER = re.compile(
    r"[->\s*]*(on|at|in message|op|le|am|il|dnia|w dniu|dňa|em|el|a les|den|på|dne|pe|kl|vào|pada|на|в|v|στις|u"
    r"|kuupäev)\s"
    r"|[->\s*]*[在于於]",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{4}|\d{1,2}[:.h]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}月\d")
_DATE = re.compile(r"[>\s\"]*(\w{2,12}[.,]{0,2}\s)?\d{1,4}[-/.,:年月년월\s]")
_ADDRESS = re.compile(r"<[^<>\s]{0,200}@|@[\w.-]{1,200}|\[mailto:|&lt;\S{1,200}@")
_ADDRESS_PART = re.compile(r"<[^<>\s]{0,200}>")
#: An address and what a language puts behind it ("… <a@b.example> ने लिखा:").
_ADDRESS_LAST = re.compile(r"@[^<>\s]{1,100}>[^<>@]{0,40}[:：]")
_ENDED = re.compile(r"[\s:：.>*\-–—]*")
_ENDED_LATER = re.compile(
    r"[^:：]{0,160}[:：][\s*>\-]*|[^:：]{0,60}(\d{1,2}[:：]\d{2}([:：]\d{2})?[^:：]{0,120}){1,2}([:：][\s*>\-]*)?"
    r"|.{0,160}>\s*[:：][\s*>\-]*|\s\([^()]{0,80}\)\s*[:：]"
)
_DATE_AND_ADDRESS = re.compile(
    r"[>\s]*(\w{2,12}\.?,?\s)?\s*\d{1,4}\D.{0,160}[<(\[][^@<>]{1,100}@[^@<>]{1,100}[>)\]]\s*[:：]?\s*"
)
_DATE_BY_ADDRESS = re.compile(
    r"[>\s]*(\w{2,12}\.?,?\s)?\s*\d{1,4}\D.{0,60}\d{1,2}[:.]\d{2}.{0,10}\s\w{1,4}\s[^<>\s@]{1,100}@[^<>\s@]{1,100}[:：]"
)
_NAMED = re.compile(r"[^<>.!?。！？]{0,80}<[^<>\s@]{1,100}@[^<>\s]{1,100}>,?\s?[^<>.!?]{0,40}")
_ISO_DATE_SOMEONE = re.compile(r"[>\s]*\d{4}-\d\d-\d\d \d{1,2}:\d\d(:\d\d)? (GMT|UTC)[+-]\d\d:?\d\d\s+\S.{0,80}")
_VIA = re.compile(r"[>\s]*\S.{0,80} via .{1,80} (wrote|schrieb|a écrit|escribió)\s*[:：]?\s*")
_YEAR = re.compile(r"\d{4}")
#: Whom he speaks to: "in your mail of 3 May 2024 you wrote:" is a sentence of his.
_SECOND_PERSON = re.compile(
    r"\byou(r|rself)?\b|\bvous\b|\b(haben|hatten) sie\b|\bin ihrer\b|\busted(es)?\b|[你您]|[贵貴][司公方]",
    re.IGNORECASE,
)
_OF_OURS = re.compile(r"\b(our|my|unser\w{0,2}|mein\w{0,2}|notre|nos|nuestr[oa]s?)\b|我[们司方]", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|we|me|us|my|our)\b|我")
#: In whatever language: when it was, and at the end from which address.
_WHEN_AND_ADDRESS = re.compile(
    r"(?=.*\b\d{4}\b)(?=.*\b\d{1,2}[:.]\d{2}\b).{10,300}<[^<>\s@]{1,100}@[^<>\s]{1,100}>[^<>@.!?:：]{0,40}[:：]"
)
_QUOTING = re.compile(
    r"[>\s]*(quoting|zitat von|citeren|citando|cita de|citerar|citer) .{0,80}<?[^<>\s@]{1,100}@\S{1,100}[:：]",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*([-_—=*~#+─·]\s?){3,}")
_SIGNATURE = re.compile(r"\s*(--|—|__)\s*")
_QUOTE = re.compile(r"\s*(>|[A-Z]{1,2}>(\s|$)|&gt;)")
#: Yahoo's program for telephones puts the first words of the quoted mail right behind its introduction.
_BEGUN = re.compile(r"(.{10,160}<[^<>\s@]{1,100}@[^<>\s]{1,100}>[^<>@:：]{0,30}[:：]) {3}.*")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters that programs put in for their own ends, and that show nothing.
_BLANK = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad\u1427|]*")


def seen(line: str) -> str:
    """Returns what the tests below look at of a line: its start, without blanks around, HTML's blank as one."""
    line = line[:LONGEST_LINE].strip()
    if ":   " in line or "：   " in line:
        line = _BEGUN.sub(r"\1", line)
    if not line.isascii():
        line = _DIRECTION.sub("", line).strip()
    return line.replace("&nbsp;", " ") if "&nbsp;" in line else line


def is_blank(line: str) -> bool:
    """Whether the line shows nothing."""
    return not line or _BLANK.fullmatch(line) is not None


def is_quote(line: str) -> bool:
    """Whether the line bears a quote's mark (">", "AB>")."""
    return _QUOTE.match(line) is not None and not (line.startswith(">>> ") and _STAMPED.fullmatch(line))


def is_separator(line: str) -> bool:
    """Whether the line is one that programs put over a whole quoted or forwarded mail."""
    begun = (":" in line or "：" in line) and _BEGIN_FORWARDED.fullmatch(line)
    if begun or (line[:1] in _DRAWN and _SEPARATOR.fullmatch(line)):
        return True
    if (line.startswith(">>> ") or "---" in line) and _STAMPED.fullmatch(line):
        return True
    return len(line) > 9 and _ABOVE.fullmatch(line.lstrip("#-=_*>< \t~·")) is not None


def is_framed(line: str) -> bool:
    """Whether the line is words between two drawn lines or in brackets, or a separator's without such."""
    return _FRAMED.fullmatch(line) is not None


def is_signature_mark(line: str) -> bool:
    """Whether a signature follows ("-- ", RFC 3676, 4.3, and its common bends)."""
    return _SIGNATURE.fullmatch(line) is not None


def is_rule(line: str) -> bool:
    """Whether the line is drawn: at least three of the characters that rules are made of."""
    return _RULE.fullmatch(line) is not None


def starts_introduction(line: str) -> bool:
    """Whether an introduction may start here: with a word for it or with a date."""
    return _STARTER.match(line) is not None or _DATE.match(line) is not None


def is_split_name(line: str, following: str) -> bool:
    """Whether a line is who wrote, and the next goes on with when ("Ann <a@b.example>, / 3 May 2024, 10:00 …:")."""
    later = following.startswith(("于", "於")) or (starts_with_date(following) and not _STARTER.match(following))
    return later and _NAMED.fullmatch(line) is not None


def starts_with_date(line: str) -> bool:
    """Whether the line starts with a date, perhaps behind the day's name."""
    return _DATE.match(line) is not None


def may_wrap(line: str) -> bool:
    """Whether an introduction that starts here may go on in the next line."""
    addressed = _ADDRESS.search(line) is not None or (line.endswith("<") and _WHEN.search(line) is not None)
    return addressed or starts_introduction(line)


def may_say_wrote(text: str) -> bool:
    """Whether a word for writing may stand anywhere in a text: to look for these is quick."""
    small = text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")
    return any(stem in small for stem in _WRITE_STEMS)


def introduction_end(line: str, *, may_say_wrote: bool = True) -> str:
    """Returns why an introduction may end here: "wrote" is said, or a "mark" stands there. Empty when it may not.
    Quick, for it is asked of every line."""
    if (
        (may_say_wrote and _WROTE.search(line))
        or _QUOTING.match(line)
        or _WRITTEN.match(line)
        or ("@" in line and _ADDRESS_LAST.search(line))
    ):
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
    if any(pattern.fullmatch(words) for pattern in (_VIA, _ISO_DATE_SOMEONE, _QUOTING, _DATE_BY_ADDRESS)):
        return True
    if _FIRST_PERSON.search(words):
        return False
    dated = _DATE_AND_ADDRESS.fullmatch(words) is not None and _YEAR.search(words) is not None
    return dated or _WHEN_AND_ADDRESS.fullmatch(words) is not None


def is_bare_introduction(line: str) -> bool:
    """Whether the line names but who wrote ("Ann Lee wrote:"), as some programs put it over a marked quote."""
    said = _WROTE.search(line) if line.endswith((":", "：")) and len(line) < 60 else None
    if said is None or not _ENDED.fullmatch(line, said.end()) or len(line.split()) > 5:
        return False
    return not (_SECOND_PERSON.search(line) or _OF_OURS.search(line) or _WROTE_I.search(line, 0, said.start()))


def announces(line: str) -> bool:
    """Whether a line is a command or ends with a colon and is no introduction, in whatever language: it tells neither
    when nor who."""
    if line.startswith("$ "):
        return True
    return line.endswith((":", "：")) and not _WROTE.search(line) and not re.search(r"[\d@<]", line)


def is_certain(words: str) -> bool:
    """Whether an introduction says when it was to the year or the minute, or from which address: a sentence of his
    own ("On 3 May your colleague wrote:") does not."""
    if _SECOND_PERSON.search(_ADDRESS_PART.sub("", words)):
        return False
    return _WHEN.search(words) is not None or _ADDRESS.search(words) is not None or _VIA.fullmatch(words) is not None


def _wrote_somebody(words: str, before: str, after: str) -> bool:
    """Whether the word for writing stands between who and when as it does over quotes, not in a sentence of his."""
    if _WROTE_I.search(before):
        return False
    ended = _ENDED.fullmatch(after) is not None
    if not ended and not _ENDED_LATER.fullmatch(after):
        return False
    if not _ADDRESS.search(words) and _OF_OURS.search(words):
        return False
    colon = words.rstrip(" >*-–—").endswith((":", "："))
    when, address = _WHEN.search(words) is not None, _ADDRESS.search(words) is not None
    if (starter := _STARTER.match(words)) and (when or address or (starter[0].isascii() and re.search(r"\d", before))):
        return colon or ended
    return (when or address) and (colon or (ended and address and when))
