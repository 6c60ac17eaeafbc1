"""What must hold before a concern is answered or archived; the same guards tell what is missing.

Pure: everything they look at is in `Facts`, gathered inside the deed.
"""

from dataclasses import dataclass
from datetime import date

from deliberation.decisions import ENDED
from deliberation.models import (
    Concern,
    ConcernEntry,
    ConcernHandUp,
    ConcernLevel,
    ConcernStage,
    Decision,
    EntryKind,
    Road,
    SayItem,
    SayStage,
    SayVerdict,
)
from village import clock, rules
from village.errors import Blocker

TAKEN_UP = (SayVerdict.ADOPTED, SayVerdict.PARTLY)


@dataclass(frozen=True, slots=True)
class Facts:
    """`item` is the latest agenda line with a verdict; `discussed_now` if it is of this round."""

    concern: Concern
    today: date
    item: SayItem | None = None
    discussed_now: bool = False
    matter: Decision | None = None
    at_township: bool = False
    rate_days: int = 0


async def facts_of(concern: Concern, today: date) -> Facts:
    """In four statements at most; read it inside the deed that relies on it."""
    item = (
        await SayItem.filter(concern_id=concern.id, session__stage=SayStage.HELD)
        .exclude(verdict=None)
        .order_by("-session__recorded_at", "-id")
        .select_related("session")
        .first()
    )
    matter = None
    if concern.decision_id is not None:
        matter = await Decision.get(id=concern.decision_id)
    profile = rules.profile(concern.village.profile_code)
    return Facts(
        concern,
        today,
        item,
        item is not None and await _of_this_round(concern, item),
        matter,
        await ConcernHandUp.exists(
            concern_id=concern.id, to_level=ConcernLevel.TOWNSHIP, closed_at=None
        ),
        profile.whole("issue.rate_days") or 0,
    )


async def _of_this_round(concern: Concern, item: SayItem) -> bool:
    if concern.round == 1:
        return True
    reopened = (
        await ConcernEntry.filter(concern_id=concern.id, kind=EntryKind.REOPENED)
        .order_by("-id")
        .first()
    )
    recorded = item.session.recorded_at
    return reopened is None or (recorded is not None and recorded >= reopened.at)


def nothing_at_township(facts: Facts) -> Blocker | None:
    if not facts.at_township:
        return None
    text = "这件事已经报到乡镇，等乡镇答复。"
    return Blocker("at-township", text, remedy="乡镇答复后再往下办；着急的打电话催办")


def session_over(facts: Facts) -> Blocker | None:
    if facts.concern.road is not Road.AGENDA or facts.discussed_now:
        return None
    text = "这件事列入了说事会，会还没有开，或者会上的意见还没有记。"
    return Blocker("waits-for-session", text, remedy="说事会开完，记下采纳不采纳再反馈")


def discussed(facts: Facts) -> Blocker | None:
    """附议 of enough neighbours cannot be answered away: it is talked over, or voted on."""
    if not facts.concern.must_discuss or facts.item is not None or facts.matter is not None:
        return None
    return must_be_discussed(facts.concern)


def must_be_discussed(concern: Concern) -> Blocker:
    profile = rules.profile(concern.village.profile_code)
    return Blocker(
        "must-be-discussed",
        f"这件事有 {concern.voices - 1} 人附议，必须上会。",
        profile.basis("issue.backers"),
        "列入下一次说事会，或者立为议题，会上有了意见再反馈",
    )


def matter_over(facts: Facts) -> Blocker | None:
    to_matter = facts.item is not None and facts.discussed_now and facts.item.to_matter
    if facts.matter is None:
        if facts.concern.road is not Road.DECISION and not to_matter:
            return None
        text = "这件事要提交四议两公开，还没有立议题。"
        return Blocker("no-matter", text, remedy="先点“立为议题”")
    if facts.matter.stage in ENDED:
        return None
    text = f"议题 {facts.matter.number}（{facts.matter.title}）还在走程序，没有结果。"
    return Blocker("matter-running", text, remedy="议题有了结果再反馈；进度说事人现在就能看到")


def somebody_does_it(facts: Facts) -> Blocker | None:
    concern = facts.concern
    if concern.stage is not ConcernStage.ROUTED:
        return None
    carried = (
        concern.road is Road.AGENDA
        and facts.item is not None
        and facts.item.verdict in TAKEN_UP
        and not facts.item.to_matter
    )
    if concern.road not in (Road.VILLAGE, Road.MEDIATION) and not carried:
        return None
    return Blocker("not-assigned", "还没有交给人办。", remedy="先交办：谁来办，哪天前办好")


def called_back_long_ago(facts: Facts) -> Blocker | None:
    """Nobody closes a concern over the raiser's head: a callback, and then time to answer it."""
    called = facts.concern.called_on
    if called is None:
        text = "还没有回访说事人，不能归档。"
        return Blocker("not-called-back", text, remedy="先回访；没有联系上的也要登记")
    passed = clock.full_days(called, facts.today)
    if passed >= facts.rate_days:
        return None
    basis = rules.profile(facts.concern.village.profile_code).basis("issue.rate_days")
    text = f"回访后过了 {passed} 天，满 {facts.rate_days} 天还没有评价的才能归档。"
    return Blocker("too-early", text, basis, "等说事人评价，或者再回访一次问他的意见")
