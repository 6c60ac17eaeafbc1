"""Tells a story through the product's deeds: every act by the office that may, on its own day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deliberation import attendance, cycle, decisions, disclosure, meetings, minutes, preparation
from deliberation.attendance import Tick
from deliberation.decisions import Proposal
from deliberation.meetings import Call
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import (
    AgendaItem,
    AttendanceState,
    CanvassWay,
    CycleStep,
    Decision,
    LegalView,
    Meeting,
    ObserverSide,
    Source,
    TellerRole,
    VoteMethod,
)
from deliberation.preparation import Asked
from deliberation.sequence import BODIES_OF
from publicity.models import Notice
from village import clock, rules
from village.models import Person, RollEntry, Village
from village.permissions import Actor, Office
from village.rules import Body, Unit
from web.demo.stories import Topic


@dataclass(frozen=True, slots=True)
class Vote:
    """`short` heads fewer than the quorum came, else `over` more than it; shares of the rest."""

    over: int = 3
    short: int = 0
    no: int = 1
    abstain: int = 1


def _method(vote: Vote, *, resolution: bool) -> VoteMethod:
    """Too few to vote: none was taken."""
    if vote.short:
        return VoteMethod.NONE
    return VoteMethod.SECRET if resolution else VoteMethod.HANDS


def _resolution(title: str, vote: Vote) -> str:
    return "" if vote.short else f"同意“{title}”方案。"


class Teller:
    """`today` is the demo's day; a day ago is 1. Offices act through `cast`."""

    def __init__(self, village: Village, cast: dict[Office, Actor], today: date) -> None:
        self.village, self.cast, self.today = village, cast, today

    def at(self, days_ago: int, hour: int = 9) -> datetime:
        return clock.at_local(self.today - timedelta(days=days_ago), hour)

    @property
    def clerk(self) -> Actor:
        return self.cast[Office.VILLAGE_CLERK]

    @property
    def secretary(self) -> Actor:
        return self.cast[Office.PARTY_SECRETARY]

    async def open(self, topic: Topic, days_ago: int) -> Decision:
        profile = rules.profile(self.village.profile_code)
        matter = profile.matters[topic.kind]
        delegate = matter.delegate.value
        body = matter.body.value if matter.collective.value else delegate or matter.body.value
        proposal = Proposal(
            title=topic.title,
            summary=topic.summary,
            collective=matter.collective.value,
            kind=topic.kind,
            body=body,
            unit=Unit.ADULTS,
            source=Source.PEOPLE,
            budget_cents=topic.budget,
        )
        return await decisions.open_matter(
            self.village, proposal, self.clerk, now=self.at(days_ago, 8)
        )

    async def fresh(self, decision: Decision) -> Decision:
        return await decisions.in_village(self.village.id, decision.id)

    async def step(self, decision: Decision, step: CycleStep, days_ago: int, vote: Vote) -> Meeting:
        """Call, tick, record: one of the 议 from notice to minutes."""
        decision = await self.fresh(decision)
        body = BODIES_OF.get(step, decision.body)
        meeting = await self.call(decision, step, body, days_ago)
        await self.record(meeting, days_ago, vote, resolution=step is CycleStep.RESOLVE)
        return meeting

    async def call(
        self,
        decision: Decision,
        step: CycleStep,
        body: Body,
        days_ago: int,
        *,
        late: str = "",
        failed: Meeting | None = None,
    ) -> Meeting:
        """`failed` is the sitting that this one is called again for."""
        notice = rules.profile(self.village.profile_code).bodies[body].notice_days.value or 2
        told = days_ago + notice
        now = self.at(days_ago - 2, 10) if late else self.at(told, 10)
        call = Call(
            body=body,
            unit=decision.unit,
            title=f"{self.village.name}{body.label}",
            place="村委会会议室",
            starts_at=self.at(days_ago, 14),
            notified_on=self.today - timedelta(days=told),
            notified_how="电话和微信群逐个通知，公开栏张贴",
            agenda=((await self.fresh(decision), step),),
            late_reason=late,
        )
        if failed is not None:
            return await meetings.reconvene(failed, call, self.clerk, now=now)
        return await meetings.call(self.village, call, self.clerk, now=now)

    async def record(
        self, meeting: Meeting, days_ago: int, vote: Vote, *, resolution: bool, late: bool = False
    ) -> None:
        now = self.at(days_ago - 2, 11) if late else self.at(days_ago, 17)
        meeting = await meetings.visible_to(self.clerk, self.village.id, meeting.id)
        entries = await attendance.entries_of(meeting)
        present = self._present(meeting, len(entries), vote)
        await attendance.mark(meeting, self._ticks(entries, present), self.clerk, now=now)
        item = await AgendaItem.get(meeting_id=meeting.id).select_related("decision")
        yes = present - vote.no - vote.abstain
        officers = [one.person_id for one in entries if one.person_id is not None]
        words = f"会议听取了“{item.decision.title}”的说明，逐项讨论后表决。"
        await minutes.record(
            meeting,
            Minutes(
                chair_id=self.secretary.person_id,
                recorder_id=self.clerk.person_id,
                text=words,
                items=[
                    ItemCount(
                        item_id=item.id,
                        method=_method(vote, resolution=resolution),
                        yes=None if vote.short else yes,
                        no=0 if vote.short else vote.no,
                        abstain=0 if vote.short else vote.abstain,
                        discussion="到会人员问了资金来源、工期和由谁监督，都作了说明。",
                        resolution=_resolution(item.decision.title, vote) if resolution else "",
                    )
                ],
                observers=[("驻村工作队员", ObserverSide.TOWNSHIP, "列席")] if resolution else (),
                tellers=self._tellers(officers) if resolution else (),
            ),
            self.clerk,
            now=now,
        )

    def _present(self, meeting: Meeting, entitled: int, vote: Vote) -> int:
        found = rules.profile(self.village.profile_code).bodies[meeting.body]
        bar = found.quorum[found.unit(meeting.unit)].value
        needed = bar.needed(entitled) if bar else entitled // 2 + 1
        return needed - vote.short if vote.short else min(entitled, needed + vote.over)

    def _ticks(self, entries: list[RollEntry], present: int) -> list[Tick]:
        states = [AttendanceState.PRESENT] * present + [AttendanceState.LEAVE] * len(entries)
        return [Tick(one.id, state) for one, state in zip(entries, states, strict=False)]

    def _tellers(self, officers: list[int]) -> list[tuple[int, TellerRole]]:
        return list(zip(officers[-3:], TellerRole, strict=False))

    async def prepare(self, decision: Decision, days_ago: int) -> None:
        """征求意见 and the legal adviser's word."""
        asked = Asked(
            way=CanvassWay.VISIT,
            began_on=self.today - timedelta(days=days_ago + 3),
            ended_on=self.today - timedelta(days=days_ago),
            asked=46,
            agreed=41,
            opposed=3,
            summary="多数人赞成；有人提出施工避开农忙，已写进方案。",
        )
        fresh = await self.fresh(decision)
        now = self.at(days_ago, 16)
        await preparation.record_canvass(fresh, asked, self.clerk, now=now)
        adviser = self.cast[Office.LEGAL_ADVISER]
        text = "决定的会议和程序符合规定，没有侵犯村民权利的内容。"
        await preparation.check_legality(fresh, LegalView.LAWFUL, text, adviser, now=now)

    async def advance(self, decision: Decision, days_ago: int, hour: int = 18) -> None:
        fresh = await self.fresh(decision)
        await cycle.advance(fresh, self.secretary, now=self.at(days_ago, hour))

    async def post(self, decision: Decision, days_ago: int) -> Notice:
        fresh = await self.fresh(decision)
        now = self.at(days_ago, 9)
        notice = await disclosure.post(fresh, disclosure.Wish(), self.clerk, now=now)
        return await Notice.get(id=notice.id).select_related("village")

    async def somebody(self, skip: int) -> Person:
        """A villager without an office, always the same one."""
        found = Person.filter(village_id=self.village.id, appointments__id__isnull=True)
        adult = found.filter(born_on__lt=self.today - timedelta(days=30 * 365))
        person = await adult.order_by("id").offset(skip).first()
        if person is None:
            raise LookupError("the demo village has no such villager")
        return person
