"""Bylaws as villagers find them on the public pages, told through the product's own deeds."""

from datetime import date, timedelta

from bylaws import collecting, drafting, editions, entering, importing, opinions, texts
from bylaws.editions import Start
from bylaws.entering import Adopted
from bylaws.models import BylawKind, Edition, EditionStage
from tests import make
from village.permissions import Office
from village.rules import Body

OLD = """石桥村村规民约
为了大家的日子过得好，制定本村规民约。
第一章 邻里
第一条 邻里有事好好说，说不拢的请调解员。
第二条 红白事从简，提前告诉理事会。
第二章 卫生
第三条 不交卫生费的，村里停止供水至交清为止。
第四条 门前三包，垃圾分四桶。
第五条 保护水源、林木，野外用火要小心。
本村规民约自通过之日起施行。
"""
NEW = """石桥村村规民约
为了大家的日子过得好，制定本村规民约。
第一章 邻里
第一条 邻里有事好好说，说不拢的请调解员。
第二章 卫生
第二条 门前三包，垃圾分四桶。
第三条 不交卫生费的，由网格员上门说明，可以申请缓交。
第四条 保护水源、林木，野外用火遵守森林防火规定。
第五条 本村规民约每届至少梳理一次。
本村规民约自公布之日起施行。
"""
SHORT = "邻里和，好商量；\n红白事，不铺张；\n垃圾分，四桶装。"


def text(written):
    return importing.read("a.txt", written.encode()).text


async def clerk_of(village):
    return await make.holder(village, Office.VILLAGE_CLERK, name="何文书")


async def entered(village, clerk, written=OLD, kind=BylawKind.RULES, **fields):
    """The text of 2023, adopted by the right body and filed, before the product was used."""
    ordinary = {
        "adopted_on": date(2023, 3, 1),
        "adopted_body": Body.VILLAGERS_ASSEMBLY,
        "in_force_on": date(2023, 3, 10),
        "filed_on": date(2023, 3, 8),
        "filing_number": "青溪〔2023〕7号",
    }
    asked = Adopted(kind, f"石桥村{kind.label}", text(written), **{**ordinary, **fields})
    edition = await entering.enter_adopted(village, asked, clerk, now=make.NOW)
    edition.village = village
    return edition


async def drafted(village, clerk, written=NEW, why="停水催费于法无据，要改。"):
    """A revision of the text in force, all of it written, before anybody was asked."""
    asked = Start(BylawKind.RULES, "石桥村村规民约（2026 年修订草案）", why)
    edition = await editions.start(village, asked, clerk, now=make.NOW)
    await drafting.set_text(edition, text(written), edition.text_version, clerk, now=make.NOW)
    return await again(edition)


async def collecting_now(village, clerk, **fields):
    """A draft that everybody is asked about, for a week from today."""
    edition = await drafted(village, clerk, **fields)
    await collecting.open_for_opinions(edition, 7, clerk, now=make.NOW)
    return await again(edition)


async def published(edition, on=make.DAY, **fields):
    """As it stands when everything after the opinions was done."""
    ordinary = {
        "stage": EditionStage.PUBLISHED,
        "collect_from": on - timedelta(30),
        "collect_to": on - timedelta(20),
        "adopted_on": on - timedelta(5),
        "adopted_body": Body.VILLAGERS_ASSEMBLY,
        "published_on": on,
        "in_force_on": on,
    }
    await Edition.filter(id=edition.id).update(**{**ordinary, **fields})
    return await again(edition)


async def said(edition, words="第三条写明缓交多久。", label="第三条", name="王桂香"):
    who = await make.holder(edition.village, Office.VILLAGER, name=name)
    article = await article_of(edition, label) if label else None
    return await opinions.give(edition, words, who, now=make.NOW, article_id=article), who


async def article_of(edition, label):
    rows = await texts.rows_of(edition.id)
    return next(row.article_id for row in rows if row.label == label)


async def again(edition):
    return await Edition.get(id=edition.id).select_related("village", "based_on", "notice")
