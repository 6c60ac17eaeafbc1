"""议事规则计算器 and the rules themselves: what `rules verdict` and `rules profiles` say, as pages.

The address holds the whole question, so that it can be sent to somebody who doubts the answer.
"""

from collections.abc import Mapping
from typing import Literal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from deliberation import outcome
from deliberation.outcome import Case, Reason, Ruling, Verdict
from village import rules
from village.errors import InvalidInput
from village.rules import Body, MatterKind, Profile, Unit
from web import forms, rule_tables
from web.forms import Filled, Reader
from web.render import render
from web.strip import Head

TONES = {Verdict.PASSED: "well", Verdict.UNDECIDED: "mind"}
LARGEST = 999_999_999
ANSWERS = {"yes": True, "no": False}
STATED = (("", "没有说明"), ("yes", "有"), ("no", "没有"))
MORE = (
    "unit",
    "matter",
    "delegated",
    "notice_days",
    "ad_hoc",
    "women_entitled",
    "women_present",
    "unreachable",
    "excluded_reported",
)


async def show(request: Request) -> Response:
    form = _asked(request)
    if not form:
        return _page(request, forms.blank(profile=_usual(request)), None)
    try:
        with forms.reading(form) as read:
            profile = read.pick("profile", rules.known(), "请选择用哪一套议事规则。")
            case = _case(read)
    except InvalidInput as invalid:
        return _page(request, forms.filled(form, invalid.fields), None, status=422)
    ruling = outcome.decide(profile, case)
    return _page(request, forms.filled(form, {}), (profile, case, ruling))


def _asked(request: Request) -> FormData:
    """Only what the calculator knows: other parameters are appended by those who pass it on."""
    pairs = [(name.replace("-", "_"), value) for name, value in request.query_params.multi_items()]
    return FormData([pair for pair in pairs if pair[0] in KNOWN])


def _usual(request: Request) -> str:
    return next(iter(rules.known()))


def _case(read: Reader) -> Case:
    """The same inputs as the command, with the same answers to numbers that cannot be."""
    return Case(
        body=read.choice("body", Body, "请选择是什么会议。"),
        unit=read.maybe_choice("unit", Unit),
        entitled=_whole(read, "entitled", "请填写应到多少。"),
        present=_whole(read, "present", "请填写实到多少。"),
        yes=_maybe(read, "yes"),
        no=_maybe(read, "no") or 0,
        abstain=_maybe(read, "abstain") or 0,
        spoiled=_maybe(read, "spoiled") or 0,
        matter=read.maybe_choice("matter", MatterKind),
        delegated=read.maybe_pick("delegated", ANSWERS),
        notice_days=_maybe(read, "notice_days"),
        ad_hoc=read.text("ad_hoc", most=200),
        women_entitled=_maybe(read, "women_entitled"),
        women_present=_maybe(read, "women_present"),
        unreachable=_maybe(read, "unreachable") or 0,
        excluded_reported=read.maybe_pick("excluded_reported", ANSWERS),
    )


def _whole(read: Reader, name: str, missing: str) -> int:
    return read.whole(name, missing, least=-LARGEST, most=LARGEST)


def _maybe(read: Reader, name: str) -> int | None:
    return read.maybe_whole(name, least=-LARGEST, most=LARGEST)


KNOWN = {
    "profile",
    "body",
    "entitled",
    "present",
    "yes",
    "no",
    "abstain",
    "spoiled",
    *MORE,
}


def _page(
    request: Request,
    form: Filled,
    answer: tuple[Profile, Case, Ruling] | None,
    status: int = 200,
) -> Response:
    context: dict[str, object] = {
        "form": form,
        "profiles": [(code, found.title) for code, found in rules.known().items()],
        "bodies": list(Body),
        "matters": list(MatterKind),
        "units": list(Unit),
        "stated": STATED,
        "more": any(form.value(name) or form.error(name) for name in MORE),
        "answer": _answer(*answer) if answer else None,
    }
    return render(request, "rules/show.html", context, status=status)


def _answer(profile: Profile, case: Case, ruling: Ruling) -> Mapping[str, object]:
    against = [one for one in ruling.reasons if one.calls_for is not None]
    return {
        "ruling": ruling,
        "profile": profile,
        "tone": TONES.get(ruling.verdict, ""),
        "heads": _heads(case, ruling),
        "against": [_told(profile, one) for one in against],
        "others": [_told(profile, one) for one in ruling.reasons if one.calls_for is None],
    }


def _heads(case: Case, ruling: Ruling) -> list[Head]:
    heads = [Head("应到", case.entitled)]
    need, votes = ruling.needed_present, ruling.needed_yes
    if need is not None:
        heads.append(Head("需要到会", need))
    heads.append(Head("实到", case.present, _enough(case.present, need)))
    if votes is not None:
        heads.append(Head("需要同意", votes))
    if case.yes is not None:
        heads.append(Head("同意", case.yes, _enough(case.yes, votes)))
    return heads


def _enough(had: int, needed: int | None) -> Literal["", "good", "short"]:
    if needed is None:
        return ""
    return "good" if had >= needed else "short"


def _told(profile: Profile, reason: Reason) -> Mapping[str, str]:
    return {
        "text": reason.text,
        "basis": reason.basis,
        "mark": rule_tables.mark_of(profile, reason.basis),
    }


async def profile(request: Request) -> Response:
    """One set of rules, value by value, each with its basis and how far it was checked."""
    found = rules.profile(request.path_params["profile"])
    context = {
        "profile": found,
        "sections": rule_tables.sections(found),
        "others": [(one.code, one.title) for one in rules.known().values()],
    }
    return render(request, "rules/profile.html", context)
