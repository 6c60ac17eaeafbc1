"""Rows of the making: opinions, the adviser's word on findings, the township's advice."""

from tortoise import fields

from bylaws.review_rules import CheckupAction
from bylaws.text_models import Article, Edition, EditionPart
from deliberation.models import AdviceView
from village.models import Person, Village
from village.naming import Named
from village.rows import Row, link, maybe


class OpinionWay(Named):
    PHONE = "phone", "扫码提出"
    WINDOW = "window", "窗口代录"
    PAPER = "paper", "书面提出"


class OpinionOutcome(Named):
    """What becomes of an opinion; each is told to the one who gave it, with the reason."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINED = "declined", "没有采纳"


class BylawOpinion(Row):
    """What a villager says of one article, or (article empty) of the whole.

    `person` is known to the office; the public sees a surname.
    """

    village: Village = link("Village", "bylaw_opinions")
    village_id: int
    edition: Edition = link("Edition", "opinions")
    edition_id: int
    article: Article | None = maybe("Article", "opinions")
    article_id: int | None
    person: Person = link("Person", "bylaw_opinions")
    person_id: int
    way = fields.CharEnumField(OpinionWay, max_length=20)
    text = fields.TextField()
    given_at = fields.DatetimeField()
    outcome = fields.CharEnumField(OpinionOutcome, max_length=20, null=True)
    answer = fields.TextField(default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by: Person | None = maybe("Person", "bylaw_opinions_answered")
    answered_by_id: int | None

    class Meta:
        table = "bylaw_opinion"
        indexes = (("edition_id",), ("village_id", "answered_at"), ("person_id",))


class FindingDecision(Row):
    """The legal adviser's word on one finding, for the text it stood in when it was decided.

    `digest` is of that text (empty for what concerns the whole); when the text changes and the
    finding stays, it is to be decided anew. `code` is "own" for what the adviser found alone.
    """

    edition: Edition = link("Edition", "finding_decisions")
    edition_id: int
    part = fields.CharEnumField(EditionPart, max_length=20)
    article: Article | None = maybe("Article", "finding_decisions")
    article_id: int | None
    code = fields.CharField(40)
    quote = fields.TextField(default="")
    digest = fields.CharField(64, default="")
    action = fields.CharEnumField(CheckupAction, max_length=20)
    reason = fields.TextField()
    decided_at = fields.DatetimeField()
    decided_by: Person = link("Person", "finding_decisions")
    decided_by_id: int

    class Meta:
        table = "finding_decision"
        indexes = (("edition_id",),)


class AdviserSignature(Row):
    """The legal adviser has read this text. `parts` holds the digest of every part, as JSON."""

    edition: Edition = link("Edition", "signatures")
    edition_id: int
    person: Person = link("Person", "edition_signatures")
    person_id: int
    digest = fields.CharField(64)
    parts = fields.TextField()
    opinion = fields.TextField(default="")
    signed_at = fields.DatetimeField()

    class Meta:
        table = "adviser_signature"
        indexes = (("edition_id",),)


class EditionAdvice(Row):
    """乡镇审核: advice asked for before the vote with a last day. Silence stops nothing."""

    edition: Edition = link("Edition", "advice")
    edition_id: int
    asked_at = fields.DatetimeField()
    due_on = fields.DateField()
    digest = fields.CharField(64)
    view = fields.CharEnumField(AdviceView, max_length=20, null=True)
    text = fields.TextField(default="")
    given_at = fields.DatetimeField(null=True)
    given_by: Person | None = maybe("Person", "edition_advice_given")
    given_by_id: int | None
    answer = fields.TextField(default="")
    answered_at = fields.DatetimeField(null=True)
    answered_by: Person | None = maybe("Person", "edition_advice_answered")
    answered_by_id: int | None

    class Meta:
        table = "edition_advice"
        indexes = (("edition_id",), ("given_at", "due_on"))
