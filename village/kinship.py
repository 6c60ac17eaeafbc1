"""Near relatives: those who follow from the household, and those declared beside it.

Where a household leaves open whose child or spouse somebody is, nothing is claimed: a guess
must not keep a person out of an office.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tortoise.expressions import Q

from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import Kinship, Person, Village
from village.naming import Named
from village.permissions import Actor, Permission


class NearRelation(Named):
    """What `relative` is to `person`. In-laws are no near relatives."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"


OTHER_WAY = {
    NearRelation.SPOUSE: NearRelation.SPOUSE,
    NearRelation.PARENT: NearRelation.CHILD,
    NearRelation.CHILD: NearRelation.PARENT,
    NearRelation.SIBLING: NearRelation.SIBLING,
    NearRelation.GRANDPARENT: NearRelation.GRANDCHILD,
    NearRelation.GRANDCHILD: NearRelation.GRANDPARENT,
}


class KinRole(StrEnum):
    """What a member is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    SON = "son"
    DAUGHTER = "daughter"
    FATHER = "father"
    MOTHER = "mother"
    SIBLING = "sibling"
    SONS_CHILD = "sons_child"
    DAUGHTERS_CHILD = "daughters_child"
    FATHERS_PARENT = "fathers_parent"
    MOTHERS_PARENT = "mothers_parent"
    SPOUSES_PARENT = "spouses_parent"
    SONS_WIFE = "sons_wife"
    DAUGHTERS_HUSBAND = "daughters_husband"


K = KinRole

WORDS: Mapping[KinRole, str] = {
    K.HEAD: "户主 本人",
    K.SPOUSE: "配偶 妻 夫 妻子 丈夫 爱人 老伴",
    K.SON: "子 儿 儿子 独生子 独子 养子 继子",
    K.DAUGHTER: "女 女儿 独生女 独女 养女 继女",
    K.FATHER: "父 父亲 爸爸",
    K.MOTHER: "母 母亲 妈妈",
    K.SIBLING: "兄 弟 姐 妹 哥 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 姊妹 兄弟姐妹",
    K.SONS_CHILD: "孙 孙子 孙女 孙子女",
    K.DAUGHTERS_CHILD: "外孙 外孙子 外孙女 外孙子女",
    K.FATHERS_PARENT: "祖父 祖母 爷爷 奶奶",
    K.MOTHERS_PARENT: "外祖父 外祖母 外公 外婆 姥爷 姥姥",
    K.SPOUSES_PARENT: "岳父 岳母 公公 婆婆",
    K.SONS_WIFE: "儿媳 儿媳妇 媳",
    K.DAUGHTERS_HUSBAND: "女婿 婿",
}
ROLE_OF = {word: role for role, words in WORDS.items() for word in words.split()}
ORDINAL = re.compile(r"^之?[长次大二三四五六七八九十小幺]?")

CERTAIN: Mapping[KinRole, frozenset[KinRole]] = {
    K.HEAD: frozenset(
        {
            *(K.SPOUSE, K.SON, K.DAUGHTER, K.FATHER, K.MOTHER, K.SIBLING),
            *(K.SONS_CHILD, K.DAUGHTERS_CHILD, K.FATHERS_PARENT, K.MOTHERS_PARENT),
        }
    ),
    K.SPOUSE: frozenset({K.SON, K.DAUGHTER, K.SONS_CHILD, K.DAUGHTERS_CHILD, K.SPOUSES_PARENT}),
    K.SON: frozenset({K.SON, K.DAUGHTER, K.FATHER, K.MOTHER, K.SPOUSES_PARENT}),
    K.DAUGHTER: frozenset({K.DAUGHTER, K.FATHER, K.MOTHER, K.SPOUSES_PARENT}),
    K.FATHER: frozenset({K.MOTHER, K.SIBLING, K.FATHERS_PARENT}),
    K.MOTHER: frozenset({K.SIBLING, K.MOTHERS_PARENT}),
    K.SIBLING: frozenset({K.SIBLING, K.FATHERS_PARENT, K.MOTHERS_PARENT}),
    K.FATHERS_PARENT: frozenset({K.FATHERS_PARENT}),
    K.MOTHERS_PARENT: frozenset({K.MOTHERS_PARENT}),
    K.SPOUSES_PARENT: frozenset({K.SPOUSES_PARENT}),
}
LINES = (
    (K.SON, K.SONS_WIFE, K.SONS_CHILD),
    (K.DAUGHTER, K.DAUGHTERS_HUSBAND, K.DAUGHTERS_CHILD),
)
"""One couple and their children, if the household has no second couple of that line."""


@dataclass(frozen=True, slots=True)
class Member:
    """What the register says of one member of a household."""

    person_id: int
    name: str
    relation: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Relative:
    """`how` is what a reader can check: the household's own words, or the declared relation."""

    person_id: int
    name: str
    how: str


def role_of(member: Member) -> KinRole | None:
    if member.is_head:
        return KinRole.HEAD
    word = member.relation.strip()
    return ROLE_OF.get(word) or ROLE_OF.get(ORDINAL.sub("", word))


def are_near(one: KinRole, other: KinRole, household: Counter[KinRole]) -> bool:
    """Do two roles in one household make near relatives, beyond doubt?"""
    if other in CERTAIN.get(one, ()) or one in CERTAIN.get(other, ()):
        return True
    return any(
        {one, other} <= {child, spouse, grandchild}
        and max(household[child], household[spouse]) == 1
        for child, spouse, grandchild in LINES
    )


def within(household: Sequence[Member], person_id: int) -> tuple[Relative, ...]:
    """The near relatives of one member; of a household with two heads, nobody."""
    roles = {member.person_id: role for member in household if (role := role_of(member))}
    counted = Counter(roles.values())
    mine = roles.get(person_id)
    if mine is None or counted[KinRole.HEAD] > 1:
        return ()
    own = next(member for member in household if member.person_id == person_id)
    return tuple(
        Relative(member.person_id, member.name, f"同户：{_word(own)}与{_word(member)}")
        for member in household
        if member.person_id != person_id
        and member.person_id in roles
        and are_near(mine, roles[member.person_id], counted)
    )


def _word(member: Member) -> str:
    return "户主" if member.is_head else f"户主的{member.relation}"


async def near_relatives(person: Person) -> tuple[Relative, ...]:
    return (await relatives_of([person.id]))[person.id]


async def relatives_of(person_ids: Iterable[int]) -> dict[int, tuple[Relative, ...]]:
    """Near relatives of several people, in three statements however many they are."""
    asked = set(person_ids)
    homes = dict(await Person.filter(id__in=asked).values_list("id", "household_id"))
    households = await _households({home for home in homes.values() if home is not None})
    declared = await _declared(asked)
    found: dict[int, tuple[Relative, ...]] = {}
    for person_id in asked:
        at_home = within(households.get(homes.get(person_id), ()), person_id)
        told = declared.get(person_id, {})
        kept = tuple(one for one in at_home if one.person_id not in told)
        found[person_id] = (*told.values(), *kept)
    return found


async def _households(ids: set[int]) -> dict[int | None, list[Member]]:
    rows = await Person.filter(household_id__in=ids, left_on=None).order_by("id")
    homes: dict[int | None, list[Member]] = {}
    for row in rows:
        member = Member(row.id, row.name, row.relation, row.is_head)
        homes.setdefault(row.household_id, []).append(member)
    return homes


async def _declared(asked: set[int]) -> dict[int, dict[int, Relative]]:
    rows = await Kinship.filter(
        Q(person_id__in=asked) | Q(relative_id__in=asked), ended_on=None
    ).select_related("person", "relative")
    found: dict[int, dict[int, Relative]] = {}
    for row in rows:
        relation = NearRelation(row.relation)
        for mine, other, word in (
            (row.person, row.relative, relation),
            (row.relative, row.person, OTHER_WAY[relation]),
        ):
            relative = Relative(other.id, other.name, f"登记的{word.label}")
            found.setdefault(mine.id, {})[other.id] = relative
    return found


async def declare(
    person: Person, relative: Person, relation: NearRelation, actor: Actor, *, now: datetime
) -> Kinship:
    """Put a near relative on record. It is a fact, so it is kept even if it shows a conflict."""
    village = await _village_of(person, relative)
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    async with storage.writing(village.id):
        known = await _known(person.id, relative.id)
        if known is not None and known.ended_on is None:
            raise Blocked(
                [Blocker("kin-known", f"{person.name}和{relative.name}的亲属关系已经登记。")]
            )
        if known is None:
            known = Kinship(village=village, person=person, relative=relative)
        known.person_id, known.relative_id = person.id, relative.id
        known.relation, known.ended_on = str(relation), None
        await known.save()
        subject = f"kinship:{known.id}"
        await ledger.record(
            *(village.id, seat, "kinship.declare", subject),
            now=now,
            person=person.id,
            relative=relative.id,
            relation=relation,
        )
    return known


async def withdraw(kinship: Kinship, actor: Actor, *, now: datetime) -> None:
    """It ended (a divorce) or was a mistake; the row stays."""
    village = await Village.get(id=kinship.village_id)
    seat = actor.require(Permission.REGISTER_EDIT, village.id, village.township_id)
    async with storage.writing(village.id):
        today: date = clock.local_date(now)
        ended = await Kinship.filter(id=kinship.id, ended_on=None).update(ended_on=today)
        if not ended:
            raise Blocked([Blocker("kin-ended", "这条亲属关系已经撤销过了。")])
        kinship.ended_on = today
        await ledger.record(village.id, seat, "kinship.withdraw", f"kinship:{kinship.id}", now=now)


async def _known(one: int, other: int) -> Kinship | None:
    return await Kinship.filter(
        Q(person_id=one, relative_id=other) | Q(person_id=other, relative_id=one)
    ).first()


async def _village_of(person: Person, relative: Person) -> Village:
    if person.id == relative.id:
        raise InvalidInput({"relative": "不能把本人登记为自己的亲属，请另选一人。"})
    if person.village_id is None or relative.village_id != person.village_id:
        raise InvalidInput({"relative": "两人要都在本村名册上，才能登记亲属关系。"})
    return await Village.get(id=person.village_id)
