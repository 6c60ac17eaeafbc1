"""Rows of what is kept: photographs, sealed lines, rule versions, short addresses, settings."""

from tortoise import fields

from village.naming import Named
from village.people_models import Person, Village
from village.rows import Row, link, maybe


class EvidenceKind(Named):
    SIGN_IN = "sign_in", "签到表照片"
    MINUTES = "minutes", "会议记录照片"
    BOARD_FIRST = "board_first", "首日张贴照片"
    BOARD_LAST = "board_last", "末日张贴照片"
    PROGRESS = "progress", "实施进度照片"


class Evidence(Row):
    """A photograph, stored by digest outside the database."""

    village: Village = link("Village", "evidence")
    village_id: int
    kind = fields.CharEnumField(EvidenceKind, max_length=20)
    subject = fields.CharField(60)
    original_digest = fields.CharField(64)
    digest = fields.CharField(64)
    fingerprint = fields.TextField()
    width = fields.IntField()
    height = fields.IntField()
    same_as: "Evidence | None" = maybe("Evidence", "repeats")
    same_as_id: int | None
    kept_at = fields.DatetimeField()
    kept_by: Person | None = maybe("Person", "evidence_kept")
    kept_by_id: int | None

    class Meta:
        table = "evidence"
        indexes = (("village_id", "kind"), ("subject",))


class LedgerEntry(Row):
    """One sealed line. `log` is "village:3" or "township:1"; `head` is the root after this leaf."""

    log = fields.CharField(24)
    seq = fields.BigIntField()
    at = fields.DatetimeField()
    action = fields.CharField(40)
    subject = fields.CharField(60)
    line = fields.TextField()
    leaf = fields.CharField(64)
    head = fields.CharField(64)

    class Meta:
        table = "ledger_entry"
        unique_together = (("log", "seq"),)
        indexes = (("subject",),)


class ProfileVersion(Row):
    """A rule profile as it stood when a matter began; a later edition cannot reach back."""

    digest = fields.CharField(64, unique=True)
    code = fields.CharField(40)
    body = fields.TextField()
    kept_at = fields.DatetimeField()

    class Meta:
        table = "profile_version"


class ShortCode(Row):
    """What a printed QR's short address leads to."""

    code = fields.CharField(12, unique=True)
    village: Village = link("Village", "short_codes")
    village_id: int
    subject = fields.CharField(60)

    class Meta:
        table = "short_code"
        unique_together = (("village", "subject"),)


class Setting(Row):
    """Facts about this installation itself: whether the demo made it, its rehearsal clock."""

    key = fields.CharField(40, unique=True)
    value = fields.TextField()

    class Meta:
        table = "setting"
