"""Whether a meeting was the right one, rightly called: asked before any vote is counted.

What the record does not state is never held against it; it is named, so that it can be checked.
"""

from collections.abc import Iterator

from deliberation.ruling import Case, Reason, Verdict
from village.rules import Body, BodyRules, MatterKind, Profile, Unit


def reasons(profile: Profile, case: Case) -> Iterator[Reason]:
    """Everything about body, delegation, unit, notice and composition."""
    rules = profile.bodies[case.body]
    if case.is_final and rules.decides.value:
        yield from right_body(profile, case)
        yield from delegation(profile, case)
    yield from counted_as_allowed(case, rules)
    yield from notice(case, rules)
    yield from enough_members(profile, case, rules)
    if case.body is Body.REPRESENTATIVE_ASSEMBLY:
        yield from women(profile, case)
    if case.matter is MatterKind.BYLAWS:
        yield from women_heard(profile, case)


def who_decides(profile: Profile, matter: MatterKind) -> str:
    """The lawful bodies of a matter, as they are told to a person."""
    found = profile.matters[matter]
    text = f"应当由{found.body.value.label}决定"
    if found.delegate.value is not None:
        text += f"，或者由得到授权的{found.delegate.value.label}决定"
    return text


def right_body(profile: Profile, case: Case) -> Iterator[Reason]:
    if case.matter is None:
        return
    matter = profile.matters[case.matter]
    if case.body not in matter.bodies:
        text = f"“{case.matter.label}”不能由{case.body.label}决定，"
        text += who_decides(profile, case.matter) + "。"
        yield Reason("wrong-body", text, matter.body.basis, Verdict.UNLAWFUL)
        if matter.collective.value:
            text = "这是集体财产或成员权益的事；村委会代行集体经济组织职能的，也照样办。"
            yield Reason("collective-property", text, matter.collective.basis)
        if case.delegated:
            text = f"“{case.matter.label}”不能授权给{case.body.label}，有授权也不行。"
            yield Reason("not-delegable", text, matter.delegate.basis, Verdict.UNLAWFUL)
    if matter.party_first.value:
        text = "这件事应当先经村党组织研究讨论，请核对有没有记录。"
        yield Reason("party-first", text, matter.party_first.basis)


def delegation(profile: Profile, case: Case) -> Iterator[Reason]:
    rule = profile.bodies[case.body].needs_delegation
    if not rule.value or not may_be_delegated(profile, case):
        return
    giver = "章程" if case.body is Body.COLLECTIVE_REPRESENTATIVES else "村民会议"
    if case.delegated:
        yield Reason("delegated", f"{case.body.label}已得到{giver}的授权。", rule.basis)
    elif case.delegated is None:
        text = f"没有填写授权。{case.body.label}作决定要有{giver}的授权，授权记录应当查得到。"
        yield Reason("delegation-not-stated", text, rule.basis)
    else:
        text = f"{case.body.label}没有得到{giver}的授权，作的决定没有依据。"
        yield Reason("no-delegation", text, rule.basis, Verdict.UNLAWFUL)


def may_be_delegated(profile: Profile, case: Case) -> bool:
    return case.matter is None or case.body in profile.matters[case.matter].bodies


def counted_as_allowed(case: Case, rules: BodyRules) -> Iterator[Reason]:
    """Only the villagers' and group meetings may count by household."""
    if case.unit is Unit.HOUSEHOLDS and Unit.HOUSEHOLDS not in rules.quorum:
        text = f"{case.body.label}按组成人员计算，不能按户计算。"
        yield Reason("unit-not-lawful", text, rules.decides.basis, Verdict.UNLAWFUL)


def notice(case: Case, rules: BodyRules) -> Iterator[Reason]:
    days, rule = rules.notice_days.value, rules.notice_days
    if days is None:
        return
    asked = f"{case.body.label}应当提前 {days} 日通知"
    if case.notice_days is None:
        yield Reason("notice-not-stated", f"{asked}，没有填写提前了几日。", rule.basis)
    elif case.notice_days >= days:
        yield Reason("notice-given", f"{asked}，提前了 {case.notice_days} 日。", rule.basis)
    else:
        short = f"{asked}，只提前了 {case.notice_days} 日"
        yield too_short(short, case.ad_hoc.strip(), rules)


def too_short(short: str, why: str, rules: BodyRules) -> Reason:
    """An ad hoc call needs both: a reason on record and a law that allows it."""
    rule = rules.notice_days
    if why and rules.ad_hoc.value:
        return Reason("ad-hoc-notice", f"{short}；已写明特殊情况：{why}。", rules.ad_hoc.basis)
    if why:
        text = f"{short}；这个会议没有临时通知的规定，写了原因也不行。"
    elif rules.ad_hoc.value:
        text = f"{short}，也没有写明是什么特殊情况。"
    else:
        text = f"{short}。"
    return Reason("notice-too-short", text, rule.basis, Verdict.UNLAWFUL)


def enough_members(profile: Profile, case: Case, rules: BodyRules) -> Iterator[Reason]:
    fewest = rules.min_members.value
    if fewest is not None and case.entitled < fewest:
        text = f"{case.body.label}至少要有 {fewest} 人，现在只有 {case.entitled} 人。"
        yield Reason("too-few-members", text, rules.min_members.basis, Verdict.UNLAWFUL)
    number = profile.number_of_representatives(0)
    if case.body is Body.REPRESENTATIVE_ASSEMBLY and number and case.entitled < number:
        text = (
            f"当地规定村民代表不少于 {number} 人，组成人员一共才 {case.entitled} 人，请核对名册。"
        )
        yield Reason("too-few-representatives", text, profile.basis("representatives.number"))


def women(profile: Profile, case: Case) -> Iterator[Reason]:
    """Their share of the assembly is only recalled here; their attendance can be a condition."""
    share = profile.bar("representatives.women_share")
    if share and case.women_entitled is not None:
        fewest = share.needed(case.entitled)
        if case.women_entitled < fewest:
            text = (
                f"妇女代表应占组成人员{share.text}，{case.entitled} 人里至少 {fewest} 人，"
                f"现在 {case.women_entitled} 人，请核对名册。"
            )
            basis = profile.basis("representatives.women_share")
            yield Reason("too-few-women-representatives", text, basis)
    bar = profile.bar("representatives.women_attendance")
    if bar is None:
        return
    basis = profile.basis("representatives.women_attendance")
    if case.women_entitled is None or case.women_present is None:
        text = f"妇女代表要有{bar.text}到会，没有填写妇女代表的应到和实到。"
        yield Reason("women-not-stated", text, basis)
        return
    fewest = bar.needed(case.women_entitled)
    text = f"妇女代表应到 {case.women_entitled} 人，至少要到 {fewest} 人，"
    text += f"实到 {case.women_present} 人。"
    if case.women_present < fewest:
        yield Reason("too-few-women", text, basis, Verdict.UNLAWFUL)
    else:
        yield Reason("enough-women", text, basis)


def women_heard(profile: Profile, case: Case) -> Iterator[Reason]:
    if profile.is_on("bylaws.women_present") and case.women_present == 0:
        text = "表决村规民约应当有妇女到会，这次一位也没有。"
        yield Reason("no-women-present", text, profile.basis("bylaws.women_present"))
