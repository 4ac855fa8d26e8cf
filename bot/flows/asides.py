"""What he says beside the matter in a word or two: a thank you, a cry, another language, a question of his own."""

from __future__ import annotations

import re

from bot.flows.reading import own_words, said

SHORT, LONGEST_QUESTION = 60, 120  # characters

_LANGUAGE = re.compile(
    r"^\W*(?:(?:can|could|may) (?:we|you|i) )?(?:please |pls )?(?:(?:let['’]?s |do you )?(?:speak|talk|write|answer"
    r"|reply|switch"
    r"|change|continue|go on|use)(?: to me| to)?(?: in)? |in )?(?P<en>english|chinese|mandarin)(?:,? (?:please|pls"
    r"|only|now|instead))*\W*$"
    r"|^\W*(?:可以|能不能|能|请|麻烦)?(?:你们)?(?:帮我)?(?:还是|改|换|切换?|讲|说|用|写|转)?(?:成|到|为|回|用)?(?P<zh>中文|汉语|普通话|英文|英语)"
    r"(?:交流|回复|沟通|聊|说|回答|联系我?)?(?:吧|谢谢|可以吗|好吗|行吗|吗)?\W*$",
    re.IGNORECASE,
)
_CRY = re.compile(
    r"^\W*(?:(?:it['’]?s |it is |this is |we['’]?re |that['’]s )?(?:an? )?(?:very |really |extremely |super |so "
    r"|most )?"
    r"(?:urgent(?:ly)?|emergency|asap|critical|sos|p1)(?: (?:please|help|now))?"
    r"|(?:这个?|情况|事情|我们)?(?:很|非常|特别|十分|真的很|太)?(?:紧急|着急|急|加急|特急|十万火急|火急)(?:啊|呀|的|了|情况)?)\W*$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^\W*(?:(?:(?:(?:many|ok|okay|and) )?(?:thanks?|thank you|thx|ty|cheers)(?: (?:a lot|so (?:very )?much"
    r"|very much|again|you|for (?:your|all|the) (?:\w+ ?){1,4}"
    r"|in advance|guys|all|anyway)){0,2}|(?:good ?|bye[ -]?)?bye|see you|ok(?:ay)?|k|alright|all right|great"
    r"|perfect|fine|cool"
    r"|got it|understood|noted|i see|sure|will do|you too|have a (?:nice|good) (?:day|one|evening|weekend)"
    r"|no worries|sorry|brb|be right back|bbl|gtg|got to go|afk|ttyl|lol|ha(?:ha)+"
    r"|(?:one|just a) (?:moment|sec(?:ond)?|minute)(?: please)?|hold on|wait|(?:let me|i['’]?ll|i will) (?:check"
    r"|look|ask|see|find out)|hm+|ah+|oh"
    r"|好[的呀啊吧哒滴嘞]?|行[的啊吧]?|嗯+|哦+|噢+|收到|知道了?|明白了?|了解了?|谢谢(?:你们?|您|啦|了|哈)?|多谢(?:了|啦)?|感谢|辛苦(?:了|啦|你们?|您)?"
    r"|没有?了|没有?别的了?|就这些|就这样|that['’]?s (?:it|all)|that is (?:it|all)|nothing else|no more"
    r"|麻烦(?:了|你们?了?|您了?)|拜拜|再见|稍等(?:一下|会儿?|片刻)?(?:我)?(?:去)?(?:问|查|看|找)?(?:一?下)?|等一?(?:下|会儿?)(?:我)?(?:去)?(?:问|查|看"
    r"|找)?(?:一?下)?|我(?:去)?(?:问|查|看|找)一?下|不客气|抱歉|不好意思|哈+)"
    r"(?:\W+|$|(?<=[\u4e00-\u9fff]))){1,6}$",
    re.IGNORECASE,
)
#: "my number is", and the number in the next message.
_ANNOUNCES = re.compile(
    r"^\W*(?:(?:ok|sure|yes|well)\W{1,2})?(?:(?:my|our|the|here (?:is|comes) (?:my|our|the)) (?:\w{1,12} ){0,2}"
    r"(?:name|number|phone|mobile|company|organi[sz]ation)(?: name| number)?(?: is|['’]s)?|it is|it['’]s)[\s:…. -]*$"
    r"|^\W*(?:(?:我们?|公司|单位)的?)?(?:名字|姓名|电话|手机|号码|公司|单位)(?:名称?|名字|号码?)?(?:是|叫|为|如下|[:：])[\s:：…。]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]\W*$|(?:吗|么|呢|行不|能不)[?？!！。.\s]*$|(?:能不能|可不可以|要不要|能否|可否|是否|该?怎么(?:办|弄|处理))"
    r"|^\W*(?:(?:and|so|but|ok|btw) ){0,2}"
    r"(?:what|how|when|where|who|can|could|should|may|shall|do|does|will|would|is|are) "
    r"(?:should|do|can|could|must|would|about|long|much|many|i|we|you|it|they|there|(?:some|any)(?:body|one))\b",
    re.IGNORECASE,
)
#: Not one inside an address.
_MARK = re.compile(r"？|\?(?=[\s)\"'”\u4e00-\u9fff]|$)")
_PLACE = re.compile(r"-?\d{1,3}\.\d{1,9}, -?\d{1,3}\.\d{1,9}\n?|https?://\S{1,300}")
FEWEST_WORDS = 3
_WORD = re.compile(r"[A-Za-z']{2,}|[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W_]")


def chosen_language(text: str) -> str:
    """The language that he asks for: "en", "zh", or empty."""
    found = _LANGUAGE.match(said(text)) if len(text) <= SHORT else None
    named = (found["en"] or found["zh"]).lower() if found else ""
    return {"": "", "english": "en", "英文": "en", "英语": "en"}.get(named, "zh")


def cries(text: str) -> bool:
    """Whether he says that it is urgent, and nothing else."""
    own = own_words(text).strip()
    return len(own) <= SHORT and _CRY.match(own) is not None


def is_courtesy(text: str) -> bool:
    """Whether he only thanks, takes leave or nods."""
    return len(text) <= SHORT and _COURTESY.match(text) is not None


def announces(text: str) -> bool:
    """Whether he only says that the answer follows."""
    return len(text) <= SHORT and _ANNOUNCES.match(text) is not None


def asks_back(text: str) -> bool:
    """Whether he asks something himself."""
    return len(text) <= LONGEST_QUESTION and _ASKS.search(text) is not None


def holds_question(text: str) -> bool:
    """Whether one of the sentences that he says, in however long a text, ends in a question mark."""
    return _MARK.search(said(text)) is not None


def is_place(text: str) -> bool:
    """Whether it is a place on the map, and nothing else."""
    return _PLACE.search(text) is not None and is_wordless(text)


def is_nod(text: str) -> bool:
    """Whether it has so few words that it tells nothing: a bare "yes", what is left beside an answer."""
    return len(_WORD.findall(text)) < FEWEST_WORDS


def is_wordless(text: str) -> bool:
    """Whether it holds no word: a place, a face, or nothing at all."""
    return len(text) <= 2 * LONGEST_QUESTION and _LETTER.search(_PLACE.sub("", text)) is None
