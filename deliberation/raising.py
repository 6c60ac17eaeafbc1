"""Raising a concern: on the phone, without a pass, at the window, or written down for somebody.

Nothing that was accepted is lost; whoever cannot use a pass gets a code, of which only a digest
is kept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from deliberation import concern_flow, deadlines, sensing
from deliberation.concern_checks import Caller, Medium, Said, check, check_caller, placed
from deliberation.concern_doors import claim_digest, villager
from deliberation.models import (
    Concern,
    ConcernAudience,
    ConcernChannel,
    ConcernLevel,
    ConcernMedium,
    ConcernSight,
    EntryKind,
    MediumMoment,
)
from deliberation.sensing import Sensed, Sensitive
from publicity.objections import public_name
from publicity.shortcodes import ALPHABET
from village import clock, ledger, limits, rules, storage
from village.errors import Blocked, Blocker, NotFound
from village.idnumbers import vault
from village.limits import Limit
from village.models import Person, Village
from village.permissions import Actor, Permission, Seat

__all__ = [
    "Caller",
    "Medium",
    "Receipt",
    "Said",
    "raise_for",
    "raise_own",
    "raise_without_pass",
    "write_down",
]

CODE_LENGTH = 8
DAY = timedelta(days=1)
AN_ADDRESS = Limit(
    "say-address", 10, DAY, "这个网络今天提的事已经很多了，请明天再提，或者打值班电话。"
)
A_PERSON = Limit("say-person", 20, DAY, "您今天提的事已经很多了，请明天再提，或者打值班电话。")
SAME_WORDS = Limit("say-same", 1, timedelta(hours=1), "一模一样的话刚刚已经收到了，不用再交。")
AT_WINDOW = (
    ConcernChannel.WINDOW,
    ConcernChannel.CALL,
    ConcernChannel.LETTER,
    ConcernChannel.SAY_DAY,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the raiser is handed. `code` is shown this once; `known`: are the holidays announced?"""

    concern: Concern
    code: str = field(repr=False)
    accept_by: date
    answer_by: date
    known: bool


@dataclass(frozen=True, slots=True)
class _From:
    """Who speaks, who writes it down, and whether they need a code to follow it."""

    channel: ConcernChannel
    seat: Seat
    person: Person | None = None
    caller: Caller = field(default_factory=Caller)
    secret: str = field(default="", repr=False)

    @property
    def recorded_by_id(self) -> int | None:
        mine = self.channel is ConcernChannel.PHONE
        return None if mine else self.seat.person_id


async def raise_own(village: Village, said: Said, actor: Actor, *, now: datetime) -> Receipt:
    """By a villager with a pass: they follow it in their own list."""
    actor.require(Permission.CONCERN_RAISE, village.id, village.township_id)
    person = await Person.get(id=actor.person_id)
    check(said)
    await limits.take(A_PERSON, str(person.id), now=now)
    who = _From(ConcernChannel.PHONE, villager(person.id, village), person)
    return await _raise(village, said, who, now)


async def raise_without_pass(
    village: Village, said: Said, caller: Caller, *, address: str, secret: str, now: datetime
) -> Receipt:
    """By anybody who scanned the code: limited by address and day, held for a look."""
    check(said)
    check_caller(caller)
    words = f"{village.id}:{address}:{ledger.text_digest(said.text, *_digests(said))}"
    if await limits.used_up(SAME_WORDS, words, now=now):
        raise Blocked([Blocker("already-raised", SAME_WORDS.refusal)])
    await limits.take(AN_ADDRESS, f"{village.id}:{address}", now=now)
    seat = villager(None, village)
    who = _From(ConcernChannel.PHONE, seat, None, caller, secret)
    receipt = await _raise(village, said, who, now)
    if not await limits.used_up(SAME_WORDS, words, now=now):
        await limits.take(SAME_WORDS, words, now=now)
    return receipt


def _digests(said: Said) -> Sequence[str]:
    return [one.digest for one in said.media]


async def write_down(
    village: Village,
    said: Said,
    raiser: Person | Caller,
    channel: ConcernChannel,
    actor: Actor,
    *,
    secret: str,
    now: datetime,
) -> Receipt:
    """At the window, on the telephone, from a letter, on a say day; the record names who wrote."""
    if channel not in AT_WINDOW:
        raise NotFound("这个渠道")
    permission = Permission.CONCERN_HANDLE
    if said.audience is ConcernAudience.SUPERVISORS and not actor.may(
        permission, village.id, village.township_id
    ):
        permission = Permission.CONCERN_SUPERVISE
    seat = actor.require(permission, village.id, village.township_id)
    check(said)
    if isinstance(raiser, Caller):
        check_caller(raiser)
        return await _raise(village, said, _From(channel, seat, None, raiser, secret), now)
    _check_villager(village, raiser, now)
    return await _raise(village, said, _From(channel, seat, raiser, Caller(), secret), now)


async def raise_for(
    village: Village, said: Said, person: Person, actor: Actor, *, secret: str, now: datetime
) -> Receipt:
    """代填: by a group leader, grid worker or representative, in the villager's name."""
    seat = actor.require(Permission.CONCERN_HELP, village.id, village.township_id)
    check(said)
    _check_villager(village, person, now)
    await limits.take(A_PERSON, str(person.id), now=now)
    who = _From(ConcernChannel.HELPER, seat, person, Caller(), secret)
    return await _raise(village, said, who, now)


def _check_villager(village: Village, person: Person, now: datetime) -> None:
    gone = person.left_on is not None and person.left_on <= clock.local_date(now)
    if person.village_id != village.id or gone:
        raise NotFound("这位村民")


async def _raise(village: Village, said: Said, who: _From, now: datetime) -> Receipt:
    today = clock.local_date(now)
    said = await placed(village.id, said)
    rows = await Person.filter(village_id=village.id).values_list("name", flat=True)
    names = frozenset(map(str, rows))
    text, where = sensing.placed(said.text, said.where, names)
    said = replace(said, text=text, where=where)
    sensed = sensing.look(said.text, names)
    said = _to_the_right_ears(said, sensed)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) if who.secret else ""
    async with storage.writing(village.id):
        here = await Village.get(id=village.id)
        await _check_repeated(here.id, said, who, now)
        promise = deadlines.promised(rules.profile(here.profile_code), today)
        concern = await _store(here, said, who, sensed, now)
        if code:
            concern.claim_digest = claim_digest(
                here.id, concern.year, concern.serial, code, who.secret
            )
        concern.due_on, concern.answer_by = promise.accept_by, promise.answer_by
        await concern.save()
        await _keep_media(concern, said, who, now)
        await _record(concern, who, now)
    return Receipt(concern, shown(code), promise.accept_by, promise.answer_by, promise.known)


def _to_the_right_ears(said: Said, sensed: Sensed) -> Said:
    """What accuses somebody by name is for the supervisors: the accused may sit in the committee,
    and nobody has looked into it yet."""
    if Sensitive.ACCUSATION not in sensed.reasons:
        return said
    return replace(said, audience=ConcernAudience.SUPERVISORS)


def shown(code: str) -> str:
    """In two halves, as it is printed and read out."""
    return f"{code[:4]}-{code[4:]}" if code else ""


async def _check_repeated(village_id: int, said: Said, who: _From, now: datetime) -> None:
    if who.person is None or not said.text.strip():
        return
    before = await Concern.filter(
        village_id=village_id,
        raised_by_id=who.person.id,
        text_digest=ledger.text_digest(said.text),
        raised_at__gt=now - DAY,
    ).first()
    if before is not None and before.is_open:
        text = f"一模一样的话已经收到了，编号 {before.number}，不用再交。"
        raise Blocked([Blocker("already-raised", text, remedy="在“我的说事”里看它办到哪一步")])


async def _store(
    village: Village, said: Said, who: _From, sensed: Sensed, now: datetime
) -> Concern:
    year = clock.local_date(now).year
    last = await Concern.filter(village_id=village.id, year=year).order_by("-serial").first()
    person, seal = who.person, vault(who.secret) if who.secret else None
    concern = Concern(
        village=village,
        year=year,
        serial=1 if last is None else last.serial + 1,
        channel=who.channel,
        raised_by_id=None if person is None else person.id,
        recorded_by_id=who.recorded_by_id,
        shown_name=public_name(person.name) if said.show_name and person is not None else "",
        category=said.category,
        group_id=said.group_id,
        place_id=said.place_id,
        where=said.where.strip(),
        subject=said.subject,
        audience=said.audience,
        sight=_sight(said, who, sensed),
        restricted=",".join(sensed.reasons),
        text=said.text.strip(),
        public_text=sensed.masked.strip() if said.audience is ConcernAudience.EVERYONE else "",
        text_digest=ledger.text_digest(said.text),
        level=said.level if said.group_id is not None else ConcernLevel.VILLAGE,
        raised_at=now,
        told_at=now,
        seen_at=now,
    )
    if seal is not None and who.caller.name.strip():
        concern.name_cipher = seal.seal(who.caller.name.strip())
    if seal is not None and who.caller.phone.strip():
        concern.phone_cipher = seal.seal(who.caller.phone.strip())
    return concern


def _sight(said: Said, who: _From, sensed: Sensed) -> ConcernSight:
    """Public at once only when we know who speaks and nothing in it points at somebody."""
    if said.audience is not ConcernAudience.EVERYONE:
        return ConcernSight.INSIDE
    if sensed.held_back or who.person is None or not said.text.strip():
        return ConcernSight.HELD
    return ConcernSight.SHOWN


async def _keep_media(concern: Concern, said: Said, who: _From, now: datetime) -> None:
    await ConcernMedium.bulk_create(
        ConcernMedium(
            concern_id=concern.id,
            kind=one.kind,
            moment=MediumMoment.RAISED,
            digest=one.digest,
            seconds=one.seconds,
            width=one.width,
            height=one.height,
            added_at=now,
            added_by_id=who.seat.person_id,
        )
        for one in said.media
    )


async def _record(concern: Concern, who: _From, now: datetime) -> None:
    media = await ConcernMedium.filter(concern_id=concern.id).order_by("id")
    private = concern.audience is ConcernAudience.SUPERVISORS  # the record is read by everybody
    await concern_flow.note(
        concern,
        "concern.raise",
        who.seat,
        concern_flow.Said(EntryKind.RAISED, concern.channel.label),
        now=now,
        number=concern.number,
        channel=str(concern.channel),
        category=str(concern.category),
        audience=str(concern.audience),
        person=None if private else concern.raised_by_id,
        words=concern.text_digest,
        media=[one.digest for one in media],
    )
