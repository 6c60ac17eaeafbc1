"""Editions of bylaws in words: where one stands, its steps, two of them side by side.

Pure. A change is always said in words, never by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bylaws.comparison import ArticleChange, Change, Clause, tally
from bylaws.diffing import Span, SpanKind, diff
from bylaws.in_force import TextStanding
from bylaws.models import Edition, EditionStage
from bylaws.reading import Sheet
from web.strip import StepState, StripStep
from web.wording import day, full_day

S = EditionStage
STEPS = (
    ("征集民意", S.COLLECTING),
    ("拟定草案", S.DRAFTING),
    ("法治体检", S.CHECKING),
    ("乡镇审核（不是审批）", S.REVIEWING),
    ("村民会议审议表决", S.VOTING),
    ("报乡镇备案", S.ADOPTED),
    ("公布", S.FILED),
)
ORDER = (*(stage for _, stage in STEPS), S.PUBLISHED)
TONES = {
    ArticleChange.ADDED: "done",
    ArticleChange.STRUCK: "late",
    ArticleChange.CHANGED: "soon",
    ArticleChange.MOVED: "soon",
    ArticleChange.SAME: "",
}
STANDING_TONES = {TextStanding.IN_FORCE: "done", TextStanding.UPCOMING: "soon"}


@dataclass(frozen=True, slots=True)
class Tag:
    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """An article as one edition has it: with what it lost, or with what it gained."""

    label: str
    spans: tuple[Span, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One article in both editions, apart and (`spans`) in one; or several that stayed."""

    tags: tuple[Tag, ...] = ()
    old: Side | None = None
    new: Side | None = None
    spans: tuple[Span, ...] = ()
    folded: tuple[Change, ...] = ()

    @property
    def summary(self) -> str:
        labels = [change.after.label for change in self.folded if change.after]
        if len(labels) == 1:
            return f"{labels[0]}没有改"
        return f"{labels[0]}至{labels[-1]}，{len(labels)} 条没有改"


def standing(edition: Edition, stands: TextStanding | None) -> Tag:
    """Where an edition stands, in the words of its days or of its stage."""
    if stands is not None:
        return Tag(stands.label, STANDING_TONES.get(stands, ""))
    ended = edition.stage in (S.REJECTED, S.WITHDRAWN)
    return Tag(edition.stage.label, "" if ended else "soon")


def steps(sheet: Sheet, *, preview: bool) -> list[StripStep]:
    """The way of an edition that is being made here; a village may have no township review."""
    edition = sheet.edition
    if edition.stage not in ORDER:
        return []
    at = ORDER.index(edition.stage)
    return [
        StripStep(name, _state(place, at), tuple(_lines(stage, sheet)))
        for place, (name, stage) in enumerate(STEPS)
        if preview or stage is not S.REVIEWING
    ]


def _state(place: int, at: int) -> StepState:
    return "done" if place < at else "now" if place == at else "later"


def _lines(stage: EditionStage, sheet: Sheet) -> Iterator[str]:
    edition, filing = sheet.edition, sheet.filing
    if stage is S.COLLECTING and edition.collect_from and edition.collect_to:
        yield f"{full_day(edition.collect_from)}至 {day(edition.collect_to)}。"
    if stage is S.VOTING and edition.adopted_on:
        body = edition.adopted_body.label if edition.adopted_body else "村民会议"
        yield f"{full_day(edition.adopted_on)}，{body}表决通过。"
    if stage is S.ADOPTED and filing:
        late = f"，晚于规定的 {day(filing.due_on)}" if filing.late else ""
        number = f"，备案号 {filing.number}" if filing.number else ""
        yield f"{full_day(filing.submitted_on)}报送{late}{number}。"
    if stage is S.FILED and edition.published_on and edition.in_force_on:
        yield f"{full_day(edition.published_on)}公布，{full_day(edition.in_force_on)}起施行。"


def counted(changes: Sequence[Change]) -> str:
    """修改 3 条，新增 1 条，删去 1 条，移位 1 条；7 条没有改。"""
    found = tally(changes)
    order = (
        ArticleChange.CHANGED,
        ArticleChange.ADDED,
        ArticleChange.STRUCK,
        ArticleChange.MOVED,
    )
    said = "，".join(f"{mark.label} {found[mark]} 条" for mark in order if found[mark])
    same = found[ArticleChange.SAME]
    rest = f"{same} 条没有改" if same else ""
    return f"{'；'.join(part for part in (said, rest) if part) or '没有条文'}。"


def side_by_side(changes: Sequence[Change], *, whole: bool) -> Iterator[Row]:
    """In the order of the new text; articles that stayed are folded up unless `whole`."""
    for stayed, group in groupby(changes, key=_stayed):
        if stayed and not whole:
            yield Row(folded=tuple(group))
        else:
            yield from map(row, group)


def _stayed(change: Change) -> bool:
    return change.marks == (ArticleChange.SAME,) and not change.rechaptered


def row(change: Change) -> Row:
    tags = [Tag(mark.label, TONES[mark]) for mark in change.marks]
    if change.rechaptered and change.after:
        tags.append(Tag(f"改在“{change.after.chapter}”" if change.after.chapter else "不再分章"))
    return Row(
        tags=tuple(tags),
        old=side(change.before, change.spans, SpanKind.ADDED),
        new=side(change.after, change.spans, SpanKind.STRUCK, _once(change)),
        spans=change.spans,
    )


def _once(change: Change) -> str:
    return f"原{change.before.label}" if change.renumbered and change.before else ""


def side(
    clause: Clause | None, spans: Iterable[Span], without: SpanKind, note: str = ""
) -> Side | None:
    if clause is None:
        return None
    return Side(clause.label, tuple(one for one in spans if one.kind is not without), note)


def parts(old: Edition, new: Edition) -> Iterator[Row]:
    """Title, preamble and short version where they differ; the closing comes last of all."""
    for name, before, after in (
        ("名称", old.title, new.title),
        ("前言", old.preamble, new.preamble),
        ("简明版", old.short_text, new.short_text),
    ):
        yield from part(name, before, after)


def part(name: str, before: str, after: str) -> Iterator[Row]:
    if before != after:
        clauses = [Clause(0, name, "", text) if text else None for text in (before, after)]
        change = Change(clauses[0], clauses[1], diff(before, after))
        yield row(change)
