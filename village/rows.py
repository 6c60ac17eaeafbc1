"""What every table row shares: an id, and links that never cascade."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Row(Model):
    id = fields.IntField(primary_key=True)

    class Meta:
        abstract = True


def link(to: str, back: str) -> Any:
    """A foreign key that must be there; deleting what it points to is refused."""
    return fields.ForeignKeyField(f"models.{to}", back, fields.RESTRICT)


def maybe(to: str, back: str) -> Any:
    """A foreign key that may be empty."""
    return fields.ForeignKeyField(f"models.{to}", back, fields.RESTRICT, null=True)


def one(to: str, back: str) -> Any:
    """A link that is unique on this side."""
    return fields.OneToOneField(f"models.{to}", back, fields.RESTRICT)
