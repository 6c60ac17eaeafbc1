"""Made-up villagers: households of two or three generations, written as a roster sheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

COLUMNS = (
    "户号",
    "姓名",
    "性别",
    "出生日期",
    "与户主关系",
    "村民小组",
    "党员",
    "村民代表",
    "职务",
    "户籍在村",
    "居住状况",
    "集体经济组织成员",
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
MEN = tuple(
    a + b
    for a, b in zip(
        "建志德永长大小海文国金水伟子一家", "国强明福根勇军波斌平山生民豪鸣宝", strict=True
    )
)
WOMEN = tuple(
    a + b
    for a, b in zip(
        "秀桂玉春丽金小美雪晓红月欣雨思佳", "英兰珍梅华凤芳玲琴燕霞娥怡桐雨慧", strict=True
    )
)
MIDDLE = "大小文国志永德春玉明光忠厚福祥瑞"


@dataclass(slots=True)
class Villager:
    """One row of the roster."""

    household: str
    name: str
    sex: str
    born: date
    relation: str
    group: str
    party: str = "否"
    representative: str = "否"
    offices: str = ""
    residence: str = "在村"

    def row(self) -> tuple[str, ...]:
        return (
            self.household,
            self.name,
            self.sex,
            self.born.isoformat(),
            self.relation,
            self.group,
            self.party,
            self.representative,
            self.offices,
            "是",
            self.residence,
            "是",
        )


def villagers(chance: Random, size: int, groups: int, today: date) -> list[Villager]:
    """About `size` people in households of one to six, spread over the groups."""
    found: list[Villager] = []
    taken: set[str] = set()
    number = 0
    while len(found) < size:
        number += 1
        group = f"{'一二三四五六七八九十'[(number - 1) % groups]}组"
        found.extend(_household(chance, taken, f"{number:04d}", group, today))
    return found


def _household(
    chance: Random, taken: set[str], number: str, group: str, today: date
) -> Iterator[Villager]:
    surname = chance.choice(SURNAMES)
    age = chance.randint(34, 74)
    yield _one(chance, taken, (surname, "男"), (number, "户主", group), _born(chance, today, age))
    if chance.random() < 0.9:
        wife = chance.choice(SURNAMES)
        born = _born(chance, today, age - chance.randint(0, 4))
        yield _one(chance, taken, (wife, "女"), (number, "配偶", group), born)
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        sex = chance.choice("男女")
        relation = "儿子" if sex == "男" else "女儿"
        young = max(1, age - chance.randint(22, 32))
        born = _born(chance, today, young)
        child = _one(chance, taken, (surname, sex), (number, relation, group), born)
        if 19 <= young <= 45 and chance.random() < 0.4:
            child.residence = "外出"
        yield child
    if age < 55 and chance.random() < 0.45:
        born = _born(chance, today, age + chance.randint(22, 28))
        yield _one(chance, taken, (surname, "女"), (number, "母亲", group), born)


def _born(chance: Random, today: date, age: int) -> date:
    return today - timedelta(days=age * 365 + age // 4 + chance.randint(1, 364))


def _one(
    chance: Random, taken: set[str], kind: tuple[str, str], place: tuple[str, str, str], born: date
) -> Villager:
    surname, sex = kind
    given = MEN if sex == "男" else WOMEN
    name = surname + chance.choice(given)
    while name in taken:
        name = surname + chance.choice(MIDDLE) + chance.choice(chance.choice(given))
    taken.add(name)
    number, relation, group = place
    return Villager(number, name, sex, born, relation, group)


def sheet(found: list[Villager]) -> bytes:
    """The roster as a spreadsheet program would save it: CSV with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(one.row() for one in found)
    return out.getvalue().encode("utf-8-sig")
