"""Rows of how people come in: passes, secrets, sessions, guesses. Only digests are kept."""

from tortoise import fields

from village.naming import Named
from village.people_models import Person
from village.rows import Row, link, maybe, one


class SessionLevel(Named):
    """How much the holder has shown: a pass and PIN, also a password, also a one-time code."""

    PASS = "pass", "通行码"
    PASSWORD = "password", "通行码和口令"
    CODE = "code", "通行码、口令和动态码"


class Pass(Row):
    """A QR pass opens a door; it is not an identity. Only the token's digest is kept."""

    person: Person = link("Person", "passes")
    person_id: int
    digest = fields.CharField(64, unique=True)
    serial = fields.CharField(12, unique=True)
    issued_at = fields.DatetimeField()
    issued_by: Person | None = maybe("Person", "passes_issued")
    issued_by_id: int | None
    activated_at = fields.DatetimeField(null=True)
    pin_hash = fields.CharField(200, null=True)
    revoked_at = fields.DatetimeField(null=True)
    revoked_why = fields.CharField(100, default="")

    class Meta:
        table = "pass"
        indexes = (("person_id",),)


class Secret(Row):
    """What office holders add to their pass: a password, and for the township a one-time code."""

    person: Person = one("Person", "secret")
    person_id: int
    password_hash = fields.CharField(200, null=True)
    totp_cipher = fields.TextField(null=True)
    totp_step = fields.BigIntField(default=0)
    changed_at = fields.DatetimeField()

    class Meta:
        table = "secret"


class Session(Row):
    person: Person = link("Person", "sessions")
    person_id: int
    entered_by: Pass = link("Pass", "sessions")
    entered_by_id: int
    digest = fields.CharField(64, unique=True)
    level = fields.CharEnumField(SessionLevel, max_length=20)
    device = fields.CharField(80, default="")
    opened_at = fields.DatetimeField()
    proven_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "session"
        indexes = (("person_id",),)


class Attempt(Row):
    """Guesses in a window of time; `bucket` is a digest of what is limited."""

    bucket = fields.CharField(80, unique=True)
    count = fields.IntField(default=0)
    began_at = fields.DatetimeField()

    class Meta:
        table = "attempt"


class UsedKey(Row):
    """A form's one-time key, spent in the deed's own transaction."""

    digest = fields.CharField(64, unique=True)
    used_at = fields.DatetimeField()

    class Meta:
        table = "used_key"
