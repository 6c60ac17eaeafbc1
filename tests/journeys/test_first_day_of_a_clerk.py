"""A clerk's first day in a real Chromium: a fresh pass, a PIN, a password, the village's roster.

The roster is made by LibreOffice Calc as .xlsx and .ods and as .csv in GB18030.
"""

from datetime import date

import pytest

from tests import make_sheets
from tests.journeys.screens import Screens, first_use, follow, h1, press, said, set_password
from tests.make_sheets import person
from village import founding, idnumbers
from village.founding import Newcomer, Start, TownshipPlan, VillagePlan
from village.models import Appointment, Group, LedgerEntry, Person

pytestmark = pytest.mark.browser

OFFICES = {0: "村党支部书记、村民委员会主任", 1: "村民委员会委员", 6: "村务监督委员会主任"}
NUMBER_OF = {"户主": 0, "配偶": 1, "儿子": 2}


def roster():
    """Forty-two people in fourteen households, as a township office would lay it out."""
    people = []
    for number in range(42):
        home, place = divmod(number, 3)
        relation = tuple(NUMBER_OF)[place]
        people.append(
            person(
                f"{home + 1:03d}",
                "王李张刘陈杨黄"[home % 7] + "建国秀英晓明"[place * 2 : place * 2 + 2],
                number,
                relation=relation,
                woman=place == 1,
                born=date(1962 + place * 12, 3, 1 + home),
                **{
                    "村民小组": "一组" if home < 7 else "二组",
                    "手机号": f"138{number:08d}",
                    "党员": "正式" if number % 6 == 0 else "否",
                    "村民代表": "是" if number % 9 == 1 else "否",
                    "职务": OFFICES.get(number, ""),
                    "备注": "低保" if number == 5 else "",
                },
            )
        )
    columns = ["村民小组", "户号", "姓名", "与户主关系", "性别", "身份证号", "出生日期"]
    columns += ["手机号", "党员", "村民代表", "职务", "备注"]
    return make_sheets.xlsx(make_sheets.table(people, columns), title="石桥村村民花名册（2026年）")


async def founded(live):
    clerk = Newcomer("周文书", born_on=date(1980, 5, 1))
    officer = Newcomer("沈卫东", born_on=date(1988, 3, 8))
    start = Start(
        TownshipPlan("qingxi", "青溪镇"), VillagePlan("shiqiao", "石桥村"), clerk, officer
    )
    keys = idnumbers.vault(live.app.state.settings.secret_key)
    return await founding.found(start, keys, now=live.clock.now())


async def stored():
    tables = (Person, Appointment, Group, LedgerEntry)
    return [await table.all().count() for table in tables]


def send(page, path):
    page.goto("/desk/shiqiao/people/import")
    page.set_input_files("#file", path)
    press(page, "下一步：看会改什么")


def figures(page):
    return [int(one.replace(",", "")) for one in page.locator("dl.heads dd").all_inner_texts()]


def test_a_clerk_takes_in_the_villages_own_roster(chromium, live, tmp_path):
    made = roster()
    files = []
    for suffix in (".xlsx", ".ods", ".csv"):
        files.append(tmp_path / f"石桥村花名册{suffix}")
        files[-1].write_bytes(make_sheets.once_by_calc(made, suffix, tmp_path))
    card = live.do(founded(live)).clerk

    with Screens(chromium, live.address) as screens:
        page = screens.desk()
        first_use(page, card)
        at_the_door = h1(page)
        set_password(page)
        page.goto("/desk/shiqiao/people/")
        follow(page, "导入名册")
        send(page, files[0])
        preview, told = figures(page), said(page)
        press(page, "导入")
        done = said(page)
        after = live.do(stored())
        again = []
        for file in files:
            send(page, file)
            again.append((h1(page), figures(page), "和名册一样，没有要改的。" in said(page)))
        page.goto("/desk/shiqiao/people/?q=wjg")
        found = said(page)

    assert at_the_door == "第一次办公，先定一个口令"
    assert preview == [42, 0, 0, 0, 0]
    assert "会新建村民小组：一组、二组。" in told
    assert "没有用到的列：备注。" in told
    assert "名册导入好了" in done
    assert "42 人" in done
    assert again == [("导入前看一遍", [0, 0, 42, 0, 0], True)] * 3
    assert live.do(stored()) == after
    assert "王建国" in found
