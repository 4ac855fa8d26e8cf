"""What stands below a mail's words and was not typed for it: a device's line, a lawyer's paragraph, ways to reach him.

Every pattern runs over one line as `quote_marks.seen` gives it, and has no repetition within a repetition.
"""

from __future__ import annotations

import re

#: The table in which 网易邮箱大师 puts its user's name and address.
_TABLE = re.compile(r"\|[ |]*")
_MAILER = (
    r"(yahoo ?mail|mail|mailbox|outlook|windows|proton ?mail|gmail|airmail|spark|thunderbird|blackberry|samsung"
    r"|galaxy"
    r"|android|iphone|ipad|ipod|mobile|phone|cell(phone)?|smartphone|handy|tablet|telegram|superhuman|front|hey"
    r"|nine|k-9|bluemail"
    r"|typeapp|mymail|edison|aquamail|newton|huawei|xiaomi|redmi|honor|oppo|vivo|oneplus|htc|nokia|sony|lg|motorola"
    r"|webmail|zoho|aol|fairemail|verizon|at&t|t-mobile|mailspring|shortwave|missive|canary|polymail|mailbird|em client"
    r"|fastmail|tuta(nota)?|posteo|spike|pixel|5g|lte)"
)
_DEVICE = re.compile(
    r"\s*[<({（*\[]*("
    r"yahoo mail: search, .{0,9}, conquer|sent (with|by) (mailsuite|mailtrack).{0,20}|sent from workspace one .{0,9}"
    r"|寄自我的.{0,30}|(来自|由) ?企业微信(发送)?|从 ?.{0,20}(手机|galaxy|iphone|ipad) ?发送"
    r"|von outlook für .{0,20} gesendet"
    r"|(本邮件)?(发自|由)?手机(发送)?[，,](如有(错别字|错误))?[，,]?(敬?请|还望)(见谅|谅解|原谅)|"
    rf"sent (from|via|with|by|using) (my|a|an|the)? ?[^,.;:!?，。]{{0,40}}?\b{_MAILER}\b[^,;!?，。]{{0,60}}"
    r"(, [^,;!?，。]{1,40})?"
    r"|sent (from|via|on|with) my [\w’'&+ -]{1,40}|from my [\w’'+ -]{1,20}|\w+ from mobile"
    r"|get \[?(outlook|yahoo mail|bluemail|typeapp) for.{0,100}|typed on (my|a) .{0,40}"
    r"|发自我的.{0,30}|發自我的.{0,30}|从我的.{0,30}发送|從我的.{0,30}(傳送|寄出)|傳送自.{0,40}|发送自.{0,60}"
    r"|發送自.{0,60}"
    r"|发自.{0,40}|来自.{0,20}(邮箱|手机|outlook|iphone|邮件应用)(客户端|版|大师)?(的?邮件)?|來自.{0,20}(信箱|手機|iphone|ipad)"
    r"|从 ?windows ?版邮件发送"
    r"|获取(适用于)? ?.{0,20}outlook.{0,60}"
    r"|取得 ?outlook.{0,60}|下载.{0,10}outlook.{0,60}|.{0,6}由.{0,12}(邮箱|邮箱大师|郵箱|手机) ?(定制|发送).{0,10}"
    r"|下载适用于 ?.{0,20}outlook.{0,20}|(通过|由) ?(我的)?.{0,10}(outlook|iphone|ipad|安卓|android|手机).{0,20}发送"
    r"|從 ?.{0,40}(iphone|ipad|android|手機|奇摩).{0,20}(傳送|寄出)"
    r"|[本此]邮件由.{0,20}发送|signature is customized by netease mail master"
    r"|(holen|laden) sie (sich )?outlook für .{0,60}|von meine[mr](/meine[mr])? .{0,40}gesendet"
    r"|gesendet (von|mit) .{0,60}"
    r"|diese (nachricht|e-?mail|mail) wurde (von|mit) .{0,80}(gesendet|geschickt|verschickt)"
    r"|envoyé (de|depuis|à partir de|avec) .{0,60}|(télécharger|obtenir) outlook .{0,60}"
    r"|enviado (desde|do|da|a partir do|con|com) .{0,60}|(obtener|descargar) outlook .{0,60}"
    r"|(obter|baixar) o outlook .{0,60}"
    r"|inviato (da|dal|con) .{0,60}|(ottieni|scarica) outlook .{0,60}|verzonden (met|vanaf|via|vanuit) .{0,60}"
    r"|verstuurd (vanaf|met|via) .{0,60}|outlook voor .{0,40} (downloaden|ophalen)"
    r"|sendt fra .{0,60}|skickat från .{0,60}|från min .{0,40}|hent outlook .{0,60}|hämta outlook .{0,60}"
    r"|lähetetty .{0,50}(sta|stä|lta|ltä)|wysłane? (z|ze|przy użyciu) .{0,60}|odesláno z .{0,60}|odoslané z .{0,60}"
    r"|отправлено (с|из) .{0,60}|надіслано з .{0,60}|iphone(から送信|에서 보냄).{0,20}|.{0,20}から送信(されました)?"
    r"|나의 .{0,20}에서 보냄|(iOS|android)용 outlook .{0,20}|outlook for (ios|android) ?(を|から).{0,20}"
    r"|gửi từ .{0,40}|(dikirim|dihantar) (dari|melalui|daripada) .{0,40}|.{0,40}['’]?(d[ae]n|t[ae]n) gönderildi"
    r"|ส่งจาก.{0,40}|στάλθηκε από .{0,40}|נשלח מ.{0,40}|(أ|ا)رسلت من .{0,40}|(تم الإرسال|مرسل) من .{0,40}"
    r"|(ارسال|فرستاده) شده از .{0,40}|enviat des d.{0,40}|trimis (de pe|din|de la) .{0,40}"
    r"|(elküldve|küldve) .{0,40}(r[óo]l|r[őö]l)|posla(no|to) (s|z|iz|sa) .{0,40}|изпратено от .{0,40}"
    r"|pobierz (aplikację )?outlook.{0,60}|získa(t|ť) outlook .{0,60}|(получите|скачать|скачайте) outlook .{0,60}"
    r")[.。>)}）*\]\s]*([,.;]?\s*(please |pls )?(excuse|forgive|pardon|sorry for|apologies for) .{0,60})?",
    re.IGNORECASE,
)
#: Such a line is his own: it tells a number, an address, or goes on.
_TELLS = re.compile(
    r"\d{5}|@|[，；](?!.{0,10}(?:见谅|谅解|原谅))|\b(?:it|works|de nouveau|à nouveau|erneut|otra vez|de novo)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LEADS_ON = re.compile(r"([:：是为為到至在给給]|\b(is|to|at|from|use|via|address|e-?mail))$", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\([^()\s]{1,300}\)|<https?:[^<>\s]{1,300}>|\(\s?https?:[^()\s]{1,300}\s?\)")
_DISCLAIMER = re.compile(
    r"[\s*_>【\[(（]*((legal |confidentiality |privacy |security )(disclaimer|notice)\s*[:：]|disclaimer\s*[:：]"
    r"|confidentiality (notice|note|statement)"
    r"|(this|the (information|content|contents)( contained)? (in|of) this|the contents of this) "
    r"(e-?mail|message|communication|transmission)( message)?\b.{0,120}"
    r"(confidential|privileged|intended (only|solely|for)|may contain( \w+){0,2}$"
    r"|strictly( (private|prohibited|for)|$))"
    r"|(this )?(e-?mail|message)?\s?(has been |"
    r"was )?(checked|scanned)"
    r" (for|by)\b.{0,60}(virus|avast|norton|mcafee|kaspersky|security)|virus[- ]free\b"
    r"|(本|此|该)(邮|郵)件(已|经|經|通过|通過|由|不含|未发现|没有).{0,14}(杀毒|病毒|扫描|掃描)"
    r"|(please )?consider the environment before|think before you print\W*$|please think of the environment"
    r"|(保密|免责|免責|法律)(声明|提示|条款|聲明|提醒)(?=[\s:：】\]）)/]|$)|(声明|聲明|注意|提示)?[:：]?\s?(本|此|该)(电子)?(邮|郵)件.{0,40}(保密"
    r"|机密|機密|仅限|仅供|僅供|收件人|所有权)"
    r"|请考虑环保|(保护|爱护)环境.{0,12}打印|(打印|列印)前请?請?.{0,2}三思|(请|請).{0,4}(节约|節約)用(纸|紙)"
    r"|<?https?://(www\.)?avast\.com/\S{1,200}|diese (e-?mail|nachricht)\b.{0,80}(vertraulich|ausschließlich)"
    r"|(ce|le présent) (message|courriel|mail)\b.{0,100}confidentiel"
    r"|este (mensaje|correo|mensagem)\b.{0,100}confidencial"
    r"|(le|les|die|la|las|as|os) (informa(zioni|tions|tionen|ción|ções|tion))\b.{0,120}(riservat|confiden|vertraulich)"
    r"|(denna|detta|denne|dette|ta|tato|tento|tämä|bu) (e-?post|e-?mail|meddel|wiadomość|zpráva|viesti|ileti)"
    r".{0,120}(konfident|poufn|důvěrn|luottamuksell|gizli|fortrolig)"
    r"|(この|本)(電子)?メール.{0,60}(機密|秘密)|(이|본) ?(전자|이)?메일.{0,60}(기밀|비밀)"
    r"|(questo|il presente) messaggio\b.{0,100}(riservat|confidenzial)|dit (bericht|e-mail)\b.{0,100}vertrouwelijk"
    r"|данное (сообщение|письмо).{0,100}конфиденциальн)",
    re.IGNORECASE,
)
_REGISTERED = re.compile(
    r"(?:[^.。]|\b(?:ltd|co|inc|plc)\.){0,60}\bregistered"
    r" (office|company|no\b|number|in .{2,40}\b(no|nr|number|under|with|office)\b)",
    re.IGNORECASE,
)
#: No lawyer writes of himself, asks, or wants something done but to be told of a mistake.
_HIS = re.compile(
    r"？|\?(?![\w=&%])|\b(?:I|my|I['’]m)\b"
    r"|\b(?i:please) (?i:repair|fix|check|send|help|look|call|change|update|tell|let)\b"
    r"|\b(?i:bitte) (?i:sperren|prüfen|helfen|schicken|senden|reparieren|ändern)\b"
    r"|请帮|请(?:尽快|修|换|处理|检查|看)|如何|怎么"
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
#: A line that is but a way to reach somebody: "Tel.: +49 30 1234", "www.example.com", "邮箱：li@example.cn".
_WAY = re.compile(
    r"\W{0,3}(?:(?:tele(?:phone|fon)|tel|phone|mobile?|mobil|handy|cell|fax|direct|office|e-?mail|mail|web(?:site)?|url"
    r"|home|skype|wechat|qq|[ctmpefw]|(?:联系)?(?:电话|手机|座机)|传真|热线|(?:电子)?邮[箱件]|电邮|网[址站]"
    r"|微信)[. ]{0,2})?[:：|]?\s{0,2}(?:\+?\(?\d[\d\s().\-/转]{5,24}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
    r"|(?:https?://|www\.)\S{3,100})\W{0,3}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？…]\W{0,2}$")
_HAN = re.compile("[\u3400-\u9fff]")


def is_device(line: str) -> bool:
    """Whether a telephone or a free mail service appended the line."""
    plain = _LINK.sub(r"\1", line).rstrip() if len(line) < 200 else ""
    return _DEVICE.fullmatch(plain) is not None and _TELLS.search(plain) is None


def is_table(line: str) -> bool:
    """Whether the line is but the edge of a table."""
    return _TABLE.fullmatch(line) is not None


def is_address(line: str) -> bool:
    """Whether the line is a mail address and nothing else."""
    return _ADDRESS.fullmatch(line) is not None


def leads_on(line: str) -> bool:
    """Whether the line announces an address below ("My new address is")."""
    return _LEADS_ON.search(line[-10:]) is not None


def is_disclaimer(line: str) -> bool:
    """Whether a lawyer's paragraph starts here."""
    legal = _DISCLAIMER.match(line) or ("egistered" in line and _REGISTERED.match(line))
    return bool(legal) and _HIS.search(line) is None


def is_contact(line: str) -> bool:
    """Whether the line tells how to reach somebody, as signatures and footers do."""
    return _CONTACT.search(line) is not None


def is_way(line: str) -> bool:
    """Whether the line is a way to reach somebody and nothing else."""
    return len(line) < 200 and _WAY.fullmatch(line) is not None


def is_prose(line: str) -> bool:
    """Whether the line is a sentence, or the piece of one: such are in no signature."""
    ended, han = _SENTENCE_END.search(line) is not None, len(_HAN.findall(line))
    words = len(line.split())
    return (words > 4 or han > 5) if ended else (words > 9 or han > 24)


def is_his(line: str) -> bool:
    """Whether the line is a sentence, and no program's, no lawyer's and no address: nobody signs with such."""
    return is_prose(line) and not is_appended(line)


def is_appended(line: str) -> bool:
    """Whether a program, a lawyer or a list says it, or it tells how to reach somebody."""
    return is_device(line) or is_disclaimer(line) or is_contact(line)


def is_label(line: str) -> bool:
    """Whether the line answers a question of ours: such a block is no footer."""
    return _LABEL.match(line) is not None
