"""The way of one edition for the desk: eight steps with days, papers and what is still missing.

Drawn from the dossier and nothing else; the last step is told by days, not by a stage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bylaws import edition_flow
from bylaws.edition_dossier import EditionDossier
from bylaws.in_force import TextStanding
from bylaws.models import EditionStage
from village import clock
from web.strip import Head, Link, StepState, StripStep
from web.wording import day, full_day

S = EditionStage
NAMES = (
    (S.COLLECTING, "征集民意"),
    (S.DRAFTING, "拟定草案"),
    (S.CHECKING, "法治体检"),
    (S.REVIEWING, "乡镇审核"),
    (S.VOTING, "审议表决"),
    (S.ADOPTED, "报备案"),
    (S.FILED, "公布"),
    (S.PUBLISHED, "施行"),
)
ORDER = tuple(stage for stage, _ in NAMES)


@dataclass(frozen=True, slots=True)
class Told:
    """What a step says: lines, figures to check, papers."""

    lines: tuple[str, ...] = ()
    heads: tuple[Head, ...] = ()
    links: tuple[Link, ...] = ()


def steps(dossier: EditionDossier, standing: TextStanding | None, *, here: str) -> list[StripStep]:
    """`here` is the desk's address of the edition, so that every paper is one tap away."""
    stage = dossier.edition.stage
    if stage not in ORDER or dossier.edition.imported:
        return []
    at, found = ORDER.index(stage), []
    done = standing in (TextStanding.IN_FORCE, TextStanding.REPLACED, TextStanding.REPEALED)
    preview = dossier.profile.is_on("bylaws.preview_by_township")
    for place, (step, name) in enumerate(NAMES):
        if step is S.REVIEWING and not preview:
            continue
        state: StepState = "done" if place < at or done else "now" if place == at else "later"
        told = TELLERS[step](dossier, here)
        now = state == "now"
        found.append(
            StripStep(
                name,
                state,
                told.lines,
                brief=told.lines[0] if told.lines else "",
                heads=told.heads,
                links=told.links,
                blockers=edition_flow.blockers(dossier) if now else (),
            )
        )
    return found


def brief(stage: EditionStage, *, preview: bool) -> list[StripStep]:
    """The strip across a desk, without asking for more than the stage."""
    at = ORDER.index(stage) if stage in ORDER else 0
    return [
        StripStep(name, "done" if place < at else "now" if place == at else "later")
        for place, (step, name) in enumerate(NAMES)
        if preview or step is not S.REVIEWING
    ]


def _collecting(dossier: EditionDossier, here: str) -> Told:
    edition = dossier.edition
    if edition.collect_from is None or edition.collect_to is None:
        return Told()
    waiting = f"，{dossier.unanswered} 条还没有答复" if dossier.unanswered else ""
    lines = (
        f"{full_day(edition.collect_from)}至 {day(edition.collect_to)}。",
        f"收到意见 {dossier.opinions} 条{waiting}。",
    )
    return Told(lines, links=(Link(f"{here}/opinions", "意见和答复"),))


def _drafting(dossier: EditionDossier, here: str) -> Told:
    lines = (f"共 {len(dossier.rows)} 条，改到第 {dossier.edition.text_version} 稿。",)
    return Told(lines, links=(Link(f"{here}/text", "看全文"),))


def _checking(dossier: EditionDossier, here: str) -> Told:
    lines = []
    if dossier.found:
        waiting = sum(not one.settled for one in dossier.found)
        lines.append(f"检查出 {len(dossier.found)} 处问题，还有 {waiting} 处没有处理完。")
    if dossier.signature:
        signed = clock.local_date(dossier.signature.signed_at)
        lines.append(f"法律顾问 {full_day(signed)}签字。")
    links = (Link(f"{here}/checkup", "逐条体检"), Link(f"{here}/checkup/sheet", "打印体检单"))
    late = ORDER.index(dossier.edition.stage) >= ORDER.index(S.CHECKING)
    return Told(tuple(lines), links=links if late else ())


def _reviewing(dossier: EditionDossier, here: str) -> Told:
    advice = dossier.advice
    if advice is None:
        return Told()
    asked = clock.local_date(advice.asked_at)
    lines = [f"{full_day(asked)}送审，请在 {day(advice.due_on)}前提意见。"]
    if advice.given_at and advice.view:
        given = day(clock.local_date(advice.given_at))
        lines.append(
            f"{given}答复：{advice.view.label}{'：' if advice.text else '。'}{advice.text}"
        )
        lines += [f"村里的答复：{advice.answer}"] if advice.answer else []
    elif dossier.today > advice.due_on:
        lines.append("到期没有答复，村里照常往下走。")
    return Told(tuple(lines))


def _voting(dossier: EditionDossier, here: str) -> Told:
    edition, matter, vote = dossier.edition, dossier.matter, dossier.vote
    if matter is None:
        return Told()
    decision = matter.decision
    desk = here.partition("/bylaws/")[0]
    lines = [f"议题 {decision.number} 号，现在是“{decision.stage.label}”。"]
    heads: tuple[Head, ...] = ()
    if edition.adopted_on and edition.adopted_body:
        lines = [f"{full_day(edition.adopted_on)}，{edition.adopted_body.label}表决通过。"]
    if vote is not None and vote.item.meeting.present is not None:
        heads = _figures(dossier)
    return Told(tuple(lines), heads, (Link(f"{desk}/decisions/{decision.id}", "打开这个议题"),))


def _figures(dossier: EditionDossier) -> tuple[Head, ...]:
    vote, women = dossier.vote, dossier.edition.women_present
    if vote is None:
        return ()
    meeting, item = vote.item.meeting, vote.item
    told = (
        ("应到", meeting.entitled),
        ("实到", meeting.present),
        ("其中妇女", women),
        ("同意", item.yes),
    )
    return tuple(Head(name, figure) for name, figure in told if figure is not None)


def _filing(dossier: EditionDossier, here: str) -> Told:
    filing = dossier.filing
    form = (Link(f"{here}/filing", "打印备案表"),)
    if filing is None:
        return Told(links=form if dossier.edition.adopted_on else ())
    late = f"，比 {day(filing.due_on)}的期限晚了" if filing.late else ""
    lines = [f"{full_day(filing.submitted_on)}报送{late}。"]
    if filing.registered_on:
        lines.append(f"乡镇 {full_day(filing.registered_on)}登记，编号 {filing.number}。")
    else:
        lines.append("等乡镇编号；编号以前也可以公布。")
    return Told(tuple(lines), links=form)


def _publishing(dossier: EditionDossier, here: str) -> Told:
    edition = dossier.edition
    if edition.published_on is None or edition.notice_id is None:
        return Told()
    desk = here.partition("/bylaws/")[0]
    notice = Link(f"{desk}/notices/{edition.notice_id}", "公布的公告")
    return Told((f"{full_day(edition.published_on)}贴出公告。",), links=(notice,))


def _binding(dossier: EditionDossier, here: str) -> Told:
    on = dossier.edition.in_force_on
    return Told((f"{full_day(on)}起施行。",)) if isinstance(on, date) else Told()


TELLERS: Mapping[EditionStage, Callable[[EditionDossier, str], Told]] = {
    S.COLLECTING: _collecting,
    S.DRAFTING: _drafting,
    S.CHECKING: _checking,
    S.REVIEWING: _reviewing,
    S.VOTING: _voting,
    S.ADOPTED: _filing,
    S.FILED: _publishing,
    S.PUBLISHED: _binding,
}
