"""会议通知: on A4 with its code, as text for the group chat; and whom to tell by hand."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from deliberation import afar, meeting_file, meetings, telling
from deliberation.models import Meeting
from deliberation.present import Line
from publicity import shortcodes
from village.permissions import Permission
from village.rules import Unit
from web import qr
from web.pages import meeting_words as words
from web.pages import paper_words
from web.pages.meetings import meeting_of, require
from web.pages.paper_words import Sheet
from web.render import render
from web.wording import full_day

MOST_NAMED = 6  # papers by name on a notice; a longer list is read behind the code


async def notice(request: Request) -> Response:
    meeting = await meeting_of(request)
    items = (await meeting_file.file_of(meeting)).items
    matters = [f"{one.decision.title}（{one.step.label}）" for one in items]
    short = await _short(request, meeting, items[0].decision_id)
    papers = await paper_words.of_meeting(meeting, items)
    paragraphs = [*await _after(meeting), *await _manner(meeting), *_named(papers)]
    context = {
        "meeting": meeting,
        "to": _to(meeting),
        "when": words.when(meeting),
        "signed": words.signed_by(meeting),
        "matters": matters,
        "paragraphs": paragraphs,
        "qr": qr.svg(short, "扫码看这次会议要议的事") if short else None,
        "shown": short.split("://", 1)[-1],
        "text": _text(meeting, matters, paragraphs, short),
    }
    return render(request, "meetings/notice.html", context)


async def _short(request: Request, meeting: Meeting, first_matter: int) -> str:
    """The printed address of the meeting; of one called before it had any, of its first matter."""
    for subject in (f"meeting:{meeting.id}", f"decision:{first_matter}"):
        if code := await shortcodes.known_code(meeting.village_id, subject):
            return f"{request.state.public_url}/q/{code}"
    return ""


def _to(meeting: Meeting) -> str:
    if meeting.unit is Unit.HOUSEHOLDS:
        return "各户"
    return "各位" if meeting.roll is None else f"各位{meeting.roll.kind.label}"


async def _after(meeting: Meeting) -> list[str]:
    """Why people are called a second time, and why at once."""
    found = []
    if (before := (await meetings.linked(meeting)).before) is not None:
        unit = words.measure(meeting)
        found.append(
            f"{words.when(before)}的会应到 {before.entitled} {unit}，实到 {before.present} {unit}，"
            "到会人数不够没有开成，这次是改期重新召集。"
        )
    if meeting.ad_hoc_reason:
        found.append(f"这次是临时通知，因为：{meeting.ad_hoc_reason.rstrip('。')}。")
    return found


async def _manner(meeting: Meeting) -> list[str]:
    """Who is to come, and who may send somebody."""
    if meeting.roll is None:
        return ["欢迎和这件事有关的村民参加，把意见说出来。"]
    if meeting.unit is Unit.HOUSEHOLDS:
        return ["这次会按户到会，每户请派一位成年人参加，一户一票。"]
    rules = await afar.rules_of(meeting)
    if not afar.knows_proxies(meeting, rules):
        said = "请本人按时到会，不能由别人代替。不能来的，请提前请假。"
    else:
        said = "请本人按时到会。实在不能来的，可以书面委托同一户内的成年家人。"
    return [f"{said}人在外地的，可以在网上参加。" if rules.online.value else said]


def _named(papers: Sequence[Sheet]) -> list[str]:
    if not papers:
        return []
    names = "、".join(one.name for one in papers[:MOST_NAMED])
    more = f"等 {len(papers)} 份" if len(papers) > MOST_NAMED else ""
    return [f"会议材料：{names}{more}。请先看过再来，扫码、登录以后可以打开。"]


def _text(meeting: Meeting, matters: Sequence[str], paragraphs: Sequence[str], short: str) -> str:
    """The same words without the paper, to be pasted into a chat."""
    listed = [f"{place}．{one}" for place, one in enumerate(matters, start=1)]
    return "\n".join(
        [
            "【会议通知】",
            f"{_to(meeting)}：",
            f"定于{words.when(meeting)}，在{meeting.place}召开{meeting.title}，议以下事项：",
            *listed,
            *paragraphs,
            *([f"先看看要议的是什么：{short}"] if short else []),
            words.signed_by(meeting),
            full_day(meeting.notified_on),
        ]
    )


async def told(request: Request) -> Response:
    """送达名单: who cannot be reached by phone, with room for a signature."""
    meeting = await meeting_of(request)
    require(request, Permission.REGISTER_VIEW)
    everybody = request.query_params.get("all") == "1"
    lines = await telling.to_tell(meeting, everybody=everybody)
    groups: dict[str, list[Line]] = {}
    for one in lines:
        groups.setdefault(one.group, []).append(one)
    context = {
        "meeting": meeting,
        "when": words.when(meeting),
        "body": words.body_name(meeting),
        "measure": words.measure(meeting),
        "groups": list(groups.items()),
        "size": len(lines),
        "everybody": everybody,
        "by_household": meeting.unit is Unit.HOUSEHOLDS,
    }
    return render(request, "meetings/told.html", context)
