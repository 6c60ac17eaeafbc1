"""征集民意: a period with a notice on the board, in which everybody may speak on every article.

The text stays as it is while people are asked about it.
"""

from datetime import datetime

from bylaws import edition_flow, texts
from bylaws.models import Edition, EditionStage
from publicity import notices, shortcodes
from publicity.models import Notice, NoticeKind
from publicity.notices import Paper
from village import ledger, profiles, storage
from village.errors import Blocked, Blocker
from village.permissions import Actor, Permission

S = EditionStage


async def open_for_opinions(
    edition: Edition, days: int | None, actor: Actor, *, now: datetime
) -> Edition:
    """For at least the days of the profile; a draft may be shown again for a second round."""
    village = edition.village
    seat = actor.require(Permission.BYLAW_ADVANCE, village.id, village.township_id)
    async with storage.writing(village.id):
        fresh = await Edition.get(id=edition.id).select_related("village")
        if found := _cannot_open(fresh):
            raise Blocked([found])
        paper = await _paper(fresh, days)
        notice = await notices.post(village.id, paper, seat, now=now)
        await shortcodes.code_for(village.id, f"edition:{fresh.id}")
        fresh.stage = S.COLLECTING
        fresh.collect_from, fresh.collect_to = notice.first_day, notice.last_day
        await fresh.save(update_fields=["stage", "collect_from", "collect_to"])
        await ledger.record(
            *(village.id, seat, "edition.collect", f"edition:{fresh.id}"),
            now=now,
            first=notice.first_day,
            last=notice.last_day,
            notice=notice.id,
            digest=texts.digest_of(fresh, await texts.rows_of(fresh.id)),
        )
        return fresh


def _cannot_open(edition: Edition) -> Blocker | None:
    if edition.stage is S.COLLECTING and edition.collect_from is None:
        return None
    if edition.stage is S.DRAFTING:
        return None
    if edition.stage is S.COLLECTING:
        return Blocker("collecting-now", "已经在征集民意了。", remedy="等征集期满")
    text = f"这一版现在是“{edition.stage.label}”，征集民意要在拟定草案的时候。"
    return Blocker("not-at-this-step", text)


async def _paper(edition: Edition, days: int | None) -> Paper:
    village = edition.village
    profile = await profiles.kept(edition.profile_code, edition.profile_digest)
    least = profile.whole("bylaws.collect_days") or 0
    rounds = await Notice.filter(
        village_id=village.id, subject__startswith=f"edition:{edition.id}-"
    ).count()
    doing = "制定" if edition.based_on_id is None else "修订"
    lines = [
        f"{village.name}正在{doing}“{edition.title}”，现在向全体村民征集意见。",
        f"为什么{doing}：{edition.why}",
        "对哪一条有意见，可以扫码写，也可以到村里说，由工作人员代写。每一条意见都会答复。",
    ]
    return Paper(
        subject=f"edition:{edition.id}-{rounds + 1}",
        kind=NoticeKind.ANNOUNCEMENT,
        title=f"关于“{edition.title}”征集意见的公告",
        body="\n\n".join(lines),
        days=least if days is None else days,
        least=least,
        basis=profile.basis("bylaws.collect_days"),
        places=village.board_places,
    )


async def begin_drafting(edition: Edition, actor: Actor, *, now: datetime) -> None:
    """The period is over: from now on the text is worked on."""
    async with storage.writing(edition.village_id):
        fresh = await edition_flow.fresh(edition)
        await edition_flow.take("edition.draft", fresh, actor, now=now)
