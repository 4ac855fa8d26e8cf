"""Answers that somebody wrote into the mail he answers, where his program quotes it without marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: In so many lines of a quoted mail answers are looked for.
MOST_BELOW = 300
_ANSWERS = r"(?:answer|repl(?:y|ie)|comment|remark|response|note|reaction)s?"
_COLOUR = r"(?:red|blue|green|purple|orange|bold|colou?r)"
_POINTS = re.compile(
    r"\b(?:see|find|wrote)\b[^.!?\n]{0,40}\b(?:below|inline|in-line|in the quoted)\b"
    r"|(?:说明|解答)[^。！？!?\n]{0,14}(?:下面|下方|下文|原文|如下|红|蓝|绿|标注|里面|后面)"
    r"|(?:见|写在|标在)(?:下|原文)|以[^。\n]{1,12}标注",
    re.IGNORECASE,
)
#: He says so of answers in so many words, whatever marks them.
_ANSWERED = re.compile(
    rf"\b{_ANSWERS}\b[^.!?\n]{{0,40}}\b(?:below|inline|in-line|in the (?:quoted )?(?:text|mail|original)|inserted"
    rf"|between|within|in {_COLOUR})"
    rf"|\b(?:answered|commented|replied)\b[^.!?\n]{{0,40}}\b(?:below|inline|in-line|in {_COLOUR})\b"
    r"|\bAntwort(?:en)?\b[^.!?\n]{0,40}\b(?:unten|im Text|im Original|in (?:rot|blau|grün|fett))\b"
    r"|\b(?:réponses?|commentaires?)\b[^.!?\n]{0,40}(?:ci-dessous|dans le texte|en (?:rouge|bleu|vert|gras))\b"
    r"|\brespuestas?\b[^.!?\n]{0,40}\b(?:abajo|en el texto|en (?:rojo|azul|verde|negrita))\b"
    r"|\b(?:respostas?|respondi)\b[^.!?\n]{0,40}\b(?:abaixo|no texto|em (?:vermelho|azul|verde|negrito))\b"
    r"|\brispost[ae]\b[^.!?\n]{0,40}\b(?:sotto|nel testo|in (?:rosso|blu|verde|grassetto))\b"
    r"|(?:以下|下記|文中|赤字|青字)[^。\n]{0,10}(?:回答|返信|お答え)|逐条(?:回复|答复)"
    r"|(?:回复|答复|答案|回答|意见|批注)[^。！？!?\n]{0,14}(?:下面|下方|下文|原文|如下|红|蓝|绿|标注|里面|后面)",
    re.IGNORECASE,
)
_BY_COLOUR = re.compile(rf"\bin {_COLOUR}\b|(?:红|蓝|绿|彩)(?:色|字)", re.IGNORECASE)
_MARKED = re.compile(
    r"[\[【〔][^\[\]【】〔〕]{1,20}[\]】〕]\s{0,3}\S|[\[【〔](?!cid:|image)[^\[\]【】〔〕]{1,160}[\]】〕]\s*$|(?:答复?|回复|回答|A|Ans(?:wer)?|Reply|Re)\s?[:：]\s{0,3}\S|(?:=+|-{2,}|"
    r">{2,})>\s{0,3}\S",
    re.IGNORECASE,
)


def answers(own: str, quoted: Sequence[str]) -> str:
    """What he wrote into a mail that is quoted without marks, where he says that he did: the lines that bear a mark of
    his own, each under the line it answers; all of the quoted mail when no mark tells them apart."""
    if not quoted or not to_answers(own):
        return ""
    below = [line.strip() for line in quoted[:MOST_BELOW] if line.strip()]
    found: list[str] = []
    for question, line in pairwise(["", *below]):
        if is_answer(line):
            asked = [] if not question or is_answer(question) else [f"> {question.lstrip('> ')}"]
            found += [*asked, line]
    return "\n".join(found or (below if for_certain(own) else []))


def to_answers(own: str) -> bool:
    """Whether his words say that answers may stand in the mail below."""
    return _POINTS.search(own) is not None or _ANSWERED.search(own) is not None


def for_certain(own: str) -> bool:
    """Whether he says that they do: then the mail below is his as well where no mark tells them apart; a colour may,
    which plain text does not show."""
    return _BY_COLOUR.search(own) is not None or _ANSWERED.search(own) is not None


def is_answer(line: str) -> bool:
    """Whether a line begins with a mark that people put before their answers."""
    return _MARKED.match(line[:200]) is not None
