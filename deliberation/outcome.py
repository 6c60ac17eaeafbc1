"""The verdict on a meeting: pure, in whole heads, every number and citation from the profile.

Nothing passes without a recorded count, whatever the minutes say.
"""

from collections.abc import Iterator

from deliberation import lawfulness
from deliberation.ruling import Case, Reason, Ruling, Verdict
from village.rules import Bar, Body, BodyRules, MajorityBase, Profile, Unit

__all__ = ["Case", "Reason", "Ruling", "Verdict", "decide"]

PREPARING = (Body.PARTY_BRANCH, Body.TWO_COMMITTEES, Body.PARTY_MEETING)


def decide(profile: Profile, case: Case) -> Ruling:
    rules = profile.bodies[case.body]
    found = [*impossible(case, rules), *lawfulness.reasons(profile, case)]
    heads, votes = None, None
    if not any(reason.calls_for is Verdict.INVALID_RECORD for reason in found):
        entitled = counted_in(profile, case)
        heads = needed(rules.quorum[rules.unit(case.unit)].value, entitled)
        votes = needed(rules.majority.value, majority_base(case, rules, entitled))
        found += exclusion(profile, case)
        found += quorum(case, rules, entitled, heads)
        found += majority(case, rules, entitled, votes)
        found += standing(profile, case, heads, votes)
    called_for = {reason.calls_for for reason in found}
    return Ruling(
        verdict=next((verdict for verdict in Verdict if verdict in called_for), Verdict.PASSED),
        needed_present=heads,
        needed_yes=votes,
        profile=profile.code,
        digest=profile.digest,
        body=case.body,
        unit=rules.unit(case.unit),
        reasons=tuple(found),
    )


def needed(bar: Bar | None, total: int) -> int | None:
    return None if bar is None else bar.needed(total)


def impossible(case: Case, rules: BodyRules) -> Iterator[Reason]:
    """Numbers that cannot be, each with the two figures that contradict each other."""
    for code, wrong, text in contradictions(case):
        if wrong:
            yield Reason(code, text, rules.decides.basis, Verdict.INVALID_RECORD)


def contradictions(case: Case) -> Iterator[tuple[str, bool, str]]:
    measure = case.counter
    numbers = (case.entitled, case.present, case.yes, case.no, case.abstain, case.spoiled)
    others = (case.notice_days, case.women_entitled, case.women_present, case.unreachable)
    below = [number for number in (*numbers, *others) if number is not None and number < 0]
    if below:
        yield "negative-number", True, "人数、票数、天数不能是负数。"
        return
    yield "nobody-entitled", case.entitled == 0, "应到是 0，没有人可以开会。"
    yield (
        "too-many-present",
        case.present > case.entitled,
        f"实到 {case.present} {measure}，多于应到 {case.entitled} {measure}。",
    )
    yield (
        "too-many-votes",
        case.votes > case.present,
        f"同意、反对、弃权、废票一共 {case.votes} 票，多于实到 {case.present} {measure}。",
    )
    yield (
        "unreachable-present",
        case.unit is not Unit.HOUSEHOLDS
        and case.present <= case.entitled < case.present + case.unreachable,
        f"实到 {case.present} 人加上联系不上、回不来的 {case.unreachable} 人，"
        f"多于应到 {case.entitled} 人。",
    )
    yield from contradictions_about_women(case)


def contradictions_about_women(case: Case) -> Iterator[tuple[str, bool, str]]:
    entitled, present = case.women_entitled, case.women_present
    if entitled is not None:
        yield (
            "too-many-women-entitled",
            entitled > case.entitled,
            f"妇女代表应到 {entitled} 人，多于全体应到 {case.entitled} 人。",
        )
    if present is not None:
        yield (
            "too-many-women-present",
            present > case.present,
            f"妇女代表实到 {present} 人，多于全体实到 {case.present} 人。",
        )
    if entitled is None or present is None:
        return
    yield (
        "more-women-than-entitled",
        present > entitled,
        f"妇女代表实到 {present} 人，多于妇女代表应到 {entitled} 人。",
    )
    yield (
        "more-others-than-entitled",
        case.present - present > case.entitled - entitled >= 0,
        f"除妇女代表外实到 {case.present - present} 人，"
        f"多于除妇女代表外应到 {case.entitled - entitled} 人。",
    )


def may_exclude(profile: Profile, case: Case) -> bool:
    """Only the villagers' assembly by adults, only where the profile says so."""
    by_adults = case.body is Body.VILLAGERS_ASSEMBLY and case.unit is not Unit.HOUSEHOLDS
    return by_adults and profile.is_on("denominator.exclude_unreachable")


def was_reported(profile: Profile, case: Case) -> bool:
    return bool(case.excluded_reported) or not profile.is_on("denominator.report_exclusion")


def counted_in(profile: Profile, case: Case) -> int:
    """应到 as the shares are taken of it."""
    excluded = may_exclude(profile, case) and was_reported(profile, case)
    return case.entitled - case.unreachable if excluded else case.entitled


def exclusion(profile: Profile, case: Case) -> Iterator[Reason]:
    if not case.unreachable:
        return
    basis = profile.basis("denominator.exclude_unreachable")
    if not may_exclude(profile, case):
        text = f"这里按全体计算，联系不上、回不来的 {case.unreachable} 人仍算在应到里。"
        yield Reason("nobody-excluded", text, basis)
    elif was_reported(profile, case):
        rest = case.entitled - case.unreachable
        text = f"不计入联系不上、回不来的 {case.unreachable} 人，按 {rest} 人计算，已向会议报告。"
        yield Reason("unreachable-excluded", text, basis)
    else:
        text = f"没有向会议报告不计入的 {case.unreachable} 人，仍按 {case.entitled} 人计算。"
        yield Reason("exclusion-not-reported", text, profile.basis("denominator.report_exclusion"))


def quorum(case: Case, rules: BodyRules, entitled: int, heads: int | None) -> Iterator[Reason]:
    rule, measure = rules.quorum[rules.unit(case.unit)], case.counter
    if heads is None or rule.value is None:
        return
    text = f"应到 {entitled} {measure}，{rule.value.text}是 {heads} {measure}，"
    text += f"实到 {case.present} {measure}，"
    if case.present >= heads:
        yield Reason("quorum-met", text + "到会人数够了。", rule.basis)
        return
    missing = f"还差 {heads - case.present} {measure}，"
    if rules.decides.value:
        yield Reason("no-quorum", text + missing + "会议不成立。", rule.basis, Verdict.NO_QUORUM)
    else:
        text += missing + "没有代表性。"
        yield Reason("not-representative", text, rule.basis, Verdict.UNDECIDED)


def majority_base(case: Case, rules: BodyRules, entitled: int) -> int:
    return entitled if rules.majority_of.value is MajorityBase.ENTITLED else case.present


def majority(case: Case, rules: BodyRules, entitled: int, votes: int | None) -> Iterator[Reason]:
    rule, measure = rules.majority, case.counter
    if case.yes is None:
        text = "没有记录票数。“一致同意”这样的话不能代替票数，不能认定通过。"
        yield Reason("no-count", text, rule.basis, Verdict.UNDECIDED)
        return
    if votes is None or rule.value is None:
        return
    base = majority_base(case, rules, entitled)
    text = f"{rules.majority_of.value.label} {base} {measure}，{rule.value.text}是 {votes}，"
    text += f"同意 {case.yes}，"
    if case.yes >= votes:
        yield Reason("majority-met", text + "达到了。", rule.basis)
        return
    text += f"还差 {votes - case.yes}。"
    if case.abstain or case.spoiled:
        text += "弃权票和废票也算在基数里。"
    called_for = Verdict.REJECTED if rules.decides.value else Verdict.UNDECIDED
    yield Reason("majority-missed", text, rule.basis, called_for)


def standing(
    profile: Profile, case: Case, heads: int | None, votes: int | None
) -> Iterator[Reason]:
    """What a result of this body is worth, and what may be missing in its count."""
    rule = profile.bodies[case.body].decides
    if not rule.value:
        carried = heads is not None and case.present >= heads and (case.yes or 0) >= (votes or 0)
        word = "协商通过，尚未决议" if carried and case.yes is not None else "尚未决议"
        who = lawfulness.who_decides(profile, case.matter) if case.matter else "还要由会议决定"
        text = f"{word}：{case.body.label}只听取意见，不作决定，{who}。"
        yield Reason("only-consults", text, rule.basis, Verdict.UNDECIDED)
    elif case.body in PREPARING:
        text = f"{case.body.label}只是四议中的一步，通过以后还要由村民的会议决议。"
        yield Reason("one-step-of-four", text, rule.basis)
    if case.yes is not None and case.votes < case.present:
        rest = case.present - case.votes
        text = (
            f"实到 {case.present} {case.counter}，票数一共 {case.votes}，有 {rest} 没有记在哪一栏。"
        )
        yield Reason("votes-missing", text, profile.bodies[case.body].majority.basis)
