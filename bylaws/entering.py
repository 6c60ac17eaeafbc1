"""A text that bound the village before the product was used: entered as it is, with its own days.

Nothing is put in force by typing it in: it must lie before every text adopted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bylaws import drafting, editions, in_force, texts
from bylaws.articles import BylawText
from bylaws.editing import Hand
from bylaws.editions import LONGEST_TITLE, Start
from bylaws.models import ArticleEdit, BylawFiling, BylawKind, Edition, EditionStage
from village import clock, ledger, profiles, storage
from village.errors import Blocked, Blocker, InvalidInput
from village.models import Village
from village.permissions import Actor, Permission
from village.rules import Body


@dataclass(frozen=True, slots=True)
class Adopted:
    """A text that was adopted before the product was used, with its own days and body."""

    kind: BylawKind
    title: str
    text: BylawText
    adopted_on: date
    adopted_body: Body
    in_force_on: date
    filed_on: date | None = None
    filing_number: str = ""
    note: str = ""


async def enter_adopted(
    village: Village, asked: Adopted, actor: Actor, *, now: datetime
) -> Edition:
    """Marked as entered; who had adopted it is told as it was, also when it was the wrong body."""
    seat = actor.require(Permission.BYLAW_DRAFT, village.id, village.township_id)
    drafting.check_text(asked.text)
    _check_days(asked, clock.local_date(now))
    async with storage.writing(village.id) as held:
        _check_place(asked, await in_force.published(village.id, asked.kind))
        start = Start(asked.kind, asked.title, "补录", from_scratch=True)
        edition = await editions.store(held, start, None, seat.person_id, now)
        edition.village = village
        hand = Hand(held, edition, seat, now)
        await drafting.store_text(hand, asked.text)
        await ArticleEdit.bulk_create(hand.made)
        await _date(edition, asked)
        rows = await texts.rows_of(edition.id)
        await ledger.record(
            *(held, seat, "edition.enter", f"edition:{edition.id}"),
            now=now,
            kind=str(asked.kind),
            adopted=asked.adopted_on,
            body=str(asked.adopted_body),
            in_force=asked.in_force_on,
            digest=texts.digest_of(edition, rows),
        )
        return edition


def _check_days(asked: Adopted, today: date) -> None:
    wrong: dict[str, str] = {}
    if not asked.title.strip() or len(asked.title) > LONGEST_TITLE:
        wrong["title"] = f"请写名称，最多 {LONGEST_TITLE} 字。"
    if asked.adopted_on > asked.in_force_on:
        wrong["in_force_on"] = "施行日早于通过日，请核对。"
    elif asked.in_force_on > today:
        wrong["in_force_on"] = "施行日还没有到。还没有施行的，请在这里起草、表决。"
    if asked.filed_on is not None and not asked.adopted_on <= asked.filed_on <= today:
        wrong["filed_on"] = "备案日应当在通过以后、今天以前，请核对。"
    if wrong:
        raise InvalidInput(wrong)


def _check_place(asked: Adopted, known: Sequence[Edition]) -> None:
    if any(one.in_force_on == asked.in_force_on for one in known):
        on = asked.in_force_on
        day = f"{on.year} 年 {on.month} 月 {on.day} 日"
        text = f"已经有一版从 {day}起施行，同一天不能有两版。"
        raise InvalidInput({"in_force_on": text})
    own = [one for one in known if not one.imported and one.in_force_on is not None]
    if own and asked.in_force_on > min(one.in_force_on or date.max for one in own):
        text = "这里已经有经过表决、公布的文本，不能再补录比它晚施行的。"
        raise Blocked([Blocker("entered-after-own", text, remedy="要改现在的文本，请起草新的一版")])


async def _date(edition: Edition, asked: Adopted) -> None:
    edition.stage, edition.imported, edition.note = EditionStage.PUBLISHED, True, asked.note
    edition.adopted_on, edition.adopted_body = asked.adopted_on, asked.adopted_body
    edition.published_on = edition.in_force_on = asked.in_force_on
    edition.digest = texts.digest_of(edition, await texts.rows_of(edition.id))
    edition.text_version += 1
    await edition.save()
    if asked.filed_on is not None:
        profile = await profiles.kept(edition.profile_code, edition.profile_digest)
        due = clock.last_day(asked.adopted_on, profile.whole("bylaws.file_days") or 0)
        await BylawFiling.create(
            edition_id=edition.id,
            digest=edition.digest,
            submitted_on=asked.filed_on,
            due_on=due,
            late=asked.filed_on > due,
            number=asked.filing_number.strip(),
            registered_on=asked.filed_on if asked.filing_number.strip() else None,
        )
