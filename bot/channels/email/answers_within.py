"""Answers that somebody wrote into the mail he answers, where his program quotes it without marks."""

from __future__ import annotations

import re

_ANSWERS = r"(?:answer|repl(?:y|ie)|comment|remark|response|note|reaction)s?"
_COLOUR = r"(?:red|blue|green|purple|orange|bold|colou?r)"
_POINTS = re.compile(
    rf"\b{_ANSWERS}\b[^.!?\n]{{0,40}}\b(?:below|inline|in-line|in the (?:quoted )?(?:text|mail|original)|inserted|"
    rf"between|within|in {_COLOUR})"
    rf"|\b(?:see|find|answered|commented|replied|wrote)\b[^.!?\n]{{0,40}}\b(?:below|inline|in-line|in the quoted|"
    rf"in {_COLOUR})\b"
    r"|(?:回复|答复|答案|回答|意见|批注|说明|解答)[^。！？!?\n]{0,14}(?:下面|下方|下文|原文|如下|红|蓝|绿|标注|里面|后面)"
    r"|(?:见|写在|标在)(?:下|原文)|逐条(?:回复|答复)|以[^。\n]{1,12}标注",
    re.IGNORECASE,
)
_BY_COLOUR = re.compile(rf"\bin {_COLOUR}\b|(?:红|蓝|绿|彩)(?:色|字)", re.IGNORECASE)
_MARKED = re.compile(
    r"[\[【〔][^\[\]【】〔〕]{1,20}[\]】〕]\s{0,3}\S|[\[【〔](?!cid:|image)[^\[\]【】〔〕]{1,160}[\]】〕]\s*$|(?:答复?|回复|回答|A|Ans(?:wer)?|Reply|Re)\s?[:：]\s{0,3}\S|(?:=+|-{2,}|"
    r">{2,})>\s{0,3}\S",
    re.IGNORECASE,
)


def to_answers(own: str) -> bool:
    """Whether his words say that answers stand in the mail below."""
    return _POINTS.search(own) is not None


def by_colour(own: str) -> bool:
    """Whether he says that only a colour tells them apart, which plain text does not show."""
    return _BY_COLOUR.search(own) is not None


def is_answer(line: str) -> bool:
    """Whether a line begins with a mark that people put before their answers."""
    return _MARKED.match(line[:200]) is not None
