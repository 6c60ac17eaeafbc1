"""备案: the village hands the adopted text in, the township puts it on its register with a number.

Filing is a duty with a last day, not a permission: the township can neither approve nor refuse it.
"""

from datetime import datetime

from bylaws import edition_flow
from bylaws.models import BylawFiling, Edition
from village import clock, ledger, profiles, storage
from village.errors import InvalidInput, NotFound, Stale
from village.permissions import Actor, Permission

RELATED = ("edition__village",)
LONGEST_NUMBER = 40


async def submit(edition: Edition, actor: Actor, *, now: datetime) -> BylawFiling:
    """After the vote and never before it. Late is taken, and marked."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        today = clock.local_date(now)
        profile = await profiles.kept(fresh.profile_code, fresh.profile_digest)
        adopted = fresh.adopted_on or today
        due = clock.last_day(adopted, profile.whole("bylaws.file_days") or 0)
        late = today > due
        await edition_flow.take("edition.file", fresh, actor, now=now, due=due, late=late)
        return await BylawFiling.create(
            edition_id=fresh.id,
            digest=fresh.digest,
            submitted_on=today,
            due_on=due,
            late=late,
            submitted_by_id=actor.person_id,
        )


async def for_officer(actor: Actor, filing_id: int) -> BylawFiling:
    """A filing, for officers of that township only."""
    filing = await BylawFiling.get_or_none(id=filing_id).select_related(*RELATED)
    if filing is None:
        raise NotFound("这份备案")
    village = filing.edition.village
    if not actor.may(Permission.BYLAW_FILE, village.id, village.township_id):
        raise NotFound("这份备案")
    return filing


async def register(
    filing: BylawFiling, number: str, note: str, actor: Actor, *, now: datetime
) -> None:
    """Put it on the register under a number of this township's own."""
    village = filing.edition.village
    seat = actor.require(Permission.BYLAW_FILE, village.id, village.township_id)
    number = number.strip()
    if not number or len(number) > LONGEST_NUMBER:
        raise InvalidInput({"number": f"请填写备案编号，最多 {LONGEST_NUMBER} 字。"})
    async with storage.writing(village.id) as held:
        same = BylawFiling.filter(edition__village__township_id=village.township_id, number=number)
        if await same.exclude(id=filing.id).exists():
            raise InvalidInput({"number": f"备案编号“{number}”已经用过了，请核对登记册。"})
        hit = await BylawFiling.filter(id=filing.id, registered_on=None).update(
            number=number,
            note=note.strip(),
            registered_on=clock.local_date(now),
            registered_by_id=seat.person_id,
        )
        if not hit:
            raise Stale("这份备案")
        await ledger.record(
            *(held, seat, "filing.register", f"edition:{filing.edition_id}"),
            now=now,
            filing=filing.id,
            number=ledger.text_digest(number),
            words=ledger.text_digest(note),
        )


async def register_of(township_id: int) -> list[BylawFiling]:
    """备案登记册: every text ever filed in this township, the latest first."""
    found = BylawFiling.filter(edition__village__township_id=township_id)
    return await found.order_by("-submitted_on", "-id").select_related(*RELATED)


async def waiting(township_id: int) -> list[BylawFiling]:
    """Handed in and not yet on the register, the longest waiting first."""
    found = BylawFiling.filter(edition__village__township_id=township_id, registered_on=None)
    return await found.order_by("submitted_on", "id").select_related(*RELATED)
