"""公布: the adopted and filed text on the board, and the day from which it binds.

It binds nobody before it hangs, and never takes the place of a text that came later.
"""

from datetime import date, datetime, timedelta

from bylaws import edition_flow, in_force, texts
from bylaws.edition_dossier import EditionDossier
from bylaws.models import Edition
from publicity import notices, privacy, shortcodes
from publicity.models import Notice, NoticeKind
from publicity.notices import Paper
from village import clock, storage
from village.errors import InvalidInput
from village.permissions import Actor, Permission

FURTHEST = 366  # days until a text comes into force; more is a mistyped year


async def publish(
    edition: Edition, in_force_on: date, actor: Actor, *, now: datetime, places: str = ""
) -> Notice:
    """Hang it up for the days of the profile; in force from that day, today at the earliest."""
    village = edition.village
    seat = actor.require(Permission.NOTICE_POST, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await edition_flow.fresh(edition)
        today = clock.local_date(now)
        await _check_day(fresh, in_force_on, today)
        dossier = await edition_flow.take(
            "edition.publish", fresh, actor, now=now, in_force=in_force_on
        )
        notice = await notices.post(
            fresh.village_id, _paper(dossier, in_force_on, places), seat, now=now
        )
        await shortcodes.code_for(fresh.village_id, f"edition:{fresh.id}")
        await Edition.filter(id=fresh.id).update(
            notice_id=notice.id, published_on=today, in_force_on=in_force_on
        )
        return notice


async def _check_day(edition: Edition, day: date, today: date) -> None:
    if day < today:
        text = "施行日不能早于公布的这一天：没有公布的文本不能拿来约束人。"
        raise InvalidInput({"in_force_on": text})
    if day > today + timedelta(days=FURTHEST):
        raise InvalidInput({"in_force_on": "施行日在一年以后，请核对年份。"})
    known = await in_force.published(edition.village_id, edition.kind)
    last = max((one.in_force_on for one in known if one.in_force_on is not None), default=None)
    if last is not None and day < last:
        text = f"前一版从 {_full(last)}起施行，新的一版不能比它早。"
        raise InvalidInput({"in_force_on": text})


def _paper(dossier: EditionDossier, in_force_on: date, places: str) -> Paper:
    edition, village = dossier.edition, dossier.edition.village
    least = dossier.profile.periods[str(NoticeKind.BYLAWS)]
    lines = [
        f"“{edition.title}”（第 {edition.number} 版，共 {len(dossier.rows)} 条）"
        f"{_adopted(dossier)}，已报乡镇备案，自 {_full(in_force_on)}起施行。",
        *([edition.short_text] if edition.short_text else []),
        "全文张贴在本公告旁边，也可以扫码阅读，看每一条改了什么。"
        f"文本校验码：{texts.digest_shown(edition.digest)}。",
    ]
    return Paper(
        subject=f"edition:{edition.id}",
        kind=NoticeKind.BYLAWS,
        title=f"关于公布“{edition.title}”的公告",
        body="\n\n".join(privacy.hidden(line) for line in lines),
        days=least.value,
        least=least.value,
        basis=least.basis,
        places=places or village.board_places,
    )


def _adopted(dossier: EditionDossier) -> str:
    edition, vote = dossier.edition, dossier.vote
    if edition.adopted_on is None or vote is None:
        return ""
    meeting, item = vote.item.meeting, vote.item
    text = f"{_full(edition.adopted_on)}经{meeting.body.label}表决通过"
    return f"{text}（应到 {meeting.entitled}，实到 {meeting.present}，同意 {item.yes} 票）"


def _full(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
