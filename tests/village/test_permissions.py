import pytest

from village.errors import NotPermitted
from village.permissions import (
    COMMITTEE,
    GRANTS,
    PARTY_BRANCH,
    SUPERVISION,
    TOWNSHIP,
    Actor,
    Office,
    Permission,
    Seat,
    operator,
)

P = Permission

COLUMNS = (
    *(P.DESK_VIEW, P.REGISTER_VIEW, P.REGISTER_EDIT, P.OFFICE_APPOINT, P.PASS_ISSUE),
    *(P.VILLAGE_SETTLE, P.RECORD_VIEW, P.EVIDENCE_VIEW, P.MEETING_CALL, P.MEETING_RECORD),
    *(P.ROLL_CORRECT, P.DELEGATION_RECORD, P.DECISION_OPEN, P.DECISION_PREPARE),
    *(P.DECISION_ADVANCE, P.LEGAL_CHECK, P.SUPERVISION_GIVE, P.NOTICE_POST, P.OBJECTION_RAISE),
    *(P.OBJECTION_ANSWER, P.WORKS_RECORD, P.WORKS_ACCEPT, P.TOWNSHIP_VIEW, P.TOWNSHIP_ADVISE),
    *(P.TOWNSHIP_FOUND, P.MEETING_DOORS, P.BALLOT_RUN, P.BALLOT_COUNT, P.BALLOT_CLOSE),
    P.MINUTES_SIGN,
)

#   台 名 册 任 码 规 封 照 召 会 名 授 立 表 推 合 监 公 提 答 施 验 全 乡 首 门 表 清 截 签
#   面 册 改 职 发 则 存 片 集 录 更 权 题 前 进 法 督 告 异 异 工 收 乡 审 任 口 决 点 止 字
EXPECTED = {
    Office.VILLAGER: "· · · · · · · · · · · · · · · · · · ✓ · · · · · · · · · · ✓",
    Office.PARTY_SECRETARY: "✓ ✓ · · · ✓ ✓ ✓ ✓ · · · ✓ · ✓ · · · · ✓ ✓ · · · · · · · · ·",
    Office.PARTY_DEPUTY: "✓ ✓ · · · · ✓ ✓ · · · · ✓ · · · · · · · ✓ · · · · · · · · ·",
    Office.PARTY_COMMITTEE: "✓ ✓ · · · · ✓ ✓ · · · · ✓ · · · · · · · ✓ · · · · · · · · ·",
    Office.COMMITTEE_CHAIR: "✓ ✓ · · · ✓ ✓ ✓ ✓ · · ✓ ✓ · ✓ · · ✓ · ✓ ✓ · · · · · · ✓ · ·",
    Office.COMMITTEE_DEPUTY: "✓ ✓ · · · · ✓ ✓ · · · · ✓ · · · · · · ✓ ✓ · · · · · · ✓ · ·",
    Office.COMMITTEE_MEMBER: "✓ ✓ · · · · ✓ ✓ · · · · ✓ · · · · · · · ✓ · · · · · · ✓ · ·",
    Office.SUPERVISION_CHAIR: "✓ ✓ · · · · ✓ ✓ · · · · · · · · ✓ · · · · ✓ · · · · · ✓ ✓ ·",
    Office.SUPERVISOR: "✓ ✓ · · · · ✓ ✓ · · · · · · · · ✓ · · · · ✓ · · · · · ✓ ✓ ·",
    Office.REPRESENTATIVE: "· · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·",
    Office.GROUP_LEADER: "· · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·",
    Office.VILLAGE_CLERK: "✓ ✓ ✓ ✓ ✓ · ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ · · · ✓ · ✓ ✓ · · · · ✓ ✓ ✓ · ·",
    Office.ACCOUNTANT: "✓ · · · · · ✓ · · · · · · · · · · · · · ✓ · · · · · · · · ·",
    Office.GRID_WORKER: "· · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·",
    Office.COLLECTIVE_CHAIR: "✓ · · · · · ✓ ✓ ✓ · · · ✓ · · · · · · · · · · · · · · · · ·",
    Office.COLLECTIVE_REPRESENTATIVE: "· · · · · · · · · · · · · · · · · · · · · · · · · · · · · ·",
    Office.LEGAL_ADVISER: "✓ · · · · · ✓ · · · · · · · · ✓ · · · · · · · · · · · · · ·",
    Office.TOWNSHIP_OFFICER: "· · · · · · ✓ ✓ · · · · · · · · · · · · · · ✓ ✓ ✓ · · · · ·",
    Office.OPERATOR: "· · ✓ ✓ ✓ · · · · · · · · · · · · · · · · · · · ✓ · · · · ·",
}  # fmt: skip

CONCERNS = (
    *(P.CONCERN_RAISE, P.CONCERN_HELP, P.CONCERN_VIEW, P.CONCERN_HANDLE, P.CONCERN_GROUP),
    *(P.CONCERN_SUPERVISE, P.CONCERN_CALL_BACK, P.TOWNSHIP_ANSWER, P.SAY_HOLD),
)

#   说 代 看 办 组 监 访 镇 会
EXPECTED_OF_CONCERNS = {
    Office.VILLAGER: "✓ · · · · · · · ·",
    Office.PARTY_SECRETARY: "· · ✓ ✓ · · ✓ · ✓",
    Office.PARTY_DEPUTY: "· · ✓ ✓ · · ✓ · ·",
    Office.PARTY_COMMITTEE: "· · ✓ ✓ · · ✓ · ·",
    Office.COMMITTEE_CHAIR: "· · ✓ ✓ · · ✓ · ✓",
    Office.COMMITTEE_DEPUTY: "· · ✓ ✓ · · ✓ · ·",
    Office.COMMITTEE_MEMBER: "· · ✓ ✓ · · ✓ · ·",
    Office.SUPERVISION_CHAIR: "· · ✓ · · ✓ ✓ · ·",
    Office.SUPERVISOR: "· · ✓ · · ✓ ✓ · ·",
    Office.REPRESENTATIVE: "· ✓ · · · · · · ·",
    Office.GROUP_LEADER: "· ✓ · · ✓ · · · ·",
    Office.VILLAGE_CLERK: "· · ✓ ✓ · · ✓ · ✓",
    Office.ACCOUNTANT: "· · ✓ · · · · · ·",
    Office.GRID_WORKER: "· ✓ · · · · · · ·",
    Office.COLLECTIVE_CHAIR: "· · ✓ · · · · · ·",
    Office.COLLECTIVE_REPRESENTATIVE: "· · · · · · · · ·",
    Office.LEGAL_ADVISER: "· · · · · · · · ·",
    Office.TOWNSHIP_OFFICER: "· · · · · · · ✓ ·",
    Office.OPERATOR: "· · · · · · · · ·",
}  # fmt: skip

BYLAWS = (P.BYLAW_DRAFT, P.BYLAW_ADVANCE, P.BYLAW_KEEP, P.BYLAW_FILE, P.OPINION_GIVE)

#   起草 推进 执行 备案 提意见
EXPECTED_OF_BYLAWS = {
    Office.VILLAGER: "· · · · ✓",
    Office.PARTY_SECRETARY: "✓ ✓ ✓ · ·",
    Office.PARTY_DEPUTY: "✓ · ✓ · ·",
    Office.PARTY_COMMITTEE: "✓ · ✓ · ·",
    Office.COMMITTEE_CHAIR: "✓ ✓ ✓ · ·",
    Office.COMMITTEE_DEPUTY: "✓ · ✓ · ·",
    Office.COMMITTEE_MEMBER: "✓ · ✓ · ·",
    Office.VILLAGE_CLERK: "✓ ✓ ✓ · ·",
    Office.TOWNSHIP_OFFICER: "· · · ✓ ·",
}


def test_the_table_covers_every_office_and_every_permission():
    assert set(EXPECTED) == set(GRANTS) == set(Office)
    assert set(EXPECTED_OF_CONCERNS) == set(Office)
    assert {*COLUMNS, *CONCERNS, *BYLAWS} == set(Permission)
    assert len(COLUMNS) + len(CONCERNS) + len(BYLAWS) == len(Permission)


@pytest.mark.parametrize("office", Office)
def test_each_office_may_what_the_table_says(office):
    def drawn(columns):
        return " ".join("✓" if permission in GRANTS[office] else "·" for permission in columns)

    assert drawn(COLUMNS) == EXPECTED[office]
    assert drawn(CONCERNS) == EXPECTED_OF_CONCERNS[office]
    assert drawn(BYLAWS) == EXPECTED_OF_BYLAWS.get(office, "· · · · ·")


def test_nobody_holds_every_permission():
    assert all(granted < set(Permission) for granted in GRANTS.values())


def test_the_township_decides_nothing_for_a_village():
    """村民自治: it sees, advises, keeps the filing register, and registers a first clerk."""
    told = set().union(*(GRANTS[office] for office in TOWNSHIP))

    assert {permission for permission in told if not permission.name.startswith("TOWNSHIP")} == {
        P.BYLAW_FILE,
        P.EVIDENCE_VIEW,
        P.RECORD_VIEW,
    }


def test_who_decides_does_not_supervise():
    deciding = set().union(*(GRANTS[office] for office in (*PARTY_BRANCH, *COMMITTEE)))
    supervising = set().union(*(GRANTS[office] for office in SUPERVISION))

    assert deciding & {P.SUPERVISION_GIVE, P.WORKS_ACCEPT} == set()
    assert supervising & {P.DECISION_ADVANCE, P.MEETING_RECORD, P.NOTICE_POST} == set()
    assert supervising & {P.CONCERN_HANDLE} == deciding & {P.CONCERN_SUPERVISE} == set()


def test_who_runs_a_vote_does_not_confirm_its_end():
    running = {office for office in Office if P.BALLOT_RUN in GRANTS[office]}
    closing = {office for office in Office if P.BALLOT_CLOSE in GRANTS[office]}

    assert closing == set(SUPERVISION)
    assert running & closing == set()


VILLAGE, OTHER, TOWN, FAR = 3, 4, 1, 2


def actor(*seats):
    return Actor(7, "某人", "一组", seats)


@pytest.mark.parametrize(
    ("seat", "village", "town", "covers"),
    [
        pytest.param(Seat(7, Office.VILLAGE_CLERK, VILLAGE, TOWN), VILLAGE, TOWN, True, id="own"),
        pytest.param(Seat(7, Office.VILLAGE_CLERK, VILLAGE, TOWN), OTHER, TOWN, False, id="next"),
        pytest.param(Seat(7, Office.VILLAGE_CLERK, VILLAGE, TOWN), None, TOWN, False, id="town"),
        pytest.param(Seat(7, Office.VILLAGE_CLERK, VILLAGE, TOWN), VILLAGE, FAR, False, id="far"),
        pytest.param(Seat(7, Office.TOWNSHIP_OFFICER, None, TOWN), VILLAGE, TOWN, True, id="its"),
        pytest.param(Seat(7, Office.TOWNSHIP_OFFICER, None, TOWN), None, TOWN, True, id="itself"),
        pytest.param(Seat(7, Office.TOWNSHIP_OFFICER, None, TOWN), VILLAGE, FAR, False, id="not"),
    ],
)
def test_a_seat_covers_a_village_or_a_township(seat, village, town, covers):
    assert seat.covers(village, town) is covers


def test_a_deed_is_done_in_the_seat_that_allows_it():
    villager = Seat(7, Office.VILLAGER, VILLAGE, TOWN)
    chair = Seat(7, Office.COMMITTEE_CHAIR, VILLAGE, TOWN)
    supervisor_elsewhere = Seat(7, Office.SUPERVISOR, OTHER, TOWN)
    person = actor(villager, chair, supervisor_elsewhere)

    assert person.require(P.OBJECTION_RAISE, VILLAGE, TOWN) is villager
    assert person.require(P.MEETING_CALL, VILLAGE, TOWN) is chair
    assert person.may(P.SUPERVISION_GIVE, OTHER, TOWN) is True
    assert person.may(P.SUPERVISION_GIVE, VILLAGE, TOWN) is False
    assert person.seat_for(P.MEETING_RECORD, VILLAGE, TOWN) is None


def test_a_refusal_names_the_deed():
    with pytest.raises(NotPermitted) as refused:
        actor().require(P.MEETING_RECORD, VILLAGE, TOWN)

    assert str(refused.value) == "您现在的身份不能登记会议。"


def test_the_operator_acts_without_being_a_person():
    keyboard = operator(TOWN, VILLAGE)

    assert keyboard.person_id is None
    assert keyboard.require(P.REGISTER_EDIT, VILLAGE, TOWN).office is Office.OPERATOR
    assert keyboard.may(P.REGISTER_EDIT, OTHER, TOWN) is False
    assert operator(TOWN).may(P.TOWNSHIP_FOUND, None, TOWN) is True
