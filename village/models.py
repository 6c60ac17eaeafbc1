"""All rows of the ground, to be imported from one place.

Rows hold fields and nothing else: no queries, no saves, no business.
"""

from village.access_models import (
    Attempt,
    Pass,
    Secret,
    Session,
    SessionLevel,
    UsedKey,
)
from village.people_models import (
    Appointment,
    CorrectionKind,
    Departure,
    Group,
    Household,
    Kinship,
    PartyStatus,
    Person,
    Residence,
    Roll,
    RollCorrection,
    RollEntry,
    RollKind,
    Sex,
    Township,
    Village,
)
from village.record_models import (
    Evidence,
    EvidenceKind,
    LedgerEntry,
    ProfileVersion,
    Setting,
    ShortCode,
)

__all__ = [
    "Appointment",
    "Attempt",
    "CorrectionKind",
    "Departure",
    "Evidence",
    "EvidenceKind",
    "Group",
    "Household",
    "Kinship",
    "LedgerEntry",
    "PartyStatus",
    "Pass",
    "Person",
    "ProfileVersion",
    "Residence",
    "Roll",
    "RollCorrection",
    "RollEntry",
    "RollKind",
    "Secret",
    "Session",
    "SessionLevel",
    "Setting",
    "Sex",
    "ShortCode",
    "Township",
    "UsedKey",
    "Village",
]
