"""What in a concern points at a person: numbers, illness, an accusation with a name in it. Pure.

It only holds a text back from the public and masks it there; nothing is refused or changed.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from publicity import privacy
from publicity.objections import public_name
from village.idnumbers import WrongNumber
from village.idnumbers import read as id_number
from village.naming import Named


class Sensitive(Named):
    """Why a concern is not for everybody's eyes."""

    ID_NUMBER = "id_number", "写有身份证号"
    BANK_CARD = "bank_card", "写有银行卡或一卡通号"
    ILLNESS = "illness", "写有某个人的病情"
    ACCUSATION = "accusation", "点名说了某个人的不是"
    PHONE = "phone", "写有手机号"


HOLDS_BACK = frozenset(
    {Sensitive.ID_NUMBER, Sensitive.BANK_CARD, Sensitive.ILLNESS, Sensitive.ACCUSATION}
)


@dataclass(frozen=True, slots=True)
class Sensed:
    """`reasons` in the order of `Sensitive`; `masked` is all that anybody may ever read."""

    reasons: tuple[Sensitive, ...]
    masked: str

    @property
    def held_back(self) -> bool:
        return any(reason in HOLDS_BACK for reason in self.reasons)


DIGITS = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
LONG_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){14,18}(?:[ -]?[Xx])?(?![0-9])")
MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+")

WRONGS = (
    "偷|盗窃|盗取|贪|骗|冒领|套取|侵占|挪用|霸占|强占|私吞|独吞|截留|克扣|受贿|行贿|索贿|回扣|吃空饷|"
    "虚报|造假|弄虚作假|优亲厚友|以权谋私|假公济私|吃拿卡要|敲诈|勒索|赌博|聚赌|嫖|吸毒|贩毒|殴打|"
    "打人|打了|家暴|出轨|乱搞|黑恶|恶霸|走后门|拿好处|收好处|收钱|吞了"
)
WRONG = re.compile(WRONGS)
GRAVE = "贪污|冒领|骗取|套取|偷拿|偷吃|侵占|挪用|受贿|索贿|私吞|吃空饷|虚报"
# What was done to somebody by nobody named, what was not done, what is only feared.
NOT_DONE = re.compile(
    rf"被(?:人|别人|贼|小偷|谁|外地人|骗子)?(?:{WRONGS})|(?:没有|没|未|从不|不)[^，,。]{{0,2}}(?:{WRONGS})|"
    rf"(?:防|谨防|严防|防止|避免|打击|反)(?:{WRONGS})|偷懒|小偷|防盗|贪玩|贪吃|偷偷"
)
TOLD_BY = re.compile(
    r"(?:家里?人?|大[爷娘妈叔伯]|[爷奶叔婶伯])?(?:来)?(?:说|讲|反映|举报|提出|建议|问|看见|看到|发现|听说|告诉)"
)
OFFICE = re.compile(
    r"(?:[\u4e00-\u9fff]{1,2})?(?:书记|支书|主任|村长|会计|报账员|文书|组长|网格员|队长)"
)
UNNAMED = re.compile(r"[\u4e00-\u9fff]?某某?(?!些|个|种|天|次|处|户|地|村|家|时)")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
STRANGER = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1}}[^\W人家们者都有0-9a-zA-Z](?={GRAVE})")
ILLNESSES = re.compile(
    "[肺肝胃肠乳腺食管道直结膀胱子宫颈鼻咽甲状前列骨淋巴血]{0,3}癌|肿瘤|白血病|尿毒症|透析|化疗|放疗|艾滋|梅毒|性病|乙肝|肝炎|肝硬化|肺结核|结核病|糖尿病|高血压|心脏病|"
    "冠心病|中风|脑梗|脑瘫|偏瘫|瘫痪|半身不遂|精神病|精神分裂|精神残疾|智力残疾|抑郁症|痴呆|癫痫|羊癫疯|尘肺|"
    "残疾[一二三四]级|[一二三四]级残疾|流产|不孕|戒毒"
)
IN_GENERAL = re.compile(
    rf"(?:{ILLNESSES.pattern})(?:症|病)?(?:的)?(?:筛查|普查|防治|预防|宣传|讲座|义诊|体检|知识|疫苗|检查|科普|病人|患者)"
)
SOMEBODY = re.compile(
    "得了|得的|患了?|确诊|查出|生了|住院|卧床|我[妈爸爹娘爷奶婆公家儿女]|老伴|老公|老婆|媳妇|丈夫|妻子|"
    "儿子|女儿|孙子|孙女|他|她|邻居|婆婆|公公|父亲|母亲"
)  # fmt: skip
NUMBER_HIDDEN, ILLNESS_HIDDEN = privacy.HIDDEN, "（病情不公开）"
PERSON_FOLLOWS = ("家", "说", "讲", "反映", "他", "她", "一家", "两口", "夫妻")


def look(text: str, names: Collection[str]) -> Sensed:
    """`names` are those of the village's register, as written there."""
    plain = text.translate(DIGITS)
    numbers, masked = _numbers(plain, text)
    found, shown = set(numbers), []
    for sentence in SENTENCE.findall(masked):
        reasons, told = _sentence(sentence, names)
        found |= reasons
        shown.append(told)
    return Sensed(tuple(one for one in Sensitive if one in found), "".join(shown))


def placed(text: str, where: str, names: Collection[str]) -> tuple[str, str]:
    """Where it is, is shown as it stands. What points at a person there is told as one of the
    words instead, which are looked at and masked."""
    where = where.strip()
    if look(where, names) == Sensed((), where):
        return text, where
    return f"{text.strip() or '（有录音）'}\n地点：{where}", ""


def _numbers(plain: str, text: str) -> tuple[set[Sensitive], str]:
    """`plain` has the same length as `text`: what is found in one is hidden in the other."""
    found: set[Sensitive] = set()
    spans = []
    for match in LONG_NUMBER.finditer(plain):
        number = re.sub("[ -]", "", match[0])
        reason = _kind_of(number)
        if reason:
            found.add(reason)
        if reason or privacy.first_number(number):
            spans.append(match.span())
    for match in MOBILE.finditer(plain):
        if not any(begin <= match.start() < end for begin, end in spans):
            found.add(Sensitive.PHONE)
            spans.append(match.span())
    for begin, end in sorted(spans, reverse=True):
        text = text[:begin] + NUMBER_HIDDEN + text[end:]
    return found, text


def _kind_of(number: str) -> Sensitive | None:
    try:
        id_number(number)
    except WrongNumber:
        card = 16 <= len(number) <= 19 and number.isdigit() and _luhn(number)
        return Sensitive.BANK_CARD if card else None
    return Sensitive.ID_NUMBER


def _luhn(number: str) -> bool:
    """The check digit of bank cards."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _sentence(sentence: str, names: Collection[str]) -> tuple[set[Sensitive], str]:
    named = list(_named(sentence, names))
    reasons = set()
    if _accuses(sentence, named):
        reasons.add(Sensitive.ACCUSATION)
    ill = bool(ILLNESSES.search(IN_GENERAL.sub("", sentence)))
    if ill and (named or SOMEBODY.search(sentence)):
        reasons.add(Sensitive.ILLNESS)
    if Sensitive.ACCUSATION in reasons:
        named += [match.span() for match in STRANGER.finditer(sentence)]
    masked = _without(sentence, named, bool(reasons))
    if Sensitive.ILLNESS in reasons:
        masked = ILLNESSES.sub(ILLNESS_HIDDEN, masked)
    return reasons, masked


def _named(sentence: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where names of the register stand, the longest first at each place."""
    at = 0
    while at < len(sentence):
        for length in (6, 5, 4, 3, 2):
            if at + length <= len(sentence) and sentence[at : at + length] in names:
                yield at, at + length
                at += length - 1
                break
        at += 1


def _accuses(sentence: str, named: list[tuple[int, int]]) -> bool:
    """A wrong that somebody did, and somebody named who is not merely the one who tells of it."""
    if STRANGER.search(sentence):
        return True
    if not WRONG.search(NOT_DONE.sub("", sentence)):
        return False
    others = any(not TOLD_BY.match(sentence, end) for _, end in named)
    return others or any(
        not TOLD_BY.match(sentence, match.end())
        for pattern in (OFFICE, UNNAMED)
        for match in pattern.finditer(sentence)
    )


def _without(sentence: str, named: list[tuple[int, int]], sure: bool) -> str:
    """Names as 王某. One of two signs may be a word (高山): only where it must be a person."""
    for begin, end in sorted(set(named), reverse=True):
        person = sure or end - begin > 2 or sentence.startswith(PERSON_FOLLOWS, end)
        if person:
            sentence = sentence[:begin] + public_name(sentence[begin:end]) + sentence[end:]
    return sentence
