"""Rows of what is shown. A notice's words and days never change once it hangs."""

from tortoise import fields

from village.models import Person, Village
from village.naming import Named
from village.rows import Row, link, maybe


class NoticeKind(Named):
    RESOLUTION = "resolution", "决议公开"
    RESULT = "result", "结果公开"
    MEETING = "meeting", "会议通知"
    ANNOUNCEMENT = "announcement", "公告"
    BYLAWS = "bylaws", "村规民约公布"


class ObjectionChannel(Named):
    PHONE = "phone", "扫码提出"
    WINDOW = "window", "窗口代录"
    PAPER = "paper", "书面提出"


class SupervisionView(Named):
    AGREE = "agree", "同意"
    REMARK = "remark", "同意，另有意见"
    OBJECT = "object", "不同意"


class Notice(Row):
    """`last_day` is counted from the day after `first_day`; both are China days."""

    village: Village = link("Village", "notices")
    village_id: int
    subject = fields.CharField(60)
    kind = fields.CharEnumField(NoticeKind, max_length=20)
    title = fields.CharField(120)
    body = fields.TextField()
    digest = fields.CharField(64)
    first_day = fields.DateField()
    days = fields.IntField()
    last_day = fields.DateField()
    basis = fields.CharField(200, default="")
    places = fields.CharField(200, default="")
    posted_at = fields.DatetimeField()
    posted_by: Person | None = maybe("Person", "notices_posted")
    posted_by_id: int | None
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_why = fields.CharField(300, default="")
    replaces: "Notice | None" = maybe("Notice", "replaced_by")
    replaces_id: int | None

    class Meta:
        table = "notice"
        indexes = (("village_id", "last_day"), ("subject",))


class Objection(Row):
    """`person` is known to the office, never shown on the public page."""

    village: Village = link("Village", "objections")
    village_id: int
    notice: Notice = link("Notice", "objections")
    notice_id: int
    person: Person = link("Person", "objections")
    person_id: int
    channel = fields.CharEnumField(ObjectionChannel, max_length=20)
    text = fields.TextField()
    raised_at = fields.DatetimeField()
    late = fields.BooleanField(default=False)
    answer_due = fields.DateField()
    answer = fields.TextField(default="")
    upheld = fields.BooleanField(null=True)
    answered_at = fields.DatetimeField(null=True)
    answered_by: Person | None = maybe("Person", "objections_answered")
    answered_by_id: int | None

    class Meta:
        table = "objection"
        indexes = (("notice_id",), ("village_id", "answered_at"))


class SupervisionOpinion(Row):
    """What the supervision committee says of a disclosure; a later word is another row."""

    village: Village = link("Village", "supervision_opinions")
    village_id: int
    notice: Notice = link("Notice", "supervision_opinions")
    notice_id: int
    person: Person = link("Person", "supervision_opinions")
    person_id: int
    view = fields.CharEnumField(SupervisionView, max_length=20)
    text = fields.TextField(default="")
    given_at = fields.DatetimeField()

    class Meta:
        table = "supervision_opinion"
        indexes = (("notice_id",),)
