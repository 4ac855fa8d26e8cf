"""What single lines of a mail are: an introduction over a quote, a header over one, a rule, a device's signature.

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
    r"|wiadomość (oryginalna|przekazana|pierwotna)|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original"
    r"|исходное сообщение|пересылаемое сообщение|пересланное сообщение|оригінальне повідомлення|orijinal mesaj"
    r"|元のメッセージ|転送メッセージ|원본 메일|원본 메시지"
)
_SEPARATOR = re.compile(rf"[>\s*]*[-_—=─]{{2,}}[\s*]*({_ORIGINAL})[:：\s*]*([-_—=─]+.*)?", re.IGNORECASE)
_BEGIN_FORWARDED = re.compile(
    r"[>\s*]*(begin forwarded message|début du message (transféré|réexpédié)|anfang der weitergeleiteten nachricht"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado|início da mensagem encaminhada"
    r"|begin doorgestuurd bericht"
    r"|下面是被转发的邮件|开始转发的邮件|开始转发的信息|以下是轉寄的郵件|開始轉寄郵件)\s*[:：]\s*",
    re.IGNORECASE,
)

_WROTE = re.compile(
    r"(?<!\w)(wrote|writes|schrieb(en sie)?|geschrieben|écrit|escribió|escreveu|schreef|geschreven|napisał(\(a\))?"
    r"|napisała|napsala?|napísala?|scritto|skrev|kirjoitti|написала?|написав|пишет|пише|a scris|írta|yazdı|έγραψε"
    r"|đã viết|menulis|escrigué|va escriure)(?!\w)|写道|寫道|写了|書きました|のメール|작성",
    re.IGNORECASE,
)
_WROTE_I = re.compile(
    r"(?<!\w)(i|we|ich|wir|je|nous|ik|jeg|jag|yo|eu|我|我们)([ '’](have|had|just|already|also))?\s*$", re.IGNORECASE
)
#: How the line begins in the languages that begin it with a word.
_STARTER = re.compile(
    r"[->\s*]*(on|at|in message|op|le|am|il|dnia|dňa|em|el|a les|den|på|dne|pe|kl|vào|pada|на|в)\s"
    r"|[->\s*]*[在于於]",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{4}|\d{1,2}[:.h]\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}月\d")
_DATE = re.compile(r"[>\s\"]*(\w{2,12}[.,]{0,2}\s)?\d{1,4}[-/.,年月\s]")
_ADDRESS = re.compile(r"<[^<>\s]{0,200}@|@[\w.-]{1,200}|\[mailto:|&lt;\S{1,200}@")
_ENDED = re.compile(r"[\s:：.>*\-–—]*")
_ENDED_LATER = re.compile(
    r"[^:：]{0,160}[:：][\s*>\-]*|[^:：]{0,60}(\d{1,2}[:：]\d{2}[^:：]{0,120}){1,2}([:：][\s*>\-]*)?"
    r"|.{0,160}>\s*[:：][\s*>\-]*"
)
_DATE_AND_ADDRESS = re.compile(
    r"[>\s]*(\w{2,12}\.?,?\s)?\s*\d{1,4}\D.{0,160}[<(\[][^@<>]{1,100}@[^@<>]{1,100}[>)\]]\s*[:：]?\s*"
)
_ISO_DATE_SOMEONE = re.compile(r"[>\s]*\d{4}-\d\d-\d\d \d{1,2}:\d\d(:\d\d)? (GMT|UTC)[+-]\d\d:?\d\d\s+\S.{0,80}")
_VIA = re.compile(r"[>\s]*\S.{0,80} via .{1,80} (wrote|schrieb|a écrit|escribió)\s*[:：]?\s*")
_YEAR = re.compile(r"\d{4}")

_FIELDS = (
    r"from|sent|to|cc|bcc|date|subject|reply[- ]to|received|importance|attachments?|when|where|required attendees"
    r"|发\s?件\s?人|发自|寄件人|寄件者|发送时间|發送時間|发送日期|寄件日期|收\s?件\s?人|收件者|抄\s?送人?|副本"
    r"|密送|主\s?题|主\s?旨|主\s?題"
    r"|日\s?期|时\s?间|時間|附件|回复|von|gesendet|an|datum|betreff|antwort an|kopie|de|envoyé( le)?|à|objet"
    r"|expéditeur"
    r"|destinataire|répondre à|enviado( el)?|enviada em|para|asunto|fecha|responder a|assunto|data|da|inviato( il)?|a"
    r"|oggetto|risposta|rispondi a|van|verzonden|aan|onderwerp|beantwoorden[ -]+aan|fra|sendt|til|emne|dato"
    r"|från|skickat|till|ämne|lähettäjä|lähetetty|vastaanottaja|aihe|od|wysłano|do|dw|temat|data wysłania|odesláno"
    r"|komu|předmět|odoslané|predmet|feladó|elküldve|címzett|tárgy|de la|trimis|către|subiect|kimden|gönderildi"
    r"|kime|konu|от|отправлено|кому|копия|тема|дата|від|надіслано"
    r"|差出人|送信日時|送信者|宛先|件名|日時|보낸 ?사람|보낸 ?날짜|받는 ?사람|제목|날짜"
)
_FIELD = re.compile(rf"[>\s|*]*({_FIELDS})[\s*]*[:：|].*", re.IGNORECASE)
_MARKED = re.compile("[:：|]")
_EVIDENCE = re.compile(r"\d|@")

_RULE = re.compile(r"\s*([-_—=*~#+─·]\s?){3,}")
_SIGNATURE = re.compile(r"\s*(--|—|__)\s*")
_QUOTE = re.compile(r"\s*(>|[A-Z]{1,2}>(\s|$)|&gt;)")
#: Characters that programs put in for their own ends, and that show nothing.
_BLANK = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad\u1427|]*")

_MAILER = (
    r"(yahoo ?mail|mail|mailbox|outlook|windows|proton ?mail|gmail|airmail|spark|thunderbird|blackberry|samsung"
    r"|galaxy"
    r"|android|iphone|ipad|ipod|mobile|phone|cell(phone)?|smartphone|handy|tablet|telegram|superhuman|front|hey"
    r"|nine|k-9|bluemail"
    r"|typeapp|mymail|edison|aquamail|newton|huawei|xiaomi|redmi|honor|oppo|vivo|oneplus|htc|nokia|sony|lg|motorola"
    r"|webmail|zoho|aol|fairemail|verizon|at&t|t-mobile)"
)
_DEVICE = re.compile(
    r"\s*[<({*\[]*("
    rf"sent (from|via|with|by|using) (my|a|an|the)? ?[^,.;:!?，。]{{0,40}}?\b{_MAILER}\b[^,;!?，。]{{0,60}}"
    r"|sent (from|via|on|with) my [\w’'&+ -]{1,40}|from my [\w’'+ -]{1,20}|\w+ from mobile"
    r"|get \[?(outlook|yahoo mail|bluemail|typeapp) for.{0,100}|typed on (my|a) .{0,40}"
    r"|发自我的.{0,30}|發自我的.{0,30}|从我的.{0,30}发送|從我的.{0,30}(傳送|寄出)|傳送自.{0,40}|发送自.{0,60}"
    r"|發送自.{0,60}"
    r"|发自.{0,40}|来自.{0,20}(邮箱|手机|outlook|iphone).{0,6}|來自.{0,20}(信箱|手機)|从 ?windows ?版邮件发送"
    r"|获取(适用于)? ?.{0,20}outlook.{0,60}"
    r"|取得 ?outlook.{0,60}|下载.{0,10}outlook.{0,60}|.{0,6}由.{0,12}(邮箱|邮箱大师|郵箱) ?(定制|发送).{0,10}"
    r"|本邮件由.{0,20}发送"
    r"|von meinem .{0,40}gesendet|gesendet (von|mit) .{0,60}|diese nachricht wurde von .{0,80}gesendet"
    r"|envoyé (de|depuis|à partir de|avec) .{0,60}|télécharger outlook .{0,60}"
    r"|enviado (desde|do|da|a partir do|con|com) .{0,60}|obtener outlook .{0,60}|obter o outlook .{0,60}"
    r"|inviato (da|dal|con) .{0,60}|ottieni outlook .{0,60}|verzonden (met|vanaf|via|vanuit) .{0,60}"
    r"|verstuurd (vanaf|met|via) .{0,60}|outlook voor .{0,40} downloaden"
    r"|sendt fra .{0,60}|skickat från .{0,60}|från min .{0,40}|hent outlook .{0,60}|hämta outlook .{0,60}"
    r"|lähetetty .{0,50}(sta|stä|lta|ltä)|wysłane? (z|ze|przy użyciu) .{0,60}|odesláno z .{0,60}|odoslané z .{0,60}"
    r"|отправлено (с|из) .{0,60}|надіслано з .{0,60}|iphone(から送信|에서 보냄).{0,20}|.{0,20}から送信(されました)?"
    r"|나의 .{0,20}에서 보냄"
    r")[.。>)}*\]\s]*([,.;]?\s*(please |pls )?(excuse|forgive|pardon|sorry for|apologies for) .{0,60})?",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\([^()\s]{1,300}\)|<https?:[^<>\s]{1,300}>|\(https?:[^()\s]{1,300}\)")
_DISCLAIMER = re.compile(
    r"[\s*_>]*((legal |confidentiality |privacy )?(disclaimer|notice)\s*[:：]|confidentiality (notice|note|statement)"
    r"|(this|the (information|content|contents)( contained)? (in|of) this|the contents of this) "
    r"(e-?mail|message|communication|transmission)( message)?\b.{0,120}"
    r"(confidential|privileged|intended (only|solely|for)|may contain|strictly)"
    r"|[^.。]{0,60}\bregistered (in|office|company|no\b|number)\b.{0,120}|(this )?(e-?mail|message)?\s?(has been |"
    r"was )?(checked|scanned)"
    r" (for|by)\b.{0,60}(virus|avast|norton|mcafee|kaspersky|security)|virus[- ]free\b"
    r"|(本|此|该)(邮|郵)件.{0,12}(杀毒|病毒|扫描)"
    r"|(please )?consider the environment before|think before you print|please think of the environment"
    r"|(保密|免责|法律)(声明|提示|条款|聲明)|(声明|聲明|注意|提示)?[:：]?\s?(本|此|该)(电子)?(邮|郵)件.{0,40}(保密"
    r"|机密|機密|仅限|仅供|僅供|收件人|所有权)"
    r"|请考虑环保|diese (e-?mail|nachricht)\b.{0,80}(vertraulich|ausschließlich)"
    r"|(ce|le présent) (message|courriel|mail)\b.{0,100}confidentiel"
    r"|este (mensaje|correo|mensagem)\b.{0,100}confidencial"
    r"|(questo|il presente) messaggio\b.{0,100}(riservat|confidenzial)|dit (bericht|e-mail)\b.{0,100}vertrouwelijk"
    r"|данное (сообщение|письмо).{0,100}конфиденциальн)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W*(your |full )?(name|contact|phone|company|organi[sz]ation|priority)\W*[:：]"
    r"|\W*(您的)?(姓名|联系人|公司名称|优先级)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"https?:|www\.|@\w|mailing list|unsubscribe|confidential"
    r"|(tel|phone|mobile|fax|cell|mob)\b\.?\s*[:：]?\s*[+(\d]|\+\d{1,3}[\s(\d]"
    r"|电话|手机|传真|邮箱|地址|公司|電話|手機|地址|\b(ltd|inc|gmbh|llc|co)\b\.?|退订|virus",
    re.IGNORECASE,
)


def seen(line: str) -> str:
    """Returns what the tests below look at of a line: its start, without blanks around, HTML's blank as one."""
    line = line[:LONGEST_LINE].strip()
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


def is_device(line: str) -> bool:
    """Whether a telephone or a free mail service appended the line."""
    return len(line) < 200 and _DEVICE.fullmatch(_LINK.sub(r"\1", line).rstrip()) is not None


def is_disclaimer(line: str) -> bool:
    """Whether a lawyer's paragraph starts here."""
    return _DISCLAIMER.match(line) is not None


def is_contact(line: str) -> bool:
    """Whether the line tells how to reach somebody, as signatures and footers do."""
    return _CONTACT.search(line) is not None


def is_label(line: str) -> bool:
    """Whether the line answers a question of ours: such a block is no footer."""
    return _LABEL.match(line) is not None


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
    if _WROTE.search(line):
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
    if _VIA.fullmatch(words) or _ISO_DATE_SOMEONE.fullmatch(words):
        return True
    return _DATE_AND_ADDRESS.fullmatch(words) is not None and _YEAR.search(words) is not None


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
