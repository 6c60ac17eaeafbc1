"""Who may do what: one table. The roll, not an office, decides who may vote.

No wildcard, no office that may everything, nothing inherited between offices.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from village.errors import NotPermitted
from village.naming import Named


class Office(Named):
    VILLAGER = "villager", "村民"
    PARTY_SECRETARY = "party_secretary", "村党支部书记"
    PARTY_DEPUTY = "party_deputy", "村党支部副书记"
    PARTY_COMMITTEE = "party_committee", "村党支部委员"
    COMMITTEE_CHAIR = "committee_chair", "村民委员会主任"
    COMMITTEE_DEPUTY = "committee_deputy", "村民委员会副主任"
    COMMITTEE_MEMBER = "committee_member", "村民委员会委员"
    SUPERVISION_CHAIR = "supervision_chair", "村务监督委员会主任"
    SUPERVISOR = "supervisor", "村务监督委员会委员"
    REPRESENTATIVE = "representative", "村民代表"
    GROUP_LEADER = "group_leader", "村民小组组长"
    VILLAGE_CLERK = "village_clerk", "村文书"
    ACCOUNTANT = "accountant", "村报账员"
    GRID_WORKER = "grid_worker", "网格员"
    COLLECTIVE_CHAIR = "collective_chair", "集体经济组织理事长"
    COLLECTIVE_REPRESENTATIVE = "collective_representative", "集体经济组织成员代表"
    LEGAL_ADVISER = "legal_adviser", "村法律顾问"
    TOWNSHIP_OFFICER = "township_officer", "乡镇干部"
    OPERATOR = "operator", "系统维护人员"


PARTY_BRANCH = (Office.PARTY_SECRETARY, Office.PARTY_DEPUTY, Office.PARTY_COMMITTEE)
COMMITTEE = (Office.COMMITTEE_CHAIR, Office.COMMITTEE_DEPUTY, Office.COMMITTEE_MEMBER)
SUPERVISION = (Office.SUPERVISION_CHAIR, Office.SUPERVISOR)
TOWNSHIP = (Office.TOWNSHIP_OFFICER,)


class Permission(Named):
    """`object:verb`; the label completes 您现在的身份不能……"""

    DESK_VIEW = "desk:view", "查看村里的办公台"
    REGISTER_VIEW = "register:view", "查看村民名册"
    REGISTER_EDIT = "register:edit", "登记或导入村民名册"
    OFFICE_APPOINT = "office:appoint", "登记任职"
    PASS_ISSUE = "pass:issue", "发放或注销通行码"
    VILLAGE_SETTLE = "village:settle", "修改村里的议事规则和联系方式"
    RECORD_VIEW = "record:view", "查看封存记录"
    EVIDENCE_VIEW = "evidence:view", "查看签到表和会议照片"
    MEETING_CALL = "meeting:call", "召集会议"
    MEETING_RECORD = "meeting:record", "登记会议"
    MEETING_DOORS = "meeting:doors", "开始或结束会议签到"
    BALLOT_RUN = "ballot:run", "组织表决"
    BALLOT_COUNT = "ballot:count", "录入清点结果"
    BALLOT_CLOSE = "ballot:close", "确认截止表决"
    MINUTES_SIGN = "minutes:sign", "确认会议记录"
    ROLL_CORRECT = "roll:correct", "更正名册"
    DELEGATION_RECORD = "delegation:record", "登记村民会议的授权"
    DECISION_OPEN = "decision:open", "立议题"
    DECISION_PREPARE = "decision:prepare", "登记表决前的准备"
    DECISION_ADVANCE = "decision:advance", "推进议题"
    LEGAL_CHECK = "legal:check", "出具合法性审查意见"
    SUPERVISION_GIVE = "supervision:give", "出具监督意见"
    NOTICE_POST = "notice:post", "张贴或撤下公告"
    OBJECTION_RAISE = "objection:raise", "提出异议"
    OBJECTION_ANSWER = "objection:answer", "答复异议"
    BYLAW_DRAFT = "bylaw:draft", "起草、修改村规民约"
    BYLAW_ADVANCE = "bylaw:advance", "推进村规民约的制定"
    BYLAW_KEEP = "bylaw:keep", "登记村规民约的执行情况"
    BYLAW_FILE = "bylaw:file", "办理村规民约备案和责令改正"
    OPINION_GIVE = "opinion:give", "对村规民约提意见"
    WORKS_RECORD = "works:record", "登记实施情况"
    WORKS_ACCEPT = "works:accept", "登记验收"
    CONCERN_RAISE = "concern:raise", "在这个村说事"
    CONCERN_HELP = "concern:help", "替别人说事"
    CONCERN_VIEW = "concern:view", "查看村里的说事"
    CONCERN_HANDLE = "concern:handle", "受理和办理说事"
    CONCERN_GROUP = "concern:group", "办理本组的说事"
    CONCERN_SUPERVISE = "concern:supervise", "办理交给监委会的说事"
    CONCERN_CALL_BACK = "concern:callback", "回访说事人"
    SAY_HOLD = "say:hold", "召集和记录说事会"
    TOWNSHIP_VIEW = "township:view", "查看全乡镇的村"
    TOWNSHIP_ADVISE = "township:advise", "提出乡镇审查意见"
    TOWNSHIP_ANSWER = "township:answer", "办理村里报上来的说事"
    TOWNSHIP_FOUND = "township:found", "为村里登记首任文书"


P = Permission

DESK = frozenset({P.DESK_VIEW, P.RECORD_VIEW})
HANDLING = frozenset({P.CONCERN_VIEW, P.CONCERN_HANDLE, P.CONCERN_CALL_BACK})
LEADING = DESK | {
    P.REGISTER_VIEW,
    P.EVIDENCE_VIEW,
    P.MEETING_CALL,
    P.DECISION_OPEN,
    P.DECISION_ADVANCE,
    P.OBJECTION_ANSWER,
    P.WORKS_RECORD,
    P.VILLAGE_SETTLE,
    P.BYLAW_DRAFT,
    P.BYLAW_ADVANCE,
    P.BYLAW_KEEP,
    P.SAY_HOLD,
    *HANDLING,
}
MEMBER = (
    DESK
    | HANDLING
    | {
        P.REGISTER_VIEW,
        P.EVIDENCE_VIEW,
        P.DECISION_OPEN,
        P.WORKS_RECORD,
        P.BYLAW_DRAFT,
        P.BYLAW_KEEP,
    }
)
SUPERVISING = DESK | {
    P.REGISTER_VIEW,
    P.EVIDENCE_VIEW,
    P.SUPERVISION_GIVE,
    P.WORKS_ACCEPT,
    P.BALLOT_COUNT,
    P.BALLOT_CLOSE,
    P.CONCERN_VIEW,
    P.CONCERN_SUPERVISE,
    P.CONCERN_CALL_BACK,
}

GRANTS: Mapping[Office, frozenset[Permission]] = {
    Office.VILLAGER: frozenset(
        {P.OBJECTION_RAISE, P.OPINION_GIVE, P.MINUTES_SIGN, P.CONCERN_RAISE}
    ),
    Office.PARTY_SECRETARY: LEADING,
    Office.PARTY_DEPUTY: MEMBER,
    Office.PARTY_COMMITTEE: MEMBER,
    Office.COMMITTEE_CHAIR: LEADING | {P.NOTICE_POST, P.DELEGATION_RECORD, P.BALLOT_COUNT},
    Office.COMMITTEE_DEPUTY: MEMBER | {P.OBJECTION_ANSWER, P.BALLOT_COUNT},
    Office.COMMITTEE_MEMBER: MEMBER | {P.BALLOT_COUNT},
    Office.SUPERVISION_CHAIR: SUPERVISING,
    Office.SUPERVISOR: SUPERVISING,
    Office.REPRESENTATIVE: frozenset({P.CONCERN_HELP}),
    Office.GROUP_LEADER: frozenset({P.CONCERN_HELP, P.CONCERN_GROUP}),
    Office.VILLAGE_CLERK: DESK
    | {
        P.REGISTER_VIEW,
        P.REGISTER_EDIT,
        P.OFFICE_APPOINT,
        P.PASS_ISSUE,
        P.EVIDENCE_VIEW,
        P.MEETING_CALL,
        P.MEETING_RECORD,
        P.MEETING_DOORS,
        P.BALLOT_RUN,
        P.BALLOT_COUNT,
        P.ROLL_CORRECT,
        P.DELEGATION_RECORD,
        P.DECISION_OPEN,
        P.DECISION_PREPARE,
        P.NOTICE_POST,
        P.OBJECTION_ANSWER,
        P.WORKS_RECORD,
        P.BYLAW_DRAFT,
        P.BYLAW_ADVANCE,
        P.BYLAW_KEEP,
        P.SAY_HOLD,
        *HANDLING,
    },
    Office.ACCOUNTANT: DESK | {P.WORKS_RECORD, P.CONCERN_VIEW},
    Office.GRID_WORKER: frozenset({P.CONCERN_HELP}),
    Office.COLLECTIVE_CHAIR: DESK
    | {P.MEETING_CALL, P.DECISION_OPEN, P.EVIDENCE_VIEW, P.CONCERN_VIEW},
    Office.COLLECTIVE_REPRESENTATIVE: frozenset(),
    Office.LEGAL_ADVISER: DESK | {P.LEGAL_CHECK},
    Office.TOWNSHIP_OFFICER: frozenset(
        {
            P.TOWNSHIP_VIEW,
            P.TOWNSHIP_ADVISE,
            P.TOWNSHIP_FOUND,
            P.BYLAW_FILE,
            P.EVIDENCE_VIEW,
            P.RECORD_VIEW,
            P.TOWNSHIP_ANSWER,
        }
    ),
    Office.OPERATOR: frozenset({P.REGISTER_EDIT, P.OFFICE_APPOINT, P.PASS_ISSUE, P.TOWNSHIP_FOUND}),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """An office somebody holds: in one village, or (village None) in all of one township."""

    person_id: int | None
    office: Office
    village_id: int | None
    township_id: int

    def covers(self, village_id: int | None, township_id: int) -> bool:
        if self.township_id != township_id:
            return False
        return self.village_id is None or self.village_id == village_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the seats that the open session has earned."""

    person_id: int | None
    name: str
    place: str
    seats: tuple[Seat, ...]

    def seat_for(
        self, permission: Permission, village_id: int | None, township_id: int
    ) -> Seat | None:
        for seat in self.seats:
            if permission in GRANTS[seat.office] and seat.covers(village_id, township_id):
                return seat
        return None

    def may(self, permission: Permission, village_id: int | None, township_id: int) -> bool:
        return self.seat_for(permission, village_id, township_id) is not None

    def require(self, permission: Permission, village_id: int | None, township_id: int) -> Seat:
        """The seat that allows it: the record says in which capacity one acted."""
        seat = self.seat_for(permission, village_id, township_id)
        if seat is None:
            raise NotPermitted(permission.label)
        return seat


def operator(township_id: int, village_id: int | None = None) -> Actor:
    """The person at the server's own keyboard (commands of run.py)."""
    seat = Seat(None, Office.OPERATOR, village_id, township_id)
    return Actor(None, Office.OPERATOR.label, "", (seat,))
