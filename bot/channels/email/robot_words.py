"""The words by which machines' mails are told: names of senders, subjects of reports and of out-of-office notes."""

from __future__ import annotations

import re
from typing import Literal

#: Who writes nothing but reports, whatever the subject.
ONLY_REPORTS = re.compile(r"\"?(mailer-?daemon|mail-?delivery-?(sub)?system|maildelivery)([-+._].*)?@.*", re.IGNORECASE)
#: The office that servers report from; people write from it, too (RFC 2142, 5).
POSTMASTER = re.compile(r"\"?(post_?master|mail-?administrator)([-+._].*)?@.*", re.IGNORECASE)
#: Programs and filters that report; their names stand in names of other senders, too.
REPORTER = re.compile(
    r"\"?(ndr|bounces?|imss|interscan|scanmail|mailsweeper|mail-?gate(way)?|spam-?filter"
    r"|(.*[-+._])?smtp([-+._].*)?|.*(mailer|daemon|antivirus|system admin).*)@.*",
    re.IGNORECASE,
)
NO_REPLY = re.compile(
    r"(.*[-+._])?(no-?_?reply|do-?_?not-?_?reply|noresponse|不回复)([-+._].*)?@.*|(notifications?|newsletters?)@.*",
    re.IGNORECASE,
)

FAILED = re.compile(
    r"(undeliver(ed|able)|(non-?|un)deliver|delivery (status notification|report|failure|failed|has failed|warning"
    r"|delayed)"
    r"|mail delivery (failed|failure|warning|problem)|(mail|message) (could not|was not|cannot) be? ?(deliver|sent)"
    r"|(user|recipient) unknown|returned mail|returning message|failure notice|mail failure|mail failed|failed mail"
    r"|not delivered|delivery incomplete|(message|mail) (you sent|from you) (was |has been )?(blocked|rejected)"
    r"|unzustellbar|zustellung (fehlgeschlagen|verzögert)|zustellungsfehler|échec d(e |')(la )?(remise|envoi)|non remis"
    r"|no se (pudo|puede) entregar|entrega retrasada|error de entrega"
    r"|non recapitabile|mancata consegna|ritardo di recapito|não (é|foi) possível entregar|não entregue"
    r"|onbestelbaar|kan inte levereras|gick inte att leverera|kan ikke leveres"
    r"|nie (można|udało się) dostarczyć|niedo(ręcz|starcz)|nedoručiteln"
    r"|kézbesíthetetlen|iletilemedi|teslim edilemedi"
    r"|退信|系统退信|未送达|无法(投递|送达|发送|传递|递送)|未递送|邮件(投递|发送|传输)失败|投递失败|邮件被?退回|邮件被拦截|(投递|送达|发送|邮件)延迟|延迟投递|延遲"
    r"|無法(傳送|投遞|遞送|傳遞|送達)"
    r"|配信(できません|エラー|不能)|не доставлен|недоставлен|발송 ?실패|반송)",
    re.IGNORECASE,
)

#: How programs call what they answer by themselves, and how they say that somebody is away.
_ANSWER = "|".join(
    [
        r"auto(mat(ic|ed))?[- ]?(reply|response)|(out of|away from) (the )?office|vacation (reply|response)",
        r"auto(matische)?[- ]?antwort|(automatische )?abwesenheits(notiz|meldung|nachricht)|abwesend|außer haus",
        r"réponse automatique|message d['’]absence|(absence|absente?) du bureau",
        r"respuesta automática|fuera de (la )?oficina|risposta automatica|fuori (ufficio|sede)",
        r"resposta automática|fora do escritório|răspuns automat",
        r"automatisch antwoord|afwezig(heids(bericht|melding))?",
        r"autosvar|automatis(k|kt) svar|frånvaromeddelande|fraværs(melding|besked)|automaattinen vastaus",
        r"automatyczna odpowiedź|odpowiedź automatyczna|poza biurem|automatická odpověď|automatická odpoveď",
        r"mimo kancelář|automatikus válasz|automatski odgovor|otomatik (yanıt|cevap)|ofis dışında",
        r"автоматический ответ|автоответ|автоматична відповідь|автоматичен отговор|αυτόματη απάντηση",
        r"자동 ?(회신|응답|답장)|부재 ?중|自動(返信|応答|回覆|回復|答覆)",
        r"(来自.{1,40}的|外出时?|休假|假期|出差)?自动(回复|答复|回覆)|不在办公室",
        r"trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ|رد تلقائي|תשובה אוטומטית",
    ]
)
_BEGIN = re.compile(rf"[\[【(（*]?\s?(?:{_ANSWER})(?:[ -](?:{_ANSWER}))?(?P<rest>.*)", re.IGNORECASE)
_RE = r"(re|aw|sv|vs|tr|antw|odp|res|rif|ynt|回复|答复|回覆)\s?[:：]"
_REFERENCE = r"\[[a-z]{1,12}-\d"
#: What stands behind those words where a program wrote them: a mark, and the subject that is answered.
_FORMAL = re.compile(rf"\s?([:：\]】)）]|{_RE}|{_REFERENCE})", re.IGNORECASE)
_ANSWERED = re.compile(rf"(?<=[:：\]】)）\s]){_RE}|{_REFERENCE}", re.IGNORECASE)
#: What people set who let it write for them, and may write in a subject as well.
_LOOSE = re.compile(
    r"\s?($|[-–—,.!;|(*]|\d)"
    r"|\s(until|till|from|to your|since|bis|vom|von|auf ihre|jusqu|du|à votre|hasta|del|desde|dal|fino|até|tot|t/m"
    r"|od|do|до|с)\b",
    re.IGNORECASE,
)
#: Lotus Notes writes who it is, and when he comes back.
_AWAY = re.compile(r".{1,60} is out of (the )?office( until .*|[ .]{0,2}\(.*|\W*)", re.IGNORECASE)


#: How programs call the receipt of a mail that was read, or deleted unread, before the subject of that mail.
_RECEIPT = re.compile(
    r"((not )?read|return receipt( \(.{1,20}\))?|(un)?gelesen|leído|no leído|letto|lido"
    r"|(已读|未读)(回执)?|读取回执|已讀|未讀|開封済み|未開封)\s?[:：-]\s?.",
    re.IGNORECASE,
)
#: Of an appointment that somebody takes or refuses.
_APPOINTMENT = re.compile(
    r"((tentatively )?accepted|tentative|declined|zugesagt|abgelehnt|mit vorbehalt|accepté|refusé|provisoire"
    r"|已?接受|已?(拒绝|谢绝|婉拒)|暂定|已?拒絕)\s?[:：]",
    re.IGNORECASE,
)


def reads_as_receipt(subject: str) -> bool:
    """Whether a subject is that of a read receipt, as programs write them that send no report (RFC 8098)."""
    return _RECEIPT.match(subject) is not None


def reads_as_appointment(subject: str) -> bool:
    """Whether a subject is that of an answer to an appointment."""
    return _APPOINTMENT.match(subject) is not None


def reads_as_answer(subject: str) -> Literal["formal", "loose"] | None:
    """Returns whether a subject has the form that answering machines give it, or one that people may as well."""
    if begun := _BEGIN.match(subject):
        if _FORMAL.match(begun["rest"]):
            return "formal"
        if _LOOSE.match(begun["rest"]):
            return "loose"
    return "loose" if _AWAY.fullmatch(subject) else None


def names_what_it_answers(subject: str) -> bool:
    """Whether a subject holds another mail's: marked as answered, or with a reference."""
    return _ANSWERED.search(subject) is not None


def begins_as_answer(subject: str) -> bool:
    """Whether a subject begins with the words of such a machine, whatever follows."""
    return _BEGIN.match(subject) is not None
