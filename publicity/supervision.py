"""What the supervision committee says of a disclosure. A later word is added, none replaced."""

from datetime import datetime

from publicity.models import Notice, SupervisionOpinion, SupervisionView
from village import ledger, storage
from village.errors import Blocked, Blocker
from village.permissions import Actor, Permission


async def give(
    notice: Notice, view: SupervisionView, text: str, actor: Actor, *, now: datetime
) -> SupervisionOpinion:
    village = notice.village
    seat = actor.require(Permission.SUPERVISION_GIVE, village.id, village.township_id)
    async with storage.writing(village.id):
        if await Notice.exists(id=notice.id, withdrawn_at__isnull=False):
            raise Blocked([_gone()])
        opinion = await SupervisionOpinion.create(
            village_id=village.id,
            notice_id=notice.id,
            person_id=seat.person_id,
            view=view,
            text=text,
            given_at=now,
        )
        await ledger.record(
            village.id,
            seat,
            "supervision.give",
            f"notice:{notice.id}",
            now=now,
            view=str(view),
            digest=ledger.text_digest(text),
        )
        return opinion


def _gone() -> Blocker:
    return Blocker("notice-withdrawn", "这张公告已经撤下了。", remedy="对新贴出的更正公告出具意见")


async def latest(notice_id: int) -> SupervisionOpinion | None:
    found = SupervisionOpinion.filter(notice_id=notice_id).select_related("person")
    return await found.order_by("-id").first()
