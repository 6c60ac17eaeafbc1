"""Rows of a matter: where it came from, what was prepared, what became of it.

Money is in integer cents (分).
"""

from tortoise import fields

from village.models import Evidence, Group, Person, Village
from village.naming import Named
from village.rows import Row, link, maybe, one
from village.rules import Body, MatterKind, Unit


class DecisionStage(Named):
    """What already stands. The step that is open is the one after it."""

    OPENED = "opened", "已立议题"
    PROPOSED = "proposed", "党组织已提议"
    CONSULTED = "consulted", "“两委”已商议"
    REVIEWED = "reviewed", "党员大会已审议"
    RESOLVED = "resolved", "已形成决议"
    DISCLOSED = "disclosed", "决议已公开"
    ACCEPTED = "accepted", "已实施完成"
    CONCLUDED = "concluded", "结果已公开，已办结"
    REJECTED = "rejected", "表决未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class Source(Named):
    """动议事由, as on the paper form."""

    PEOPLE = "people", "党员群众建议"
    CADRES = "cadres", "村干部提议"
    SUPERIORS = "superiors", "上级党委政府安排"
    PETITION = "petition", "村民或村民代表联名提出"


class PetitionKind(Named):
    VILLAGERS = "villagers", "十分之一以上村民联名"
    REPRESENTATIVES_FIFTH = "representatives_fifth", "五分之一以上村民代表联名"
    REPRESENTATIVES_THIRD = "representatives_third", "三分之一以上村民代表联名"


class DelegationWay(Named):
    MEETING = "meeting", "村民会议表决"
    WRITTEN = "written", "村民书面表决"
    CHARTER = "charter", "村民自治章程载明"


class CanvassWay(Named):
    VISIT = "visit", "入户走访"
    MEETING = "meeting", "座谈或恳谈"
    NOTICE = "notice", "张榜征求"
    PHONE = "phone", "扫码或电话"


class LegalView(Named):
    LAWFUL = "lawful", "合法"
    AMEND = "amend", "修改后可以提交表决"
    UNLAWFUL = "unlawful", "不合法，不能提交表决"


class RiskLevel(Named):
    LOW = "low", "低风险"
    MIDDLE = "middle", "中风险"
    HIGH = "high", "高风险"


class AdviceView(Named):
    NONE = "none", "没有意见"
    SUGGEST = "suggest", "提出建议"


class ChangeStage(Named):
    OPEN = "open", "等待原表决会议讨论"
    ADOPTED = "adopted", "已通过"
    REFUSED = "refused", "未通过"


class Petition(Row):
    """A joint request; the signatures are counted against the law's share, not believed."""

    village: Village = link("Village", "petitions")
    village_id: int
    kind = fields.CharEnumField(PetitionKind, max_length=30)
    title = fields.CharField(120)
    entitled = fields.IntField()
    needed = fields.IntField()
    signed = fields.IntField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "petition"
        indexes = (("village_id",),)


class PetitionSigner(Row):
    petition: Petition = link("Petition", "signers")
    petition_id: int
    person: Person = link("Person", "petitions_signed")
    person_id: int

    class Meta:
        table = "petition_signer"
        unique_together = (("petition", "person"),)


class Delegation(Row):
    """What the villagers' assembly has entrusted to the representatives, and until when.

    `matters` holds the codes of MatterKind, comma separated.
    """

    village: Village = link("Village", "delegations")
    village_id: int
    way = fields.CharEnumField(DelegationWay, max_length=20)
    matters = fields.CharField(400)
    given_on = fields.DateField()
    ends_on = fields.DateField()
    note = fields.CharField(400, default="")
    filed_on = fields.DateField(null=True)
    revoked_on = fields.DateField(null=True)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "delegation"
        indexes = (("village_id",),)


class Decision(Row):
    """A matter from proposal to disclosed result. `raised_by` is a subject such as "concern:7"."""

    village: Village = link("Village", "decisions")
    village_id: int
    number = fields.CharField(20)
    title = fields.CharField(80)
    summary = fields.TextField()
    kind = fields.CharEnumField(MatterKind, max_length=40)
    source = fields.CharEnumField(Source, max_length=20)
    source_note = fields.CharField(200, default="")
    petition: Petition | None = maybe("Petition", "decisions")
    petition_id: int | None
    body = fields.CharEnumField(Body, max_length=40)
    unit = fields.CharEnumField(Unit, max_length=20, default=Unit.ADULTS)
    group: Group | None = maybe("Group", "decisions")
    group_id: int | None
    delegation: Delegation | None = maybe("Delegation", "decisions")
    delegation_id: int | None
    budget_cents = fields.BigIntField(null=True)
    stage = fields.CharEnumField(DecisionStage, max_length=20, default=DecisionStage.OPENED)
    profile_code = fields.CharField(40)
    profile_digest = fields.CharField(64)
    merge_first_two = fields.BooleanField(default=False)
    raised_by = fields.CharField(60, default="")
    opened_at = fields.DatetimeField()
    opened_by: Person | None = maybe("Person", "decisions_opened")
    opened_by_id: int | None
    ended_at = fields.DatetimeField(null=True)
    ended_why = fields.CharField(300, default="")

    class Meta:
        table = "decision"
        unique_together = (("village", "number"),)
        indexes = (("village_id", "stage"),)


class Canvass(Row):
    """征求意见: how people were asked before the vote, and what they said. Never a decision."""

    decision: Decision = link("Decision", "canvasses")
    decision_id: int
    way = fields.CharEnumField(CanvassWay, max_length=20)
    began_on = fields.DateField()
    ended_on = fields.DateField()
    asked = fields.IntField()
    agreed = fields.IntField()
    opposed = fields.IntField()
    summary = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "canvass"
        indexes = (("decision_id",),)


class LegalCheck(Row):
    decision: Decision = link("Decision", "legal_checks")
    decision_id: int
    person: Person = link("Person", "legal_checks")
    person_id: int
    view = fields.CharEnumField(LegalView, max_length=20)
    text = fields.TextField()
    given_at = fields.DatetimeField()

    class Meta:
        table = "legal_check"
        indexes = (("decision_id",),)


class RiskAssessment(Row):
    decision: Decision = link("Decision", "risks")
    decision_id: int
    level = fields.CharEnumField(RiskLevel, max_length=20)
    text = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "risk_assessment"
        indexes = (("decision_id",),)


class TownshipReview(Row):
    """一审: advice asked of the township with a last day. Silence never stops the village."""

    decision: Decision = link("Decision", "reviews")
    decision_id: int
    asked_at = fields.DatetimeField()
    due_on = fields.DateField()
    view = fields.CharEnumField(AdviceView, max_length=20, null=True)
    text = fields.TextField(default="")
    given_at = fields.DatetimeField(null=True)
    given_by: Person | None = maybe("Person", "advice_given")
    given_by_id: int | None

    class Meta:
        table = "township_review"
        indexes = (("decision_id",),)


class Works(Row):
    """实施: what is being done with a resolution. Money in integer cents (分)."""

    decision: Decision = one("Decision", "works")
    decision_id: int
    doer = fields.CharField(120)
    lead: Person | None = maybe("Person", "works_led")
    lead_id: int | None
    budget_cents = fields.BigIntField()
    began_on = fields.DateField()
    due_on = fields.DateField()
    finished_on = fields.DateField(null=True)
    spent_cents = fields.BigIntField(null=True)
    accepted_on = fields.DateField(null=True)
    acceptance = fields.TextField(default="")
    accepted_by: Person | None = maybe("Person", "works_accepted")
    accepted_by_id: int | None

    class Meta:
        table = "works"


class Milestone(Row):
    works: Works = link("Works", "milestones")
    works_id: int
    title = fields.CharField(120)
    due_on = fields.DateField(null=True)
    done_on = fields.DateField(null=True)
    note = fields.CharField(400, default="")
    evidence: Evidence | None = maybe("Evidence", "milestones")
    evidence_id: int | None

    class Meta:
        table = "milestone"
        indexes = (("works_id",),)


class Change(Row):
    """A change of substance after the resolution: back to the body that resolved."""

    decision: Decision = link("Decision", "changes")
    decision_id: int
    what = fields.TextField()
    why = fields.TextField()
    stage = fields.CharEnumField(ChangeStage, max_length=20, default=ChangeStage.OPEN)
    asked_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "change_of_resolution"
        indexes = (("decision_id",),)
