"""Rows of what follows the vote: filing, orders of correction, reviews, slips, carrying out.

There is no blacklist and no points, and nobody is on the red list without consent.
"""

from tortoise import fields

from bylaws.text_models import Article, BylawKind, Edition
from village.models import Household, Person, Village
from village.naming import Named
from village.rows import Row, link, maybe, one


class BylawFiling(Row):
    """备案: handed in by the village, put on the register by the township. It approves nothing.

    `late` is against the profile's days after the vote.
    """

    edition: Edition = one("Edition", "filing")
    edition_id: int
    digest = fields.CharField(64)
    submitted_on = fields.DateField()
    due_on = fields.DateField()
    late = fields.BooleanField(default=False)
    submitted_by: Person | None = maybe("Person", "filings_submitted")
    submitted_by_id: int | None
    number = fields.CharField(40, default="")
    registered_on = fields.DateField(null=True)
    registered_by: Person | None = maybe("Person", "filings_registered")
    registered_by_id: int | None
    note = fields.TextField(default="")

    class Meta:
        table = "bylaw_filing"


class CorrectionOrder(Row):
    """责令改正: facts, basis, last day. `late` is against the profile's days after filing.

    Answered by a new edition; the order and the text it was about stay as they were.
    """

    edition: Edition = link("Edition", "orders")
    edition_id: int
    article: Article | None = maybe("Article", "orders")
    article_id: int | None
    facts = fields.TextField()
    basis = fields.CharField(300)
    ordered_on = fields.DateField()
    due_on = fields.DateField()
    late = fields.BooleanField(default=False)
    ordered_by: Person | None = maybe("Person", "corrections_ordered")
    ordered_by_id: int | None
    answered_by: Edition | None = maybe("Edition", "orders_answered")
    answered_by_id: int | None
    revoked_on = fields.DateField(null=True)
    revoked_why = fields.CharField(300, default="")

    class Meta:
        table = "correction_order"
        indexes = (("edition_id",), ("answered_by_id",))


class TextReview(Row):
    """定期梳理: the text in force was read again, and is kept or to be revised."""

    edition: Edition = link("Edition", "reviews")
    edition_id: int
    reviewed_on = fields.DateField()
    revise = fields.BooleanField()
    note = fields.TextField()
    recorded_at = fields.DatetimeField()
    recorded_by: Person | None = maybe("Person", "text_reviews")
    recorded_by_id: int | None

    class Meta:
        table = "text_review"
        indexes = (("edition_id",),)


class Acknowledgement(Row):
    """签收单: printed for one household, and back or not. Not signing costs nobody anything."""

    edition: Edition = link("Edition", "acknowledgements")
    edition_id: int
    household: Household = link("Household", "acknowledgements")
    household_id: int
    printed_on = fields.DateField()
    returned_on = fields.DateField(null=True)
    recorded_by: Person | None = maybe("Person", "acknowledgements")
    recorded_by_id: int | None

    class Meta:
        table = "acknowledgement"
        unique_together = (("edition", "household"),)


class Watch(Row):
    """Who looks after which articles: 红白理事会, 村规监督队. It persuades and reminds, no more."""

    village: Village = link("Village", "watches")
    village_id: int
    kind = fields.CharEnumField(BylawKind, max_length=20)
    name = fields.CharField(60)
    duty = fields.CharField(300, default="")
    lead: Person | None = maybe("Person", "watches_led")
    lead_id: int | None
    began_on = fields.DateField()
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "watch"
        indexes = (("village_id",),)


class WatchedArticle(Row):
    watch: Watch = link("Watch", "articles")
    watch_id: int
    article: Article = link("Article", "watches")
    article_id: int

    class Meta:
        table = "watched_article"
        unique_together = (("watch", "article"),)
        indexes = (("article_id",),)


class CarryingKind(Named):
    PERSUASION = "persuasion", "劝导"
    MEDIATION = "mediation", "调解"
    REWARD = "reward", "奖励"


class Carrying(Row):
    """One time that an article was carried out. It names nobody: who it was about is not kept."""

    village: Village = link("Village", "carryings")
    village_id: int
    article: Article = link("Article", "carryings")
    article_id: int
    watch: Watch | None = maybe("Watch", "carryings")
    watch_id: int | None
    kind = fields.CharEnumField(CarryingKind, max_length=20)
    day = fields.DateField()
    text = fields.CharField(400)
    recorded_at = fields.DatetimeField()
    recorded_by: Person | None = maybe("Person", "carryings")
    recorded_by_id: int | None

    class Meta:
        table = "carrying"
        indexes = (("village_id", "day"), ("article_id",))


class ConsentWay(Named):
    """How somebody agreed to be praised in public."""

    PASS = "pass", "本人扫码同意"
    SIGNED = "signed", "本人签字同意"
    GUARDIAN = "guardian", "监护人签字同意"


class RedListEntry(Row):
    """红榜: praise with consent, for a time. Taken down at once when the consent is withdrawn."""

    village: Village = link("Village", "red_list")
    village_id: int
    person: Person = link("Person", "red_list")
    person_id: int
    article: Article | None = maybe("Article", "red_list")
    article_id: int | None
    text = fields.CharField(200)
    proposed_at = fields.DatetimeField()
    proposed_by: Person | None = maybe("Person", "red_list_proposed")
    proposed_by_id: int | None
    consent = fields.CharEnumField(ConsentWay, max_length=20, null=True)
    consented_on = fields.DateField(null=True)
    shown_from = fields.DateField(null=True)
    shown_to = fields.DateField(null=True)
    taken_down_on = fields.DateField(null=True)

    class Meta:
        table = "red_list_entry"
        indexes = (("village_id", "shown_to"), ("person_id",))
