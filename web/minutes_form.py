"""The form of the minutes read into what the deed takes; numbers and people, row by row.

Rows grow as they are filled: there are always two empty ones more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from deliberation.judging import is_declared
from deliberation.minutes import ItemCount, Minutes
from deliberation.models import AgendaItem, ObserverSide, TellerRole, VoteMethod
from deliberation.present import Line
from web import forms, typed
from web.forms import Filled, Reader

MOST_TO_CHOOSE = 120  # names in a list; above that one types the name
MOST_ROWS = 40
LONGEST_ID = 10  # digits
LEAST_ROWS = {"observer": 3, "recused": 1}
TELLERS = (
    ("scrutineer-1", TellerRole.SCRUTINEER),
    ("scrutineer-2", TellerRole.SCRUTINEER),
    ("caller-1", TellerRole.CALLER),
    ("counter-1", TellerRole.COUNTER),
    ("counter-2", TellerRole.COUNTER),
)


@dataclass(frozen=True, slots=True)
class Here:
    """Who came, to be named as stepping out: chosen from a list, or typed when there are many."""

    lines: Sequence[Line]

    @property
    def to_choose(self) -> bool:
        return len(self.lines) <= MOST_TO_CHOOSE

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(str(one.entry.id), _called(one)) for one in self.lines] if self.to_choose else []

    def find(self, said: str) -> list[Line]:
        """By the id of the list, or by the name, with the household's number if need be."""
        plain = said.replace(" ", "")
        return [
            one
            for one in self.lines
            if (self.to_choose and plain == str(one.entry.id))
            or plain in (one.name, f"{one.name}{one.household}")
        ]


def _called(line: Line) -> str:
    return f"{line.name}（{line.came}到会）" if line.came else f"{line.name} {line.household}"


def rows(form: Filled, kind: str, item_id: int | None = None) -> list[int]:
    """The numbers of the rows to show: those filled, and two more."""
    stem = kind if item_id is None else f"{kind}-{item_id}"
    filled = 0
    for number in range(1, MOST_ROWS + 1):
        value = form.value(f"{stem}-{number}") or form.value(f"{stem}-{number}-name")
        filled = number if value else filled
    return list(range(1, min(max(LEAST_ROWS[kind], filled + 2 * bool(filled)), MOST_ROWS) + 1))


def read(
    form: FormData,
    items: Sequence[AgendaItem],
    people: Mapping[str, int],
    here: Here,
    *,
    hearing: bool,
) -> Minutes:
    """`people` are those offered as chair, recorder and tellers, by the value they were sent."""
    with forms.reading(form) as reader:
        return Minutes(
            chair_id=reader.pick("chair", people, "请选择谁主持的会。") if people else None,
            recorder_id=reader.pick("recorder", people, "请选择谁作的记录。") if people else None,
            text=reader.text("text", most=8000, lines=True),
            items=[_count(reader, item, here) for item in items],
            observers=list(_observers(reader)),
            tellers=list(_tellers(reader, people)),
            excluded_reported=reader.flag("excluded_reported"),
            late_reason=reader.text("late_reason", most=200),
            entitled=reader.whole("entitled", "请填写应到人数。") if hearing else None,
            present=reader.whole("present", "请填写实到人数。") if hearing else None,
        )


def named(form: FormData) -> set[int] | None:
    """Chair, recorder and tellers as they were sent; None where somebody stepped out, or where
    a name is missing or odd."""
    if any(name.startswith("recused-") and value for name, value in form.multi_items()):
        return None
    chosen = [form.get(name) for name in ("chair", "recorder", *(name for name, _ in TELLERS))]
    said = [one for one in chosen if one]
    if not all(isinstance(one, str) and one.isascii() and one.isdigit() for one in said):
        return None
    return {int(str(one)) for one in said if len(str(one)) < LONGEST_ID} or None


def _count(reader: Reader, item: AgendaItem, here: Here) -> ItemCount:
    key = item.id
    discussion = reader.text(f"discussion-{key}", most=4000, lines=True)
    resolution = reader.text(f"resolution-{key}", most=4000, lines=True)
    if is_declared(item):  # counted and declared in the meeting: only words are added
        method = item.method or VoteMethod.NONE
        return ItemCount(key, method, discussion=discussion, resolution=resolution)
    method = reader.choice(f"method-{key}", VoteMethod, "请选择怎样表决的，没有表决也要选。")
    yes = reader.maybe_whole(f"yes-{key}")
    numbers = [reader.maybe_whole(f"{what}-{key}") or 0 for what in ("no", "abstain", "spoiled")]
    uncounted = reader.flag(f"uncounted-{key}")
    names = [f"{what}-{key}" for what in ("yes", "no", "abstain", "spoiled")]
    voted = method is not VoteMethod.NONE and reader.fine(f"method-{key}", *names)
    if voted and yes is None and not uncounted:
        reader.wrong(f"yes-{key}", "请填写同意多少票；会上没有数票的，勾上“没有数票”。")
    if uncounted and (yes is not None or any(numbers)):
        reader.wrong(f"yes-{key}", "勾了“没有数票”，又填了票数，请去掉一样。")
    return ItemCount(
        item_id=key,
        method=method,
        yes=yes,
        no=numbers[0],
        abstain=numbers[1],
        spoiled=numbers[2],
        discussion=discussion,
        resolution=resolution,
        recused=dict(_recused(reader, key, here)),
    )


def _recused(reader: Reader, key: int, here: Here) -> list[tuple[int, str]]:
    found = []
    for number in range(1, MOST_ROWS + 1):
        field, why_field = f"recused-{key}-{number}", f"why-{key}-{number}"
        said = reader.raw(field) and typed.clean(reader.raw(field))
        if not said:
            continue
        lines = here.find(said)
        if not lines:
            reader.wrong(field, "到会的人里没有这个名字。只有到会的人才要登记回避。")
        elif len(lines) > 1:
            homes = "、".join(one.household for one in lines[:5])
            reader.wrong(
                field, f"到会的有 {len(lines)} 个同名的人，请在名字后面写上户号：{homes}。"
            )
        why = reader.text(why_field, "请写明为什么回避，例如承包人是他儿子。", most=100)
        found += [(one.entry.id, why) for one in lines[:1]]
    return found


def _observers(reader: Reader) -> list[tuple[str, ObserverSide, str]]:
    found = []
    given = {name for name, value in reader.form.multi_items() if value}
    for number in range(1, MOST_ROWS + 1):
        stem = f"observer-{number}"
        if given.isdisjoint((f"{stem}-name", f"{stem}-side", f"{stem}-title")):
            continue
        name = reader.text(f"{stem}-name", most=40)
        side = reader.maybe_choice(f"{stem}-side", ObserverSide)
        if name:
            found.append((name, side or ObserverSide.OTHER, reader.text(f"{stem}-title", most=40)))
    return found


def _tellers(reader: Reader, people: Mapping[str, int]) -> list[tuple[int, TellerRole]]:
    found = []
    for field, role in TELLERS:
        person_id = reader.maybe_pick(field, people)
        if person_id is not None:
            found.append((person_id, role))
    return found
