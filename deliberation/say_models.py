"""Rows of the say day and of handing up: what was talked over, and what went to the next level.

A session consults; it never decides, and no figure of it is ever a vote.
"""

from tortoise import fields

from deliberation.concern_models import Concern
from deliberation.concern_terms import ConcernLevel, ConcernResult, Satisfaction
from village.models import Person, Village
from village.naming import Named
from village.rows import Row, link, maybe


class SayForm(Named):
    """协商的形式."""

    SAY = "say", "说事会"
    COUNCIL = "council", "议事会"
    HEARING = "hearing", "听证会"
    TALK = "talk", "恳谈会"
    REVIEW = "review", "评议会"
    MEDIATION = "mediation", "协调会"


class SayStage(Named):
    CALLED = "called", "已通知"
    HELD = "held", "已开完"
    CANCELLED = "cancelled", "已取消"


class SayVerdict(Named):
    """What the session made of one concern. Nobody is bound by it as by a resolution."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    REFUSED = "refused", "不采纳"


class SaySession(Row):
    """`invited` and `came` are names and posts in words, as on the paper record."""

    village: Village = link("Village", "say_sessions")
    village_id: int
    form = fields.CharEnumField(SayForm, max_length=20)
    stage = fields.CharEnumField(SayStage, max_length=10, default=SayStage.CALLED)
    day = fields.DateField()
    time = fields.CharField(20, default="")
    place = fields.CharField(100)
    invited = fields.TextField(default="")
    fixed = fields.BooleanField(default=False)
    called_at = fields.DatetimeField()
    called_by: Person | None = maybe("Person", "say_sessions_called")
    called_by_id: int | None
    cancelled_why = fields.CharField(300, default="")
    present = fields.IntField(null=True)
    came = fields.TextField(default="")
    said = fields.TextField(default="")
    recorded_at = fields.DatetimeField(null=True)
    recorded_by: Person | None = maybe("Person", "say_sessions_recorded")
    recorded_by_id: int | None

    class Meta:
        table = "say_session"
        indexes = (("village_id", "day"),)


class SayItem(Row):
    """One concern on one session's agenda, what was agreed, and what came of it."""

    session: SaySession = link("SaySession", "items")
    session_id: int
    concern: Concern = link("Concern", "say_items")
    concern_id: int
    position = fields.IntField()
    verdict = fields.CharEnumField(SayVerdict, max_length=10, null=True)
    reason = fields.TextField(default="")
    carrying = fields.TextField(default="")
    carry_by = fields.DateField(null=True)
    to_matter = fields.BooleanField(default=False)
    came_of_it = fields.TextField(default="")
    came_on = fields.DateField(null=True)

    class Meta:
        table = "say_item"
        unique_together = (("session", "concern"),)
        indexes = (("concern_id",),)


class ConcernHandUp(Row):
    """One step up. At the township it is received, assigned, replied to, and then rated."""

    concern: Concern = link("Concern", "hand_ups")
    concern_id: int
    village: Village = link("Village", "hand_ups")
    village_id: int
    to_level = fields.CharEnumField(ConcernLevel, max_length=10)
    round = fields.IntField()
    why = fields.TextField()
    by_raiser = fields.BooleanField(default=False)
    handed_at = fields.DatetimeField()
    handed_by: Person | None = maybe("Person", "hand_ups_made")
    handed_by_id: int | None
    due_on = fields.DateField(null=True)
    received_at = fields.DatetimeField(null=True)
    received_by: Person | None = maybe("Person", "hand_ups_received")
    received_by_id: int | None
    officer: Person | None = maybe("Person", "hand_ups_assigned")
    officer_id: int | None
    reply = fields.TextField(default="")
    result = fields.CharEnumField(ConcernResult, max_length=20, null=True)
    replied_at = fields.DatetimeField(null=True)
    replied_by: Person | None = maybe("Person", "hand_ups_replied")
    replied_by_id: int | None
    closed_at = fields.DatetimeField(null=True)
    attitude = fields.CharEnumField(Satisfaction, max_length=10, null=True)
    process = fields.CharEnumField(Satisfaction, max_length=10, null=True)
    outcome = fields.CharEnumField(Satisfaction, max_length=10, null=True)
    rating_reason = fields.TextField(default="")
    rated_at = fields.DatetimeField(null=True)
    rated_by: Person | None = maybe("Person", "hand_ups_rated")
    rated_by_id: int | None

    class Meta:
        table = "concern_hand_up"
        indexes = (("concern_id",), ("village_id", "closed_at"), ("officer_id",))
