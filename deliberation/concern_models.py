"""Rows of 村民说事: what somebody raised, everything that was done with it, and how they rated it.

Nothing here is ever deleted: a concern ends in exactly one outcome, and hiding keeps the words.
"""

from datetime import date

from tortoise import fields

from deliberation.concern_terms import (
    ConcernAudience,
    ConcernCategory,
    ConcernChannel,
    ConcernLevel,
    ConcernOutcome,
    ConcernResult,
    ConcernSight,
    ConcernStage,
    EntryKind,
    HidingReason,
    MediumKind,
    MediumMoment,
    RatingVia,
    RefusalReason,
    Road,
    Satisfaction,
)
from deliberation.matter_models import Decision
from village.models import Group, Person, Village
from village.rows import Row, link, maybe


class ConcernPlace(Row):
    """A lamp post, bin or well with a printed code that fills in where."""

    village: Village = link("Village", "concern_places")
    village_id: int
    name = fields.CharField(60)
    group: Group | None = maybe("Group", "concern_places")
    group_id: int | None
    made_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "concern_place"
        unique_together = (("village", "name"),)
        indexes = (("group_id",),)


class Concern(Row):
    """One thing somebody raised. `text` is as it was said; `public_text` is what all may read.

    `claim_digest` stands for a raiser without a pass or at the window; `round` grows with every
    reopening. `subject` is what a question is about, as "notice:12". `voices` counts heads: the
    raiser, those merged in, those who second it.
    """

    village: Village = link("Village", "concerns")
    village_id: int
    year = fields.IntField()
    serial = fields.IntField()
    channel = fields.CharEnumField(ConcernChannel, max_length=20)
    raised_by: Person | None = maybe("Person", "concerns_raised")
    raised_by_id: int | None
    recorded_by: Person | None = maybe("Person", "concerns_recorded")
    recorded_by_id: int | None
    name_cipher = fields.TextField(null=True)
    phone_cipher = fields.TextField(null=True)
    shown_name = fields.CharField(20, default="")
    claim_digest = fields.CharField(64, null=True)
    category = fields.CharEnumField(ConcernCategory, max_length=20)
    group: Group | None = maybe("Group", "concerns")
    group_id: int | None
    place: ConcernPlace | None = maybe("ConcernPlace", "concerns")
    place_id: int | None
    where = fields.CharField(100, default="")
    subject = fields.CharField(60, default="")
    audience = fields.CharEnumField(ConcernAudience, max_length=20)
    sight = fields.CharEnumField(ConcernSight, max_length=10)
    restricted = fields.CharField(80, default="")
    hidden_reason = fields.CharEnumField(HidingReason, max_length=20, null=True)
    hidden_why = fields.CharField(300, default="")
    text = fields.TextField()
    public_text = fields.TextField(default="")
    text_digest = fields.CharField(64)
    level = fields.CharEnumField(ConcernLevel, max_length=10, default=ConcernLevel.VILLAGE)
    stage = fields.CharEnumField(ConcernStage, max_length=20, default=ConcernStage.RAISED)
    road = fields.CharEnumField(Road, max_length=20, null=True)
    refusal = fields.CharEnumField(RefusalReason, max_length=20, null=True)
    outcome = fields.CharEnumField(ConcernOutcome, max_length=20, null=True)
    round = fields.IntField(default=1)
    voices = fields.IntField(default=1)
    must_discuss = fields.BooleanField(default=False)
    raised_at = fields.DatetimeField()
    received_at = fields.DatetimeField(null=True)
    received_by: Person | None = maybe("Person", "concerns_received")
    received_by_id: int | None
    assignee: Person | None = maybe("Person", "concerns_assigned")
    assignee_id: int | None
    complex = fields.BooleanField(default=False)
    answer_by = fields.DateField(null=True)
    due_on = fields.DateField(null=True)
    extended_on = fields.DateField(null=True)
    extended_why = fields.CharField(300, default="")
    answer = fields.TextField(default="")
    result = fields.CharEnumField(ConcernResult, max_length=20, null=True)
    answered_at = fields.DatetimeField(null=True)
    answered_by: Person | None = maybe("Person", "concerns_answered")
    answered_by_id: int | None
    in_time = fields.BooleanField(null=True)
    called_on = fields.DateField(null=True)
    merged_into: "Concern | None" = maybe("Concern", "merged")
    merged_into_id: int | None
    decision: Decision | None = maybe("Decision", "concerns")
    decision_id: int | None
    told_at = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "concern"
        unique_together = (("village", "year", "serial"),)
        indexes = (
            ("village_id", "id"),
            ("village_id", "sight", "id"),
            ("village_id", "sight", "category", "id"),
            ("village_id", "sight", "group_id", "id"),
            ("village_id", "sight", "stage", "id"),
            ("village_id", "outcome", "due_on"),
            ("village_id", "raised_at"),
            ("raised_by_id",),
            ("recorded_by_id",),
            ("assignee_id",),
            ("merged_into_id",),
            ("decision_id",),
            ("village_id", "subject"),
        )

    @property
    def number(self) -> str:
        """As printed: the seventeenth of the year is 2026-017."""
        return f"{self.year}-{self.serial:03d}"

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def unread(self) -> bool:
        """Something was told the raiser since they last looked."""
        return self.seen_at is None or self.seen_at < self.told_at

    def state_on(self, today: date) -> str:
        """ "late", "soon" or "": told in words on the page as well as in colour."""
        if self.outcome is not None or self.due_on is None:
            return ""
        if self.due_on < today:
            return "late"
        return "soon" if (self.due_on - today).days <= SOON else ""


SOON = 2  # days before the last one in which a page reminds


class ConcernMedium(Row):
    """A photograph or a voice note, stored by digest outside the database.

    Public only when `shown`, and then the covered version where there is one; voices never are.
    """

    concern: Concern = link("Concern", "media")
    concern_id: int
    kind = fields.CharEnumField(MediumKind, max_length=10)
    moment = fields.CharEnumField(MediumMoment, max_length=10)
    digest = fields.CharField(64)
    seconds = fields.IntField(default=0)
    width = fields.IntField(default=0)
    height = fields.IntField(default=0)
    covered_digest = fields.CharField(64, default="")
    shown = fields.BooleanField(default=False)
    looked_at = fields.DatetimeField(null=True)
    added_at = fields.DatetimeField()
    added_by: Person | None = maybe("Person", "concern_media")
    added_by_id: int | None

    class Meta:
        table = "concern_medium"
        indexes = (("concern_id",), ("moment", "shown", "id"))


class ConcernEntry(Row):
    """One line of the history, at whatever level it happened.

    `public`: on the public page while the concern is shown. `told`: for the raiser to read.
    """

    concern: Concern = link("Concern", "entries")
    concern_id: int
    at = fields.DatetimeField()
    kind = fields.CharEnumField(EntryKind, max_length=20)
    level = fields.CharEnumField(ConcernLevel, max_length=10)
    round = fields.IntField()
    by: Person | None = maybe("Person", "concern_entries")
    by_id: int | None
    office = fields.CharField(40, default="")
    text = fields.TextField(default="")
    public = fields.BooleanField(default=True)
    told = fields.BooleanField(default=True)

    class Meta:
        table = "concern_entry"
        indexes = (("concern_id", "id"),)


class ConcernBacking(Row):
    """附议: a neighbour seconds it, once."""

    concern: Concern = link("Concern", "backings")
    concern_id: int
    person: Person = link("Person", "backings")
    person_id: int
    backed_at = fields.DatetimeField()

    class Meta:
        table = "concern_backing"
        unique_together = (("concern", "person"),)
        indexes = (("person_id",),)


class ConcernRating(Row):
    """`voice` is "raiser", "concern:ID" of one merged in, or "person:ID" of one who seconds it."""

    concern: Concern = link("Concern", "ratings")
    concern_id: int
    round = fields.IntField()
    voice = fields.CharField(30)
    person: Person | None = maybe("Person", "concern_ratings")
    person_id: int | None
    attitude = fields.CharEnumField(Satisfaction, max_length=10)
    process = fields.CharEnumField(Satisfaction, max_length=10)
    result = fields.CharEnumField(Satisfaction, max_length=10)
    reason = fields.TextField(default="")
    via = fields.CharEnumField(RatingVia, max_length=10)
    rated_at = fields.DatetimeField()
    taken_by: Person | None = maybe("Person", "concern_ratings_taken")
    taken_by_id: int | None

    class Meta:
        table = "concern_rating"
        unique_together = (("concern", "round", "voice"),)
