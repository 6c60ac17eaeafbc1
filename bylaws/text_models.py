"""Rows of a text: editions, articles that keep their identity from one to the next, every edit.

An article is never deleted from an edition, it is struck; every word saved stays in ArticleEdit.
"""

from tortoise import fields

from bylaws.articles import Layout
from deliberation.models import Decision
from publicity.models import Notice
from village.models import Person, Village
from village.naming import Named
from village.rows import Row, link, maybe
from village.rules import Body


class BylawKind(Named):
    """Two documents; either is decided by the villagers' assembly alone."""

    RULES = "rules", "村规民约"
    CHARTER = "charter", "村民自治章程"


class EditionStage(Named):
    """What is being done with an edition. Whether it is in force is told by its days alone."""

    COLLECTING = "collecting", "征集民意"
    DRAFTING = "drafting", "拟定草案"
    CHECKING = "checking", "法治体检"
    REVIEWING = "reviewing", "乡镇审核"
    VOTING = "voting", "审议表决"
    ADOPTED = "adopted", "已表决通过"
    FILED = "filed", "已报备案"
    PUBLISHED = "published", "已公布"
    REJECTED = "rejected", "表决未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class EditionPart(Named):
    """Where in an edition words stand."""

    ARTICLE = "article", "条文"
    TITLE = "title", "名称"
    PREAMBLE = "preamble", "前言"
    CLOSING = "closing", "结尾"
    SHORT = "short", "简明版"
    WHOLE = "whole", "全文"


class EditKind(Named):
    """What an edit did. REFUSED keeps the words of who was second and clashed."""

    IMPORT = "import", "导入"
    WRITE = "write", "修改"
    JOIN = "join", "与别人的修改合并"
    REFUSED = "refused", "没有采用，留作底稿"
    ADD = "add", "新增"
    MOVE = "move", "移动"
    STRIKE = "strike", "删去"
    RESTORE = "restore", "恢复"
    NUMBER = "number", "重新编号"
    CHAPTER = "chapter", "改章名"


class Edition(Row):
    """One version of one document. `digest` is the text put to the vote, frozen with it.

    `text_version` grows with every edit. `imported` marks one adopted before the product was used.
    """

    village: Village = link("Village", "editions")
    village_id: int
    kind = fields.CharEnumField(BylawKind, max_length=20)
    number = fields.IntField()
    title = fields.CharField(80)
    layout = fields.CharEnumField(Layout, max_length=20, default=Layout.ARTICLES)
    preamble = fields.TextField(default="")
    closing = fields.TextField(default="")
    short_text = fields.TextField(default="")
    why = fields.CharField(400, default="")
    based_on: "Edition | None" = maybe("Edition", "revisions")
    based_on_id: int | None
    stage = fields.CharEnumField(EditionStage, max_length=20, default=EditionStage.COLLECTING)
    text_version = fields.IntField(default=1)
    profile_code = fields.CharField(40)
    profile_digest = fields.CharField(64)
    imported = fields.BooleanField(default=False)
    note = fields.CharField(400, default="")
    started_at = fields.DatetimeField()
    started_by: Person | None = maybe("Person", "editions_started")
    started_by_id: int | None
    collect_from = fields.DateField(null=True)
    collect_to = fields.DateField(null=True)
    decision: Decision | None = maybe("Decision", "editions")
    decision_id: int | None
    digest = fields.CharField(64, default="")
    adopted_on = fields.DateField(null=True)
    adopted_body = fields.CharEnumField(Body, max_length=40, null=True)
    women_present = fields.IntField(null=True)
    notice: Notice | None = maybe("Notice", "editions")
    notice_id: int | None
    published_on = fields.DateField(null=True)
    in_force_on = fields.DateField(null=True)
    repeal_decision: Decision | None = maybe("Decision", "editions_repealed")
    repeal_decision_id: int | None
    repealed_on = fields.DateField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_why = fields.CharField(300, default="")

    class Meta:
        table = "edition"
        unique_together = (("village", "kind", "number"),)
        indexes = (("village_id", "kind", "in_force_on"), ("decision_id",))


class Article(Row):
    """The identity of an article in all editions of one document; moved, it is still itself."""

    village: Village = link("Village", "articles")
    village_id: int
    kind = fields.CharEnumField(BylawKind, max_length=20)
    came_from: "Article | None" = maybe("Article", "split_into")
    came_from_id: int | None
    joined_to: "Article | None" = maybe("Article", "joined_by")
    joined_to_id: int | None

    class Meta:
        table = "article"
        indexes = (("village_id", "kind"),)


class EditionArticle(Row):
    """An article as one edition has it. `version`: the text_version of its last edit."""

    edition: Edition = link("Edition", "articles")
    edition_id: int
    article: Article = link("Article", "wordings")
    article_id: int
    position = fields.IntField()
    label = fields.CharField(160)
    number = fields.IntField(null=True)
    chapter = fields.CharField(120, default="")
    text = fields.TextField()
    version = fields.IntField(default=1)
    struck = fields.BooleanField(default=False)

    class Meta:
        table = "edition_article"
        unique_together = (("edition", "article"),)
        indexes = (("edition_id", "position"), ("article_id",))


class ArticleEdit(Row):
    """One change. `version`: the text_version after it; a refused one changed nothing."""

    edition: Edition = link("Edition", "edits")
    edition_id: int
    article: Article | None = maybe("Article", "edits")
    article_id: int | None
    part = fields.CharEnumField(EditionPart, max_length=20, default=EditionPart.ARTICLE)
    kind = fields.CharEnumField(EditKind, max_length=20)
    version = fields.IntField()
    base_version = fields.IntField()
    before = fields.TextField(default="")
    after = fields.TextField(default="")
    made_by: Person | None = maybe("Person", "article_edits")
    made_by_id: int | None
    made_at = fields.DatetimeField()

    class Meta:
        table = "article_edit"
        indexes = (("edition_id", "version"), ("article_id",))
