"""How long the comparison of two editions of 300 articles takes, for little and for much changed.

Each round begins without remembered words, as the first reader of a page has it.
"""

import random
import time
from collections.abc import Sequence

from bylaws import comparison, words
from bylaws.comparison import Clause
from bylaws.numerals import numeral
from web.bench.figures import Figure

ARTICLES, AIM = 300, 0.2
WHO = (
    "各户",
    "租住户",
    "办酒席的人家",
    "养犬的村民",
    "村干部",
    "外出务工的村民",
    "施工队",
    "种植大户",
)
WHAT = (
    "门前屋后",
    "河道水渠",
    "公共晾晒场",
    "文化礼堂",
    "消防通道",
    "林地草坡",
    "停车位",
    "健身器材",
)
HOW = (
    "按户包干打扫",
    "不得堆放杂物",
    "用后恢复原样",
    "有损坏的及时告诉网格员",
    "轮流照看",
    "登记后使用",
)
ELSE = (
    "由村民小组长上门说明",
    "红白理事会帮助操办",
    "每季度在公开栏公布一次",
    "确有困难的可以缓办",
)


def measured(turns: int) -> list[Figure]:
    chance = random.Random(20)
    old = edition(chance)
    words.words("先把词典读进来")
    part, whole = "改动三分之一，换位、添、删各十条", "条条都改写"
    cases = (
        (part, "a third changed, ten each moved, added, struck", revised(old, chance)),
        (whole, "every article rewritten", edition(chance)),
    )
    return [
        Figure(
            f"对照两份 {ARTICLES} 条的村规民约（{name}）",
            "秒",
            timed(old, new, turns),
            AIM,
            english=f"comparing two editions of {ARTICLES} articles, {english}",
        )
        for name, english, new in cases
    ]


def timed(old: Sequence[Clause], new: Sequence[Clause], turns: int) -> list[float]:
    took = []
    for _ in range(turns):
        words.words.cache_clear()
        comparison.pairs_of.cache_clear()
        began = time.perf_counter()
        comparison.compare(old, new)
        took.append(time.perf_counter() - began)
    return took


def edition(chance: random.Random) -> list[Clause]:
    return numbered([sentence(chance, index) for index in range(ARTICLES)])


def revised(old: Sequence[Clause], chance: random.Random) -> list[Clause]:
    texts = [one.text for one in old]
    for index in range(0, ARTICLES, 3):
        texts[index] = texts[index].replace("，", f"，{chance.choice(ELSE)}，", 1)
    for index in chance.sample(range(ARTICLES - 20), 10):
        texts.insert(index + 20, texts.pop(index))
    for index in range(10):
        texts[chance.randrange(ARTICLES)] = sentence(chance, ARTICLES + index)
    return numbered(texts)


def sentence(chance: random.Random, index: int) -> str:
    parts = [f"{chance.choice(WHAT)}{chance.choice(HOW)}" for _ in range(3)]
    return f"{chance.choice(WHO)}对{index}号责任区的{'，'.join(parts)}；{chance.choice(ELSE)}。"


def numbered(texts: Sequence[str]) -> list[Clause]:
    return [Clause(None, f"第{numeral(at)}条", "", text) for at, text in enumerate(texts, start=1)]
