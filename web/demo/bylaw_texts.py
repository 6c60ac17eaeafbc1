"""The rules of the three villages in their three wordings, written for the demo. Words only.

Every wording is lawful as it stands: the check of `bylaws.review` finds nothing in it.
"""

from dataclasses import dataclass

from bylaws.articles import BylawText, read_text
from bylaws.numerals import numeral

PREAMBLE = "为了邻里和睦、村容整洁、日子好过，结合本村实际，经村民会议讨论通过，约定如下。"
WASTE = "垃圾按四类分好，投进自家门前的桶里，早上七点由村里统一收运。"
ROADS = "门前的路、沟、花坛由各户照看，柴草和农具不堆在路上。"
HENS = "家禽圈养，遛犬拴绳。"
DOGS = "家禽圈养，遛犬拴绳；犬只吓着、伤着别人的，养犬的人先陪着看医生，赔偿的事再商量。"
FEASTS_FIRST = "红白喜事提倡节俭。"
FEASTS = "红白喜事先向红白理事会说一声，提倡每场不超过十五桌、每桌不超过四百元。"
FEASTS_NEXT = "红白喜事先向红白理事会说一声，提倡每场不超过十二桌、每桌不超过三百五十元，剩菜打包。"
MOURNING = "白事提倡用鲜花、黑纱，三天以内办完；夜里十点以后不奏乐。"
OLD_PEOPLE = "子女常回家看望老人，老人生病时轮流照料，家里的大事同老人商量。"
COUPLES = "夫妻互敬互爱，家务一起做；女儿、儿子一样养老，一样待。"
QUARRELS_FIRST = "邻里有纠纷，先好好商量。"
QUARRELS = (
    "邻里有纠纷，先坐下来商量；说不拢的，可以请人民调解委员会调解，也可以直接向法院起诉，"
    "怎样办由当事人自己定。"
)
CHARGING = "电动车在集中充电棚充电，提倡不推进屋、不在楼道里充；充电棚夜里有人巡看。"
PRAISE = (
    "做得好的，村里在红榜上表扬，上榜以前征得本人同意；没有做到的，由村规监督队上门提醒、劝导。"
)
CLOSING = "本村规民约经村民会议通过，报青溪镇人民政府备案后公布施行；修改时也经村民会议通过。"


@dataclass(frozen=True, slots=True)
class Rules:
    """`own` are articles of this village alone; `thought` is what was said about the draft."""

    own: tuple[str, ...]
    why: str
    thought: tuple[tuple[int, str], ...]

    def first(self) -> list[str]:
        return [WASTE, ROADS, HENS, FEASTS_FIRST, OLD_PEOPLE, QUARRELS_FIRST, CLOSING]

    def second(self) -> list[str]:
        home = [OLD_PEOPLE, COUPLES, QUARRELS]
        return [WASTE, ROADS, DOGS, *self.own, FEASTS, MOURNING, *home, PRAISE, CLOSING]


RULES = {
    "shiqiao": Rules(
        own=(
            "晒谷场按先来后到使用，用完扫净；机耕路上不打谷、不晒粮。",
            "旱季轮灌的次序由各组商定后张榜，水渠由用水的各户一起清。",
        ),
        why="这两年办酒席的花费又高了，电动车也多了，红白喜事和充电这两条要改。",
        thought=(
            (5, "十二桌少了一点，亲戚多的人家坐不下，能不能写成“一般不超过”。"),
            (10, "充电棚要离三组近一些，晚上天黑，老人不敢走远。"),
        ),
    ),
    "liuwan": Rules(
        own=(
            "鱼塘边不洗农药桶，死鱼装袋交村里统一处理，不丢进河里。",
            "老年食堂由志愿者轮流帮厨，每月的账目贴在食堂门口。",
        ),
        why="老年食堂开办以后要有新的约定，红白喜事的标准大家也说该改一改。",
        thought=(
            (5, "赞成少办几桌，最好写上不用一次性碗筷。"),
            (4, "食堂的菜钱也要贴出来，不能只贴总数。"),
        ),
    ),
    "yunling": Rules(
        own=(
            "清明、冬至上坟提倡带鲜花，不带火种进山；看见山上冒烟先打 119，再告诉村里。",
            "山塘的水先保人喝、再保灌溉，放水的日子提前三天张榜。",
        ),
        why="山上的火情、红白喜事的花费这两件事大家意见最多。",
        thought=((3, "进山口放两个水桶，比立牌子管用。"),),
    ),
}


def written(village: str, articles: list[str]) -> BylawText:
    """As it would be read from a file."""
    lines = [f"第{numeral(number)}条 {one}" for number, one in enumerate(articles, start=1)]
    return read_text("\n".join([f"{village}村规民约", PREAMBLE, *lines]))
