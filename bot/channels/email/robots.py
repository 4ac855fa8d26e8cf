"""Whether a mail was written by a machine, from its headers alone (RFC 3834)."""

from __future__ import annotations

import re

from bot.channels.email.headers import Headers
from bot.core.messages import Automatic

_DAEMON = re.compile(r"\"?(mailer-?daemon|post_?master|mail-?administrator|maildelivery)([-+._@].*)?@.*", re.IGNORECASE)
_REPORTER = re.compile(
    r"\"?(ndr|bounces?|.*(smtp|mailer|daemon|delivery|antivirus|system admin).*|imss|interscan|scanmail|mailsweeper"
    r"|mail-?gate(way)?|spam-?filter)@.*",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(r"(.*[-+._])?(no-?_?reply|do-?_?not-?_?reply|noresponse|不回复)([-+._].*)?@.*", re.IGNORECASE)
_ANSWERS = re.compile(
    r"(auto(matic)?[- ]?(reply|response|antwort)|automatische antwort|réponse automatique|respuesta automática"
    r"|out of (the )?office|abwesenheitsnotiz|自动回复|自動回覆|自動返信|自动答复)\b.*",
    re.IGNORECASE,
)
#: Programs that write nothing but reports, whatever they put into the subject.
_ONLY_REPORTS = re.compile(r"(mailer-?daemon|maildelivery|mdaemon)([-+._].*)?@.*", re.IGNORECASE)
_FAILED = re.compile(
    r"(undeliver(ed|able)|(non-?|un)deliver|delivery (status notification|report|failure|failed|has failed|warning"
    r"|delayed)"
    r"|mail delivery (failed|failure|warning|problem)|(mail|message) (could not|was not|cannot) be? ?(deliver|sent)"
    r"|returned mail|returning message|failure notice|mail failure|mail failed|failed mail"
    r"|not delivered|delivery incomplete"
    r"|unzustellbar|zustellung (fehlgeschlagen|verzögert)|échec de (la )?remise|non remis|no se pudo entregar"
    r"|non recapitabile"
    r"|退信|系统退信|未送达|无法(投递|送达|发送|传递|递送)|未递送|邮件(投递|发送|传输)失败|邮件被退回|投递延迟|延迟投递|延遲"
    r"|無法(傳送|投遞|遞送|傳遞|送達)"
    r"|配信(できません|エラー|不能)|не доставлен)",
    re.IGNORECASE,
)
#: Headers that only answering machines set.
_ANSWER_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")


def automatic(headers: Headers, sender: str, subject: str) -> Automatic:
    """Returns why the mail counts as a machine's, or "". X-Auto-Response-Suppress and List-Id alone say nothing:
    people's Exchange mail carries the one, group addresses add the other."""
    return _report(headers, sender, subject) or _declared(headers) or _by_name(headers, sender, subject)


def _report(headers: Headers, sender: str, subject: str) -> Automatic:
    """Reports on delivery and reading (RFC 6522), and the older kinds without one."""
    kind = headers.text("content-type").lower()
    if "(rejected)" in headers.text("auto-submitted").lower():
        return "bounce"  # a filter's refusal (RFC 5429, 2.1.2) comes as an answer
    if kind.startswith("multipart/report"):
        if "disposition-notification" in kind:
            return "replied"
        return "generated" if "feedback-report" in kind else "bounce"
    if headers.text("x-failed-recipients") or _ONLY_REPORTS.fullmatch(sender):
        return "bounce"
    reporter = _DAEMON.fullmatch(sender) or _REPORTER.fullmatch(sender) or _null_return_path(headers)
    return "bounce" if reporter and _FAILED.search(subject) and not _ANSWERS.match(subject) else ""


def _declared(headers: Headers) -> Automatic:
    submitted = headers.text("auto-submitted").lower().split(";")[0].strip()
    if submitted and submitted != "no":
        return "replied" if submitted.startswith("auto-replied") else "generated"
    if any(headers.text(name).lower() not in ("", "no", "false", "0") for name in _ANSWER_HEADERS):
        return "replied"
    precedence = headers.text("precedence").lower().strip()
    if precedence in ("auto_reply", "auto-reply"):
        return "replied"
    return "generated" if precedence in ("bulk", "junk", "list") else ""


def _by_name(headers: Headers, sender: str, subject: str) -> Automatic:
    if _ANSWERS.match(subject):
        return "replied"
    if _DAEMON.fullmatch(sender):
        return "bounce"
    if _null_return_path(headers):
        return "replied"
    return "generated" if _NO_REPLY.fullmatch(sender) else ""


def _null_return_path(headers: Headers) -> bool:
    """Whether the envelope had no sender, as answers of machines must (RFC 3834, 3.1)."""
    paths = headers.raw("return-path")
    return bool(paths) and paths[0].replace(b" ", b"") == b"<>"
