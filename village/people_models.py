"""Rows of places and people. Rows never vanish, they end on a day.

ID numbers and phones are kept encrypted.
"""

from tortoise import fields

from village.naming import Named
from village.permissions import Office
from village.rows import Row, link, maybe


class Sex(Named):
    MALE = "male", "男"
    FEMALE = "female", "女"


class PartyStatus(Named):
    """Only full members vote in the Party members' meeting."""

    NONE = "none", "否"
    PROBATIONARY = "probationary", "预备"
    FULL = "full", "正式"


class Residence(Named):
    HOME = "home", "在村"
    AWAY = "away", "外出"
    UNREACHABLE = "unreachable", "失联"


class Departure(Named):
    MOVED = "moved", "迁出"
    DIED = "died", "去世"
    MISTAKE = "mistake", "登记有误"


class RollKind(Named):
    """Who is entitled: the denominator that a meeting is measured by."""

    ADULTS = "adults", "年满十八周岁的村民"
    HOUSEHOLDS = "households", "本村各户"
    REPRESENTATIVE_ASSEMBLY = "representative_assembly", "村民代表会议组成人员"
    PARTY_MEMBERS = "party_members", "有表决权的党员"
    PARTY_BRANCH = "party_branch", "村党组织班子成员"
    TWO_COMMITTEES = "two_committees", "村“两委”成员"
    GROUP_ADULTS = "group_adults", "本组年满十八周岁的村民"
    GROUP_HOUSEHOLDS = "group_households", "本组各户"
    COLLECTIVE_MEMBERS = "collective_members", "集体经济组织成员"
    COLLECTIVE_REPRESENTATIVES = "collective_representatives", "集体经济组织成员代表"


class CorrectionKind(Named):
    ADD = "add", "补入"
    STRIKE = "strike", "划去"


class Township(Row):
    code = fields.CharField(40, unique=True)
    name = fields.CharField(40)
    county = fields.CharField(60, default="")
    phone = fields.CharField(40, default="")
    data_version = fields.BigIntField(default=0)
    log_size = fields.BigIntField(default=0)
    log_peaks = fields.TextField(default="")

    class Meta:
        table = "township"


class Village(Row):
    """`data_version` grows with every recorded deed; `log_peaks` is the Merkle frontier."""

    township: Township = link("Township", "villages")
    township_id: int
    code = fields.CharField(40, unique=True)
    name = fields.CharField(40)
    profile_code = fields.CharField(40, default="national-2025")
    term = fields.CharField(20, default="")
    duty_phone = fields.CharField(40, default="")
    board_places = fields.CharField(200, default="")
    data_version = fields.BigIntField(default=0)
    log_size = fields.BigIntField(default=0)
    log_peaks = fields.TextField(default="")

    class Meta:
        table = "village"
        indexes = (("township_id",),)


class Group(Row):
    village: Village = link("Village", "groups")
    village_id: int
    name = fields.CharField(40)
    position = fields.IntField(default=0)

    class Meta:
        table = "villagers_group"
        unique_together = (("village", "name"),)


class Household(Row):
    village: Village = link("Village", "households")
    village_id: int
    group: Group | None = maybe("Group", "households")
    group_id: int | None
    number = fields.CharField(30)

    class Meta:
        table = "household"
        unique_together = (("village", "number"),)
        indexes = (("group_id",),)


class Person(Row):
    """A villager, or (without a village) an officer or adviser from outside.

    `pinyin` holds every reading of the name and its initials, for the search.
    """

    township: Township = link("Township", "people")
    township_id: int
    village: Village | None = maybe("Village", "people")
    village_id: int | None
    household: Household | None = maybe("Household", "people")
    household_id: int | None
    name = fields.CharField(60)
    pinyin = fields.CharField(400, default="")
    sex = fields.CharEnumField(Sex, max_length=10, null=True)
    born_on = fields.DateField(null=True)
    id_cipher = fields.TextField(null=True)
    id_digest = fields.CharField(64, null=True)
    phone_cipher = fields.TextField(null=True)
    relation = fields.CharField(20, default="")
    is_head = fields.BooleanField(default=False)
    party = fields.CharEnumField(PartyStatus, max_length=20, default=PartyStatus.NONE)
    registered = fields.BooleanField(default=True)
    residence = fields.CharEnumField(Residence, max_length=20, default=Residence.HOME)
    collective_member = fields.BooleanField(default=False)
    joined_on = fields.DateField(null=True)
    left_on = fields.DateField(null=True)
    left_why = fields.CharEnumField(Departure, max_length=20, null=True)

    class Meta:
        table = "person"
        unique_together = (("village", "id_digest"),)
        indexes = (("household_id",), ("village_id", "left_on"), ("township_id",))


class Kinship(Row):
    """A near relative on record, beside those who follow from the household."""

    village: Village = link("Village", "kinships")
    village_id: int
    person: Person = link("Person", "kin")
    person_id: int
    relative: Person = link("Person", "kin_of")
    relative_id: int
    relation = fields.CharField(20)
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "kinship"
        unique_together = (("person", "relative"),)
        indexes = (("relative_id",),)


class Appointment(Row):
    """A seat held from a day to a day. `village` is empty for offices of the township."""

    township: Township = link("Township", "appointments")
    township_id: int
    village: Village | None = maybe("Village", "appointments")
    village_id: int | None
    person: Person = link("Person", "appointments")
    person_id: int
    office = fields.CharEnumField(Office, max_length=40)
    group: Group | None = maybe("Group", "appointments")
    group_id: int | None
    began_on = fields.DateField()
    term_ends_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    ended_why = fields.CharField(200, default="")
    how = fields.CharField(200, default="")

    class Meta:
        table = "appointment"
        indexes = (("village_id", "ended_on"), ("person_id",))


class Roll(Row):
    """Frozen when a meeting is called; `digest` covers the ordered ids of its entries."""

    village: Village = link("Village", "rolls")
    village_id: int
    kind = fields.CharEnumField(RollKind, max_length=40)
    group: Group | None = maybe("Group", "rolls")
    group_id: int | None
    day = fields.DateField()
    frozen_at = fields.DatetimeField()
    size = fields.IntField()
    digest = fields.CharField(64)
    unreachable = fields.IntField(default=0)

    class Meta:
        table = "roll"
        indexes = (("village_id",),)


class RollEntry(Row):
    """One who counts: a person, or a household that sends one of its adults.

    `capacity` lists the offices that brought the person here, so that 一肩挑 stays visible.
    """

    roll: Roll = link("Roll", "entries")
    roll_id: int
    person: Person | None = maybe("Person", "roll_entries")
    person_id: int | None
    household: Household | None = maybe("Household", "roll_entries")
    household_id: int | None
    capacity = fields.CharField(160, default="")
    woman = fields.BooleanField(default=False)
    unreachable = fields.BooleanField(default=False)
    correction: "RollCorrection | None" = maybe("RollCorrection", "added")
    correction_id: int | None

    class Meta:
        table = "roll_entry"
        unique_together = (("roll", "person"), ("roll", "household"))
        indexes = (("person_id",), ("household_id",))


class RollCorrection(Row):
    """What changed after the roll was frozen, by whom and why. The entries stay as they were."""

    roll: Roll = link("Roll", "corrections")
    roll_id: int
    kind = fields.CharEnumField(CorrectionKind, max_length=10)
    struck: RollEntry | None = maybe("RollEntry", "strikes")
    struck_id: int | None
    reason = fields.CharField(300)
    made_by: Person = link("Person", "roll_corrections")
    made_by_id: int
    made_at = fields.DatetimeField()

    class Meta:
        table = "roll_correction"
        indexes = (("roll_id",),)
