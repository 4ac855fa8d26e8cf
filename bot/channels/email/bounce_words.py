"""The words of reports on delivery: addresses, verdicts, and where a report ends and the mail it returns begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.channels.email.refusals import refuses_us
from bot.core.messages import Unreached, Verdict

LONGEST, MOST_LINES, LONGEST_LINE = 20_000, 200, 500
#: What a report calls a mail that arrived, as far as it can tell (RFC 3464, 2.3.3).
ARRIVED = ("delivered", "relayed", "expanded")

#: Scripts that are written without blanks: an address ends where they begin.
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0e00-\u0e7f"
_PART, _LABEL = rf"[^\W{_WIDE}]", rf"(?:[^\W{_WIDE}]|-){{1,63}}"
_ADDRESS = re.compile(
    rf"(?<!{_PART})(?<![.+=@-])(?:{_PART}|[!#$%&'*+/=?^`{{|}}~.-]){{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,8}}(?!{_PART})(?![@-])"
)
#: One in such a script itself (RFC 6531).
_WIDE_ADDRESS = re.compile(r"(?<![\w.+=@-])[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?![\w@-])")
_EXPANDED = re.compile(r"<([^<>\s]{3,320})> {0,4}\(expanded from:? {0,4}<([^<>\s]{3,320})>\)")
_PREFIX = re.compile(r"['`]|(smtp|rfc822)=")
_OURS = re.compile(r"(mailer-?daemon|postmaster|abuse|hostmaster|no-?reply|noc|root)([-+._].*)?@", re.IGNORECASE)

#: The line that stands over the returned mail in a report without parts.
_RETURNED = re.compile(
    r"\W*(below this line is a copy|(the )?original (message|mail) (follows|headers?|was(?! received))"
    r"|original message( follows)?\W*$"
    r"|this is a copy of (the|your) message|copy of (the|your) (original )?message|(the )?(text|header|headers"
    r"|body) of "
    r"(the|your) (original )?(message|mail)|message header follows|returned message|unsent message|included message"
    r"|your message follows|start of returned|message text follows|--- the headers?|received: ?(from|by) |return-path: "
    r"|原邮件(内容|正文|头)|原始邮件|以下(为|是)(您的)?(原|被退)|邮件原文|信頭|原信件)",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"undeliver|(did|could|does) ?n[o']t reach|not reached|postponed|not (be |been )?(be )?deliver"
    r"|could ?n.t be delivered|unable to deliver|delivery (has )?fail|failed delivery"
    r"|deliver\w* (status|failure|error|problem|report|incomplete)|returned (mail|to sender)|return(ed"
    r"|ing) (message|mail)"
    r"|(mail|message) (could not|was not|cannot|bounce|rejected|blocked|returned|failed)|failure notice|mail failure"
    r"|unknown (user|recipient|address)|user unknown|no such (user|person|address|mailbox)|does(n't| not) exist"
    r"|not exist"
    r"|not found|invalid (recipient|address|mailbox|user)|bad destination|mailbox (is )?(full|unavailable|disabled"
    r"|not)"
    r"|(over|exceed\w*|out of) .{0,30}(quota|storage|limit)|quota|rejected|refused|relay(ing)? (access )?denied"
    r"|bounced?"
    r"|address(es)? (had|have|has|failed|could)|delay|deferred|retry|permanent(ly)? (fatal )?(error|fail)|inactive"
    r"|disabled"
    r"|(^|[:'\"(]|said|returned|error|code) ?[45][0-5]\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b|nicht gefunden"
    r"|fehler bei der .{0,20}zustell|unzustellbar|nicht (zugestellt|zustellbar|erreicht)|unbekannt|échec|échoué"
    r"|n['’]a pas (pu|été)|non (remis|distribu|livr)|introuvable|inconnu"
    r"|no se (pudo|ha podido|ha entregado)|rechazad|no entregad|não (foi|pôde"
    r"|entregue)"
    r"|mancata consegna|non (è stato|recapitat|consegnat)|niet (bezorgd|afgeleverd|worden)|onbestelbaar|недостав"
    r"|не достав"
    r"|не (может|удалось|был)|退信|退回|被退|无法(投递|送达|发送|到达|传递|递送|传送|寄达)|未(能|被)?(送达|投递)"
    r"|投递失败|发送失败"
    r"|拒收|拒绝|不存在|已满"
    r"|nelze doručit|nepodařilo|neexistuje|nedoručiteln|nebyla? doručen|nie (udało|zosta[łl]|można|może|istnieje)"
    r"|niedostarcz|kunde inte|gick inte|okänd|kunne ikke|ikke (levere|fundet)|ukendt|ukjent|ei (voitu|löyd)|epäonnistui"
    r"|kézbesíthet|sikertelen|iletilemedi|teslim edileme|bulunamadı|nu a putut|δεν (ήταν|παραδόθηκε|υπάρχει)"
    r"|не вдалося|gagal|tidak (dapat|ditemukan)|không (thể|gửi|tồn tại)|thất bại|ไม่สามารถ|تعذر|فشل|לא ניתן|נכשל"
    r"|被拦截|無法(投遞|傳送|送達|遞送|傳遞|寄達|寄送)|退件|失敗|配信(不能|できません|エラー)|届け|반송|전송 실패|실패",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"delay(ed)?\b|not yet (been )?deliver|has not (yet )?been delivered|will (be retried|retry|(continue"
    r"|keep)( to)? try"
    r"|continue (to|for)|try again)|still (being )?(trying|tried|retrying)|postponed|attempts will|just a warning"
    r"|advisory|warning:? (message|could not|your)|deferred"
    r"|(temporar\w+|transient) (fail|non|error|problem|unable|delay)|queued for|zustellung verzögert|verzögert"
    r"|(remise|livraison) .{0,20}retard|retardé|retrasad|se seguirá intentando|weiterhin versucht|opóźni|zpožd"
    r"|försen|fördröj|forsinke|gecik|késlel|późniejsz"
    r"|atrasad|in ritardo|vertraagd|задерж|отложен|延迟|延遲|延误|(将|会|仍在|正在)(继续|再次|自动)?(尝试|重试"
    r"|重新投递)|(将|会)在?.{0,12}(小时|分钟|天)内?(继续|持续|再次|自动)(尝试|重试|投递)|推(迟|遲)|(?<!请)稍后(再|重)"
    r"|遅延|지연",
    re.IGNORECASE,
)
#: What no report of a final failure says.
_PENDING = re.compile(
    r"warning only|will be retried|still being retried|(need not|do not need to|needn't) (re)?send|无需重新发送"
    r"|不必重新发送|无须重新发送|brauchen .{0,30}nicht erneut zu senden|inutile de renvoyer",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"gave up|giving up|has given up|(has|have|permanently) failed|permanent (fatal )?(error|fail)|not try again"
    r"|(is|was|been|being) returned|could not be delivered (in|for|within)|wird nicht weiter|(已|现)(经)?(放弃"
    r"|退回)|不再|(?<!收到)退信(?!通知)|永久"
    r"|\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b",
    re.IGNORECASE,
)
_TRANSIENT = re.compile(
    r"\b4\.\d{1,3}\.\d{1,3}\b|\b5\.2\.2\b|\b5\.[23]\.[34]\b|\b4[2-5]\d[ -]|(mailbox|inbox|storage|disk"
    r"|quota)\b.{0,30}(full|exceed"
    r"|limit|over|reached)|(full|exceed\w*|over|out of|insufficient) .{0,30}(mailbox|quota|storage|disk|space)"
    r"|too (large|big)"
    r"|timed? ?out|connection refused|try (again )?later|temporar|greylist|out of reach|(邮箱|空间|容量|磁盘"
    r"|信箱).{0,8}(已?满|不足|超)"
    r"|已满|超过.{0,10}(大小|限制|容量)|超时|频率|稍后|voll\b|überschritten|pleine|llen[oa]|pien[oa]|переполнен|容量",
    re.IGNORECASE,
)
_BLOCKED = re.compile(r"\b(was|been) blocked by\b", re.IGNORECASE)
#: Words before an address that make it the one that failed, and such that make it somebody else.
_RECIPIENT = re.compile(
    r"(\bto|recipients?|rcpt|addressee|user|address|mailbox|account|for|empfänger|an|destinataires?|à"
    r"|destinatari\w*|para|a|aan"
    r"|ontvanger|кому|адрес\w*|получател\w*|收\s?件\s?(人|者|地址)(地址|邮箱)?|收信人|用户|邮箱|地址|帐号|账号"
    r"|宛先|받는 ?사람|수신자)"
    r"\W{0,12}$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"((?<!generated )from|sender|reply-to|contact|von|absender|expéditeur|remitente|mittente|afzender|от"
    r"|发\s?件\s?(人|地址)(地址)?|寄件者|寄件人"
    r"|write to|instead to|please (use|e-?mail|try)|reach \w{1,10} at|new address( is)?"
    r"|(wenden|schreiben) sie( sich)?( bitte)? an"
    r"|contacte[rz]?|contatt\w+|请(改)?(发|寄|用|写信)\w{0,4}|联系|差出人|보낸 ?사람|message-id"
    r"|reporting|postmaster|administrator|管理员|help|visit|mailto"
    r"|forward(ed)?)\W{0,12}$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s{0,8}<[^<>\s]{3,320}>( \([^()]{1,400}\))?:")
_LEADING = re.compile(r"[\s>*•·\-\"'(\[]*([^\W\d][\w .,'’-]{0,40}[<(\[])?(smtp:|mailto:)?[<\"'(\[]*$", re.IGNORECASE)


def report_of(text: str) -> str:
    """Returns a report's own words, without the mail that it returns."""
    lines = text[:LONGEST].split("\n")[:MOST_LINES]
    end = next((at for at, line in enumerate(lines) if at and _RETURNED.match(line[:LONGEST_LINE])), len(lines))
    return "\n".join(line[:LONGEST_LINE] for line in lines[:end])


def address_in(text: str) -> str:
    """Returns the first mail address in `text`, lower-case; empty when there is none that could be one."""
    return next(iter(addresses_in(text)), "")


def addresses_in(text: str) -> list[str]:
    """Returns the mail addresses in `text`, lower-case, each once."""
    return list(dict.fromkeys(address for _, address in _places(text[:LONGEST])))


def _places(text: str) -> list[tuple[int, str]]:
    """Where addresses start, and which."""
    for pattern in (_ADDRESS, _WIDE_ADDRESS):
        found = ((match.start(), _PREFIX.sub("", match[0].lower()).rstrip(".-")) for match in pattern.finditer(text))
        if places := [(at, address) for at, address in found if _possible(address)]:
            return places
    return []


def _possible(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    last = domain.rpartition(".")[2]
    return (
        any(map(str.isalnum, local))
        and ".." not in address
        and not local.startswith(".")
        and not local.endswith(".")
        and not last.isdigit()
    )


def verdict_of(action: str, status: str, said: str) -> Verdict | None:
    """What a recipient's block says (RFC 3464, 2.3.3 and 2.3.4); None when the mail arrived."""
    if action.startswith(ARRIVED):
        return None
    if action.startswith("delay"):
        return "delayed"
    if not action and status.startswith("2"):
        return None
    return "transient" if status.startswith("4") else severity(f"{status} {said}")


def severity(said: str) -> Verdict:
    """Whether the server's words mean the address, or only this mail now."""
    said = said[:LONGEST]
    return "transient" if _TRANSIENT.search(said) or refuses_us(said) else "permanent"


def is_delay(subject: str, report: str) -> bool:
    """Whether the subject tells of a delay and the words do not tell that the server gave up."""
    return _DELAYED.search(subject[:LONGEST_LINE]) is not None and _still_tried(report[:LONGEST])


def is_blocked(report: str) -> bool:
    """Whether a filter says that it let the mail not pass: flufl.bounce takes that for a delay."""
    return _BLOCKED.search(report[:LONGEST]) is not None


def _still_tried(report: str) -> bool:
    return _PENDING.search(report) is not None or not (_GIVEN_UP.search(report) or _BLOCKED.search(report))


def is_failure(text: str) -> bool:
    """Whether the words tell that a mail was not delivered."""
    return _FAILURE.search(text[:LONGEST]) is not None or _DELAYED.search(text[:LONGEST]) is not None


def written_to(report: str) -> dict[str, str]:
    """Returns to whom a mail was written, by the address that it was sent on to (Postfix says both)."""
    return {match[1].lower(): match[2].lower() for match in _EXPANDED.finditer(report[:LONGEST])}


def failed_header(values: Iterable[object], report: str) -> list[Unreached]:
    """Whom X-Failed-Recipients names (Exim and others)."""
    named = addresses_in(", ".join(str(value) for value in values))
    return [
        Unreached(address, _judged(report, said_of(report, address)), said_of(report, address)) for address in named
    ]


def named_in(report: str, subject: str, correspondents: tuple[set[str], set[str]]) -> list[Unreached]:
    """Whom a report in a server's own words names: those told of where it says that something failed, else those under
    a label for recipients, else the only one it names at all. `correspondents`: we, and who sent the report."""
    if not is_failure(f"{subject}\n{report}"):
        return []
    us, sender = correspondents
    ranks: dict[str, int] = {}
    lines = [line for line in report.split("\n") if line.strip(" \t|")]
    for number, line in enumerate(lines):
        for at, address in _places(line):
            rank = _rank(line, at, lines[max(0, number - 3) : number], "".join(lines[number + 1 : number + 2]))
            if rank and address not in us and not _OURS.match(address) and (rank == 1 or address not in sender):
                ranks[address] = min(rank, ranks.get(address, rank))
    best = min(ranks.values(), default=0)
    chosen = [address for address, rank in ranks.items() if rank == best]
    if best == 3 and len(chosen) > 1:
        return []
    found = [(address, said_of(report, address)) for address in chosen]
    return [Unreached(address, _judged(f"{subject}\n{report}", said), said) for address, said in found]


def _rank(line: str, at: int, above: list[str], below: str) -> int:
    """How surely the address at `at` is the one that failed: 1 by a failure told on its line or just above it, 2 by a
    label, 3 by nothing; 0 when a label makes it somebody else's."""
    before = line[:at]
    leads = _LEADING.fullmatch(before) is not None
    label = above[-1] + " " if leads and above and not is_failure(above[-1]) else before
    if _OTHER.search(before) or (_OTHER.search(label) and len(label) < 40):
        return 0
    if is_failure(line) or (leads and any(is_failure(near) for near in (*above, below))):
        return 1
    return 2 if _RECIPIENT.search(label) else 3


def _judged(report: str, said: str) -> Verdict:
    """The verdict of free words: "delayed" only when nothing says that the server gave up."""
    if _DELAYED.search(report) and _still_tried(report):
        return "delayed"
    return severity(said or report)


def said_of(report: str, address: str) -> str:
    """Returns the report's words about an address: its line, and what follows up to an empty line or the next one's."""
    lines = report.split("\n")
    at = next((number for number, line in enumerate(lines) if address in line.lower()), None)
    if at is None:
        return ""
    kept = [lines[at]]
    for line in lines[at + 1 : at + 8]:
        if (not line.strip() and len(kept) > 1) or (_NEXT.match(line) and address not in line.lower()):
            break
        kept.append(line)
    return " ".join(" ".join(kept).split())[:LONGEST_LINE]
