"""The figures of a quarter for anyone, and the ledger for those who handle it."""

import csv
import io
from datetime import timedelta

import pytest

from deliberation import callbacks, raising, routing
from deliberation.callbacks import Called
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernChannel,
    ConcernResult,
    Road,
    Satisfaction,
)
from deliberation.raising import Caller, Said
from deliberation.ratings import Rating
from deliberation.routing import Routing
from tests import doors, make
from village.idnumbers import vault
from village.models import Person
from village.permissions import Office

DAY, NOW = make.DAY, make.NOW
LEDGER, FIGURES = "/desk/liuwan/concerns/ledger", "/v/liuwan/concerns/figures"
EVIL = '=HYPERLINK("http://x","点")'


@pytest.fixture
async def village(db):
    return await make.village("liuwan")


@pytest.fixture
def site(db, clock):
    return doors.site(db, clock)


@pytest.fixture
async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK, name="周文书")


async def browser_of(site, actor):
    return await doors.browser(site, await Person.get(id=actor.person_id))


async def raised(village, text, name, *, now=NOW, **fields):
    who = await make.person(village, name)
    said = Said(text, **{"category": ConcernCategory.WORKS, **fields})
    receipt = await raising.raise_own(village, said, make.acting(who), now=now)
    return await Concern.get(id=receipt.concern.id).select_related("village")


async def answered(concern, clerk, result=ConcernResult.SOLVED):
    told = Routing(Road.ON_THE_SPOT, "电工换好了", result=result)
    await routing.route(concern, told, clerk, now=NOW)
    return await Concern.get(id=concern.id).select_related("village")


def cells(answer):
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [dict(zip(heads, row, strict=True)) for row in rows]


async def test_the_quarter_is_counted_and_nobody_is_named(site, village, clerk):
    concern = await answered(await raised(village, "路灯坏了", "王大娘"), clerk)
    await raised(village, "垃圾没人收", "李四")
    await raised(village, "去年的事", "赵六", now=NOW - timedelta(days=100))
    good, fair = Satisfaction.GOOD, Satisfaction.FAIR
    called = Called(True, "电话里说的", Rating(good, fair, good))
    watching = await make.holder(village, Office.SUPERVISOR, name="马德明")
    await callbacks.call_back(concern, called, watching, now=NOW)
    stranger = await doors.browser(site)

    page = await stranger.get(FIGURES)
    before = await stranger.get(FIGURES + page.link("2026 年第 3 季度"))

    said = page.main.replace(" ", "").replace("\n", "")
    for words in ("一共提了2件", "已经答复1件", "按期答复1件", "已经解决1件", "已办结1件"):
        assert words in said
    for words in ("态度100", "过程010", "结果100", "没办完的2件", "超过期限的1件"):
        assert words in said
    assert not any(name in page.main for name in ("王大娘", "李四", "马德明", "周文书"))
    assert (before.path, before.h1) == (f"{FIGURES}?quarter=2026-3", "村民说事 2026 年第 3 季度")
    assert "一共提了1件" in before.main.replace(" ", "")
    for nonsense in ("2026-9", "2031-1", "x", "2026-4;drop"):
        assert (await stranger.get(f"{FIGURES}?quarter={nonsense}")).h1 == page.h1
    home = (await stranger.get("/v/liuwan/")).main.replace(" ", "")
    assert "正在办的2件，其中超过期限的1件" in home


async def test_the_ledger_has_every_field_and_no_live_formula(site, village, clerk):
    await answered(await raised(village, EVIL, "王大娘"), clerk)
    caller = Caller("+86老张", "13800138000")
    said = Said("水管漏了", ConcernCategory.WORKS, where="三组井边")
    await raising.write_down(
        village, said, caller, ConcernChannel.CALL, clerk, secret=doors.SECRET, now=NOW
    )
    desk = await browser_of(site, clerk)

    page = await desk.get(LEDGER)
    sent = await desk.client.get(f"{LEDGER}.csv")

    first, second = cells(sent)
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''" in sent.headers["content-disposition"]
    assert sent.headers["cache-control"] == "no-store"
    assert first["事项内容"] == f"'{EVIL}"
    assert (first["编号"], first["说事人"], first["渠道"]) == ("2026-001", "王大娘", "扫码")
    assert (first["分流"], first["答复内容"]) == ("当场答复", "电工换好了")
    assert first["受理人（首问责任人）"] == "周文书"
    assert "反馈" in first["办理经过"]
    assert (second["说事人"], second["联系电话"]) == ("'+86老张", "13800138000")
    assert second["事项内容"] == "水管漏了（地点：三组井边）"
    assert "水管漏了（地点：三组井边）" in page.main
    assert "王大娘" in page.main


async def test_names_are_for_those_who_deal_with_it_and_audiences_are_kept(site, village, clerk):
    phone = vault(doors.SECRET).seal("13900139000")
    open_one = await raised(village, "路灯坏了", "王大娘")
    await Person.filter(id=open_one.raised_by_id).update(phone_cipher=phone)
    await raised(village, "只给村里看的", "李四", audience=ConcernAudience.COMMITTEE)
    await raised(village, "账对不上", "赵六", audience=ConcernAudience.SUPERVISORS)
    accountant = await make.holder(village, Office.ACCOUNTANT, name="钱会计")
    watching = await make.holder(village, Office.SUPERVISOR, name="马德明")
    found = {}
    for actor in (clerk, accountant, watching):
        desk = await browser_of(site, actor)
        rows = cells(await desk.client.get(f"{LEDGER}.csv"))
        found[actor.name] = [(row["说事人"], row["联系电话"]) for row in rows]
    adviser = await make.outsider(await village.township, "何明律", born_on=make.BORN)
    await make.appointment(village, adviser, Office.LEGAL_ADVISER)
    outside = await doors.browser(site, adviser)

    assert found == {
        "周文书": [("王大娘", "13900139000"), ("李四", "")],
        "钱会计": [("（不显示）", "（不显示）")],
        "马德明": [("王大娘", "13900139000"), ("赵六", "")],
    }
    assert [(await outside.get(f"{LEDGER}{end}")).status for end in ("", ".csv")] == [403, 403]


async def test_a_long_ledger_has_pages_and_a_constant_cost(site, village, clerk, queries):
    desk = await browser_of(site, clerk)
    costs = []
    for n in range(3):
        await raised(village, f"第 {n} 件", f"村民{n}")
    first = await Concern.all().order_by("id").first()
    for wanted in (3, 130):
        missing = wanted - await Concern.all().count()
        top = await Concern.all().count()
        fields = {name: getattr(first, name) for name in first._meta.db_fields if name != "id"}
        rows = [Concern(**{**fields, "serial": top + 1 + n}) for n in range(missing)]
        await Concern.bulk_create(rows)
        queries.clear()
        page = await desk.get(LEDGER)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    rest = await desk.get(LEDGER + page.link("下一页 ›"))
    assert ("2026-101" in rest.main, "2026-001" in rest.main) == (True, False)
    assert "2026-001" in (await desk.get(f"{LEDGER}?page=0")).main
    assert len(cells(await desk.client.get(f"{LEDGER}.csv"))) == 130
