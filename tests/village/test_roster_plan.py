from datetime import date

import pytest

from tests import make_sheets
from tests.make_sheets import COLUMNS, GRANNY, person, table
from village import roster, roster_plan, sheets
from village.errors import Blocker
from village.models import PartyStatus, Residence, Sex
from village.permissions import Office
from village.roster_changes import Difference, Known
from village.roster_row import Mistake

TODAY = date(2026, 11, 22)


def read_people(*people, columns=COLUMNS):
    rows = table(list(people), columns)
    return roster.read(sheets.read(make_sheets.csv_bytes(rows)), TODAY)


def digest(number):
    return f"digest of {number}"


def plan_of(found, register=(), groups=()):
    return roster_plan.plan(found, list(register), list(groups), digest)


def known(person_id=1, **fields):
    ordinary = {
        "person_id": person_id,
        "name": "王大娘",
        "household": "1",
        "group": "一组",
        "sex": Sex.FEMALE,
        "born": date(1950, 1, 2),
        "digest": digest(GRANNY["身份证号"]),
        "relation": "户主",
        "is_head": True,
        "phone": "13800138000",
        "party": PartyStatus.FULL,
        "collective": True,
        "offices": frozenset({Office.SUPERVISOR, Office.REPRESENTATIVE}),
    }
    return Known(**{**ordinary, **fields})


def test_into_an_empty_register_all_are_added_with_their_groups():
    plan = plan_of(read_people(GRANNY, person("2", "李四", 2, 村民小组="2组")))

    assert ([row.name for row in plan.adds], plan.new_groups) == (
        ["王大娘", "李四"],
        ("一组", "2组"),
    )
    assert (plan.changes, plan.unchanged, plan.leaves, plan.notes) == ((), (), (), ())


def test_who_is_registered_just_so_is_unchanged():
    plan = plan_of(read_people(GRANNY), [known(group="第一村民小组")], ["第一村民小组"])

    assert (plan.adds, plan.changes, plan.new_groups) == ((), (), ())
    assert plan_of(read_people(GRANNY), [known()], ["一组"]).unchanged == (known(),)


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"household": "3"}, Difference("户号", "3", "1")),
        ({"name": "王阿婆"}, Difference("姓名", "王阿婆", "王大娘")),
        ({"sex": None}, Difference("性别", "", "女")),
        ({"born": date(1950, 1, 3)}, Difference("出生日期", "1950-01-03", "1950-01-02")),
        ({"relation": "妻"}, Difference("与户主关系", "妻", "户主")),
        ({"is_head": False}, Difference("户主", "否", "是")),
        ({"phone": "13900139000"}, Difference("手机号", "139****00", "138****00")),
        ({"phone": ""}, Difference("手机号", "", "138****00")),
        ({"party": PartyStatus.NONE}, Difference("党员", "否", "正式")),
        ({"registered": False}, Difference("户籍在村", "否", "是")),
        ({"residence": Residence.AWAY}, Difference("居住状况", "外出", "在村")),
        ({"collective": False}, Difference("集体经济组织成员", "否", "是")),
        ({"left": True}, Difference("登记", "已迁出或注销", "重新登记")),
        ({"offices": frozenset({Office.SUPERVISOR})}, Difference("职务", "", "加上村民代表")),
        ({"digest": None}, Difference("身份证号", "", "999*************2X")),
    ],
)
def test_each_difference_is_listed_in_words(fields, difference):
    plan = plan_of(read_people(GRANNY), [known(**fields)], ["一组"])
    masked = GRANNY["身份证号"][:3] + "*" * 13 + GRANNY["身份证号"][-2:]
    after = masked if difference.column == "身份证号" else difference.after

    assert [change.differences for change in plan.changes] == [
        (Difference(difference.column, difference.before, after),)
    ]


def test_a_new_number_for_a_known_person_is_a_change_and_stays_masked():
    plan = plan_of(read_people(GRANNY), [known(digest=digest("another"))], ["一组"])

    assert [each.column for each in plan.changes[0].differences] == ["身份证号"]
    assert GRANNY["身份证号"] not in repr(plan)
    assert GRANNY["手机号"] not in repr(plan)


def test_the_number_counts_before_the_name():
    namesake = known(2, digest=None, is_head=False)
    plan = plan_of(read_people(GRANNY), [namesake, known(household="9", is_head=False)], ["一组"])

    assert [change.known.person_id for change in plan.changes] == [1]
    assert plan.leaves == (namesake,)


def test_who_says_nothing_of_a_thing_changes_nothing():
    bare = {name: GRANNY[name] for name in ("户号", "姓名", "性别", "出生日期")}

    plan = plan_of(
        read_people(bare, columns=list(bare)), [known(residence=Residence.AWAY)], ["一组"]
    )

    assert (plan.changes, len(plan.unchanged)) == ((), 1)


def test_who_is_missing_is_proposed_to_leave():
    gone = known(2, name="李四", household="2", digest=None)
    left = known(3, name="张三", household="3", digest=None, left=True)

    assert plan_of(read_people(GRANNY), [known(), gone, left], ["一组"]).leaves == (gone,)


def test_who_stands_in_a_rejected_row_is_not_missing():
    named = known(2, name="李四", household="2", digest=None)
    found = read_people(GRANNY, person("2", "李 四", 2, 手机号="1"))

    assert plan_of(found, [known(), named], ["一组"]).leaves == ()


def test_a_new_household_needs_a_group_and_a_known_one_keeps_its_own():
    without = {**GRANNY, "村民小组": None}

    refused = plan_of(read_people(without))
    kept = plan_of(read_people(without), [known()], ["一组"])

    why = "户号 1 没有写村民小组，名册里也还没有这一户。请填上是哪个组。"
    assert (refused.adds, refused.rejected) == ((), (Mistake(2, "村民小组", why),))
    assert (kept.rejected, len(kept.unchanged)) == ((), 1)


def test_a_household_without_a_head_is_taken_in_and_told():
    found = read_people(
        person("1", "王大山", 1, relation="父亲"), person("1", "王小山", 2, relation="儿子")
    )
    plan = plan_of(found)

    why = "户号 1 没有户主。人照样登记，请写明谁的“与户主关系”是户主，再导入一次。"
    assert (len(plan.adds), plan.notes) == (2, (Mistake(2, "与户主关系", why),))


def test_a_head_in_the_register_is_a_head_though_the_sheet_is_partial():
    found = read_people(person("1", "王小山", 2, relation="儿子"))

    assert plan_of(found, [known()], ["一组"]).notes == ()


def test_a_new_head_takes_the_place_of_one_who_is_missing():
    found = read_people(person("1", "王小山", 2))
    plan = plan_of(found, [known()], ["一组"])

    assert [(change.known.person_id, change.updates) for change in plan.changes] == [
        (1, {"is_head": False, "relation": ""})
    ]
    assert [row.is_head for row in plan.adds] == [True]


def test_a_new_person_like_one_who_is_missing_is_pointed_out():
    found = read_people({**GRANNY, "户号": "8", "身份证号": None})
    plan = plan_of(found, [known()], ["一组"])

    assert [(note.row, note.column) for note in plan.notes] == [(2, "姓名")]
    assert plan_of(found, [known(name="王阿婆")], ["一组"]).notes == ()


def test_a_sheet_does_not_end_a_representatives_office():
    found = read_people({**GRANNY, "村民代表": "否", "职务": None})

    why = "名册里是村民代表，表里写否。导入不会免去任职，请到任职页登记届满或免职。"
    assert plan_of(found, [known()], ["一组"]).notes == (Mistake(2, "村民代表", why),)
    assert plan_of(found, [known(offices=frozenset())], ["一组"]).notes == ()


def test_who_is_no_longer_named_as_head_loses_the_word_too():
    columns = ["户号", "户主", "姓名", "性别", "出生日期"]
    found = read_people({**GRANNY, "户主": "王小山"}, columns=columns)

    assert plan_of(found, [known()], ["一组"]).changes[0].updates == {
        "relation": "",
        "is_head": False,
    }


def test_refused_offices_are_taken_out_of_the_plan_and_told():
    found = read_people(
        person("1", "王小山", 2, 职务="文书、网格员"),
        {**GRANNY, "户号": "2"},
        person("3", "李四", 3, 职务="文书"),
    )
    plan = plan_of(found, [known(), known(3, name="李四", household="3", digest=None)], ["一组"])
    why = Blocker("sole", "已有文书。", "《甲法》第一条")

    settled = roster_plan.settled(plan, {(2, Office.VILLAGE_CLERK): why})

    assert [row.offices for row in settled.adds] == [(Office.GRID_WORKER,), (Office.VILLAGE_CLERK,)]
    assert settled.changes == plan.changes
    assert settled.notes[-1] == Mistake(2, "职务", "没有记入村文书：已有文书。《甲法》第一条")


def test_of_two_alike_who_is_still_here_is_meant():
    left = known(1, digest=None, left=True)
    found = read_people({**GRANNY, "身份证号": None})

    assert plan_of(found, [left, known(2, digest=None)], ["一组"]).unchanged == (
        known(2, digest=None),
    )


def test_one_person_is_never_matched_by_two_rows():
    namesake = make_sheets.id_number(date(1950, 1, 2), 7, woman=True)
    found = read_people(GRANNY, {**GRANNY, "身份证号": namesake, "与户主关系": "妹", "户主": None})
    plan = plan_of(found, [known()], ["一组"])

    assert ([row.row for row in plan.adds], plan.unchanged) == ([3], (known(),))
