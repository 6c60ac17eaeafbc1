"""红榜: praise in public, with the consent of whoever is praised, for a time.

Proposed by the village, agreed to by the person, shown until a day; the person takes it down at any
time without giving a reason. There is no list of the other colour.
"""

from datetime import date, datetime, timedelta

from bylaws.models import Article, ConsentWay, RedListEntry
from publicity import privacy
from village import clock, ledger, storage
from village.errors import Blocked, Blocker, InvalidInput, NotFound, NotPermitted, Stale
from village.models import Person, Village
from village.permissions import Actor, Permission, Seat

LONGEST_TEXT = 200
LONGEST = 366  # days on show
RELATED = ("village", "person", "article")


async def propose(
    village: Village,
    person: Person,
    text: str,
    actor: Actor,
    *,
    now: datetime,
    article_id: int | None = None,
) -> RedListEntry:
    """What for, in words the person will read before agreeing."""
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    today = clock.local_date(now)
    if person.village_id != village.id or (person.left_on and person.left_on <= today):
        raise NotFound("这位村民")
    _check(text)
    async with storage.writing(village.id) as held:
        if article_id is not None:
            await _known(village.id, article_id)
        entry = await RedListEntry.create(
            village_id=village.id,
            person_id=person.id,
            article_id=article_id,
            text=text.strip(),
            proposed_at=now,
            proposed_by_id=seat.person_id,
        )
        await ledger.record(
            *(held, seat, "praise.propose", f"praise:{entry.id}"),
            now=now,
            article=article_id,
            words=ledger.text_digest(text),
        )
        return entry


def _check(text: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise InvalidInput({"text": f"请写明因为什么事，最多 {LONGEST_TEXT} 字。"})
    if found := privacy.first_number(text):
        raise InvalidInput({"text": f"“{found}”像身份证号、手机号或卡号，请删去。"})


async def _known(village_id: int, article_id: int) -> None:
    if not await Article.exists(id=article_id, village_id=village_id):
        raise NotFound("这一条")


async def in_village(village_id: int, entry_id: int) -> RedListEntry:
    entry = await RedListEntry.get_or_none(id=entry_id, village_id=village_id).select_related(
        *RELATED
    )
    if entry is None:
        raise NotFound("这一条红榜")
    return entry


async def on_desk(actor: Actor, village_id: int, entry_id: int) -> RedListEntry:
    entry = await in_village(village_id, entry_id)
    if not actor.may(Permission.BYLAW_KEEP, village_id, entry.village.township_id):
        raise NotFound("这一条红榜")
    return entry


async def own(actor: Actor, village_id: int, entry_id: int) -> RedListEntry:
    """The door for the person it is about; nobody else's is there."""
    entry = await in_village(village_id, entry_id)
    if actor.person_id is None or entry.person_id != actor.person_id:
        raise NotFound("这一条红榜")
    return entry


async def agree(entry: RedListEntry, actor: Actor, *, now: datetime) -> None:
    """Consent by one's own pass."""
    seat = _own_seat(entry, actor)
    await _consent(entry, ConsentWay.PASS, clock.local_date(now), seat, now)


def _own_seat(entry: RedListEntry, actor: Actor) -> Seat:
    if actor.person_id is None or actor.person_id != entry.person_id:
        raise NotPermitted("替别人同意上红榜")
    village = entry.village
    return actor.require(Permission.OPINION_GIVE, village.id, village.township_id)


async def agreed_on_paper(
    entry: RedListEntry, way: ConsentWay, on: date, actor: Actor, *, now: datetime
) -> None:
    """A signed sheet lies in the village's file: of the person, or of a child's guardian."""
    village = entry.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    if way is ConsentWay.PASS:
        raise InvalidInput({"way": "扫码同意只能由本人办。"})
    if on > clock.local_date(now):
        raise InvalidInput({"on": "签字日期还没有到。"})
    await _consent(entry, way, on, seat, now)


async def _consent(
    entry: RedListEntry, way: ConsentWay, on: date, seat: Seat, now: datetime
) -> None:
    async with storage.writing(entry.village_id) as held:
        hit = await RedListEntry.filter(id=entry.id, consent=None, taken_down_on=None).update(
            consent=way, consented_on=on
        )
        if not hit:
            raise Stale("这一条红榜")
        await ledger.record(
            *(held, seat, "praise.agree", f"praise:{entry.id}"), now=now, way=str(way), on=on
        )


async def show(entry: RedListEntry, days: int, actor: Actor, *, now: datetime) -> None:
    """On the list from today, only with consent."""
    village = entry.village
    seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    if not 1 <= days <= LONGEST:
        raise InvalidInput({"days": f"公示天数填 1 到 {LONGEST}。"})
    today = clock.local_date(now)
    async with storage.writing(village.id) as held:
        fresh = await RedListEntry.get(id=entry.id)
        if fresh.consent is None:
            text = "还没有征得本人同意，不能上红榜。"
            raise Blocked([Blocker("no-consent", text, remedy="请本人扫码同意，或者签字")])
        if fresh.taken_down_on is not None or fresh.shown_from is not None:
            raise Stale("这一条红榜")
        last = today + timedelta(days=days)
        await RedListEntry.filter(id=fresh.id).update(shown_from=today, shown_to=last)
        await ledger.record(
            *(held, seat, "praise.show", f"praise:{entry.id}"), now=now, first=today, last=last
        )


async def take_down(entry: RedListEntry, actor: Actor, *, now: datetime) -> None:
    """At once: by the person, who need not say why, or by the village."""
    village = entry.village
    if actor.person_id is not None and actor.person_id == entry.person_id:
        seat = _own_seat(entry, actor)
    else:
        seat = actor.require(Permission.BYLAW_KEEP, village.id, village.township_id)
    async with storage.writing(village.id) as held:
        hit = await RedListEntry.filter(id=entry.id, taken_down_on=None).update(
            taken_down_on=clock.local_date(now)
        )
        if not hit:
            raise Stale("这一条红榜")
        await ledger.record(held, seat, "praise.take_down", f"praise:{entry.id}", now=now)


async def shown(village_id: int, today: date) -> list[RedListEntry]:
    """What hangs today: agreed to, in its days, not taken down."""
    found = RedListEntry.filter(
        village_id=village_id,
        consent__isnull=False,
        shown_from__lte=today,
        shown_to__gte=today,
        taken_down_on=None,
    )
    return await found.order_by("-shown_from", "-id").select_related(*RELATED)


async def mine(actor: Actor) -> list[RedListEntry]:
    """What is proposed or shown of oneself, to agree to or to take down."""
    if actor.person_id is None:
        return []
    found = RedListEntry.filter(person_id=actor.person_id, taken_down_on=None).order_by("-id")
    return await found.select_related(*RELATED)


async def of_desk(village_id: int) -> list[RedListEntry]:
    found = RedListEntry.filter(village_id=village_id).order_by("-id")
    return await found.select_related(*RELATED)
