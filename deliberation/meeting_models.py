"""Rows of called meetings, attendance by name and counts.

Numbers of a recorded meeting are frozen; a correction is another row.
"""

from tortoise import fields

from deliberation.matter_models import Decision
from village.models import Group, Person, Roll, RollEntry, Village
from village.naming import Named
from village.rows import Row, link, maybe
from village.rules import Body, Unit


class CycleStep(Named):
    """The four 议; CHANGE goes back to the body that resolved; HEAR consults and never decides."""

    PROPOSE = "propose", "提议"
    CONSULT = "consult", "商议"
    REVIEW = "review", "审议"
    RESOLVE = "resolve", "决议"
    CHANGE = "change", "变更"
    HEAR = "hear", "协商"


class MeetingStage(Named):
    CALLED = "called", "已通知，待召开"
    HELD = "held", "已召开"
    FAILED = "failed", "到会人数不足，没有开成"
    CANCELLED = "cancelled", "已取消"


class AttendanceState(Named):
    PRESENT = "present", "到会"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"


class VoteMethod(Named):
    NONE = "none", "没有表决"
    HANDS = "hands", "举手"
    NAMED = "named", "记名投票"
    SECRET = "secret", "无记名投票"


class TellerRole(Named):
    SCRUTINEER = "scrutineer", "监票人"
    CALLER = "caller", "唱票人"
    COUNTER = "counter", "计票人"


class ObserverSide(Named):
    SUPERVISOR = "supervisor", "村务监督委员会"
    TOWNSHIP = "township", "乡镇"
    UNIT = "unit", "驻村单位"
    ADVISER = "adviser", "法律顾问"
    OTHER = "other", "其他"


class Meeting(Row):
    """A called meeting of one body. `late_reason` marks a record entered afterwards (补录)."""

    village: Village = link("Village", "meetings")
    village_id: int
    body = fields.CharEnumField(Body, max_length=40)
    unit = fields.CharEnumField(Unit, max_length=20, default=Unit.ADULTS)
    group: Group | None = maybe("Group", "meetings")
    group_id: int | None
    title = fields.CharField(120)
    place = fields.CharField(100)
    starts_at = fields.DatetimeField()
    notified_on = fields.DateField()
    notified_how = fields.CharField(200, default="")
    ad_hoc_reason = fields.CharField(300, default="")
    roll: Roll | None = maybe("Roll", "meetings")
    roll_id: int | None
    stage = fields.CharEnumField(MeetingStage, max_length=20, default=MeetingStage.CALLED)
    called_at = fields.DatetimeField()
    called_by: Person | None = maybe("Person", "meetings_called")
    called_by_id: int | None
    chair: Person | None = maybe("Person", "meetings_chaired")
    chair_id: int | None
    recorder: Person | None = maybe("Person", "meetings_minuted")
    recorder_id: int | None
    excluded = fields.IntField(default=0)
    excluded_reported = fields.BooleanField(default=False)
    entitled = fields.IntField(null=True)
    present = fields.IntField(null=True)
    women_entitled = fields.IntField(null=True)
    women_present = fields.IntField(null=True)
    minutes = fields.TextField(default="")
    late_reason = fields.CharField(300, default="")
    recorded_at = fields.DatetimeField(null=True)
    cancelled_why = fields.CharField(300, default="")
    doors_opened_at = fields.DatetimeField(null=True)
    doors_closed_at = fields.DatetimeField(null=True)
    quorum_at = fields.DatetimeField(null=True)
    reconvenes: "Meeting | None" = maybe("Meeting", "reconvened")
    reconvenes_id: int | None

    class Meta:
        table = "meeting"
        indexes = (("village_id", "starts_at"),)


class AgendaItem(Row):
    """One matter before one meeting. `ruling` is the frozen verdict with its reasons, as JSON."""

    meeting: Meeting = link("Meeting", "items")
    meeting_id: int
    decision: Decision = link("Decision", "items")
    decision_id: int
    step = fields.CharEnumField(CycleStep, max_length=20)
    position = fields.IntField()
    method = fields.CharEnumField(VoteMethod, max_length=20, null=True)
    present = fields.IntField(null=True)
    yes = fields.IntField(null=True)
    no = fields.IntField(null=True)
    abstain = fields.IntField(null=True)
    spoiled = fields.IntField(null=True)
    discussion = fields.TextField(default="")
    resolution = fields.TextField(default="")
    verdict = fields.CharField(20, default="")
    ruling = fields.TextField(default="")

    class Meta:
        table = "agenda_item"
        unique_together = (("meeting", "decision", "step"),)
        indexes = (("decision_id",),)


class Attendance(Row):
    """A tick by name. In household mode `person` is the adult who came for the household."""

    meeting: Meeting = link("Meeting", "attendances")
    meeting_id: int
    entry: RollEntry = link("RollEntry", "attendances")
    entry_id: int
    person: Person | None = maybe("Person", "attendances")
    person_id: int | None
    state = fields.CharEnumField(AttendanceState, max_length=20)
    marked_at = fields.DatetimeField()
    signed_in = fields.BooleanField(default=False)
    remote = fields.BooleanField(default=False)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "attendance"
        unique_together = (("meeting", "entry"),)


class Recusal(Row):
    """回避: present, but out of this one count."""

    item: AgendaItem = link("AgendaItem", "recusals")
    item_id: int
    entry: RollEntry = link("RollEntry", "recusals")
    entry_id: int
    reason = fields.CharField(200)

    class Meta:
        table = "recusal"
        unique_together = (("item", "entry"),)


class Observer(Row):
    """列席: named in the minutes, never counted."""

    meeting: Meeting = link("Meeting", "observers")
    meeting_id: int
    name = fields.CharField(60)
    side = fields.CharEnumField(ObserverSide, max_length=20)
    title = fields.CharField(60, default="")

    class Meta:
        table = "observer"
        indexes = (("meeting_id",),)


class Teller(Row):
    meeting: Meeting = link("Meeting", "tellers")
    meeting_id: int
    person: Person = link("Person", "tellings")
    person_id: int
    role = fields.CharEnumField(TellerRole, max_length=20)

    class Meta:
        table = "teller"
        unique_together = (("meeting", "person", "role"),)


class MinutesCorrection(Row):
    """An addition to the minutes; what was recorded stays."""

    meeting: Meeting = link("Meeting", "corrections")
    meeting_id: int
    text = fields.TextField()
    made_by: Person | None = maybe("Person", "minutes_corrections")
    made_by_id: int | None
    made_at = fields.DatetimeField()

    class Meta:
        table = "minutes_correction"
        indexes = (("meeting_id",),)
