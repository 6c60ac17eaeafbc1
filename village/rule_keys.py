"""Every key a profile may have: its Chinese name, its shape, and which way is stricter.

A key that is not here refuses to load; a local value may only go the stricter way.
"""

from dataclasses import dataclass
from enum import StrEnum

from village.rule_terms import Body, MajorityBase, MatterKind


class Shape(StrEnum):
    BAR = "bar"
    WHOLE = "whole"
    SWITCH = "switch"
    CHOICE = "choice"
    CHOICES = "choices"
    WHOLES = "wholes"
    STEPS = "steps"  # [[from this population, at least so many], …]


class Tighter(StrEnum):
    """Which way a local value may leave the national one."""

    MORE = "more"  # larger, on, or further down the options
    LESS = "less"  # smaller or off
    FEWER = "fewer"  # fewer of the options; for a delegate: none
    FIXED = "fixed"  # not at all
    FREE = "free"  # the law leaves it open


@dataclass(frozen=True, slots=True)
class Key:
    path: str
    label: str
    shape: Shape
    tighter: Tighter = Tighter.FREE
    optional: bool = False
    options: tuple[str, ...] = ()

    @property
    def silence(self) -> object:
        """What holds where no text says anything."""
        if self.shape is Shape.SWITCH:
            return False
        if self.shape is Shape.CHOICE and not self.optional:
            return self.options[0]
        return None


def more(path: str, label: str, shape: Shape = Shape.WHOLE, *, optional: bool = False) -> Key:
    return Key(path, label, shape, Tighter.MORE, optional)


def less(path: str, label: str, shape: Shape = Shape.WHOLE, *, optional: bool = False) -> Key:
    return Key(path, label, shape, Tighter.LESS, optional)


def switch(path: str, label: str, tighter: Tighter = Tighter.MORE) -> Key:
    return Key(path, label, Shape.SWITCH, tighter)


def free(path: str, label: str, shape: Shape = Shape.WHOLE, *, optional: bool = False) -> Key:
    return Key(path, label, shape, Tighter.FREE, optional)


BAR, STEPS, FIXED, OFF = Shape.BAR, Shape.STEPS, Tighter.FIXED, Tighter.LESS

UNITS: dict[Body, tuple[str, ...]] = {
    Body.VILLAGERS_ASSEMBLY: ("adults", "households"),
    Body.GROUP_MEETING: ("adults", "households"),
}


def gate(path: str, label: str, *milder: str) -> Key:
    """Whether what is missing only shows, or stops the step."""
    return Key(path, label, Shape.CHOICE, Tighter.MORE, False, (*milder, "remind", "gate"))


def of_body(body: Body) -> list[Key]:
    here = f"bodies.{body}."
    bases = tuple(base.value for base in MajorityBase)
    return [
        switch(here + "decides", "能作决定", FIXED),
        more(here + "notice_days", "提前通知天数", optional=True),
        switch(here + "ad_hoc", "特殊情况可以临时通知", OFF),
        *(
            more(f"{here}quorum.{unit}", "到会比例", BAR, optional=True)
            for unit in UNITS.get(body, ("members",))
        ),
        more(here + "majority", "通过比例", BAR, optional=True),
        Key(here + "majority_of", "通过比例以谁为基数", Shape.CHOICE, Tighter.MORE, False, bases),
        switch(here + "needs_delegation", "须有授权才能决定"),
        more(here + "min_members", "最少组成人数", optional=True),
        Key(here + "proxy", "委托", Shape.CHOICE, FIXED, False, ("none", "same_household")),
        switch(here + "online", "可以在线参加", FIXED),
    ]


def of_matter(matter: MatterKind) -> list[Key]:
    here = f"matters.{matter}."
    bodies = tuple(body.value for body in Body)
    return [
        Key(here + "body", "由哪个会议决定", Shape.CHOICE, FIXED, False, bodies),
        Key(here + "delegate", "可以授权给", Shape.CHOICE, Tighter.FEWER, True, bodies),
        switch(here + "collective", "涉及集体财产或成员权益", FIXED),
        switch(here + "party_first", "先经村党组织研究讨论"),
    ]


MEETINGS = [
    more("assembly.min_per_year", "村民会议每年至少召开次数"),
    less("assembly.petition_villagers", "提议召开村民会议的村民", BAR),
    less("assembly.petition_representatives", "提议召开村民会议的村民代表", BAR),
    switch("assembly.agenda_with_notice", "通知时公布议题"),
    switch("assembly.consult_with_notice", "通知时公开征求意见"),
    free("denominator.exclude_unreachable", "联系不上、回不来的人不计入总数", Shape.SWITCH),
    switch("denominator.report_exclusion", "不计入的人数须向会议报告"),
    more("representatives.min_per_quarter", "村民代表会议每季度至少召开次数"),
    less("representatives.petition", "提议召开村民代表会议的村民代表", BAR),
    less("representatives.convene_within_days", "提议后几日内召集", optional=True),
    more("representatives.representatives_share", "村民代表占组成人员", BAR),
    more("representatives.women_share", "妇女村民代表占组成人员", BAR),
    more("representatives.women_attendance", "妇女代表的到会比例", BAR, optional=True),
    Key("representatives.households_min", "每名代表最少由几户推选", Shape.WHOLE, FIXED),
    Key("representatives.households_max", "每名代表最多由几户推选", Shape.WHOLE, FIXED),
    more("representatives.number", "村民代表最少人数（按人口）", STEPS, optional=True),
    more("representatives.min_population", "可以设立代表会议的人数", optional=True),
    more("representatives.min_households", "可以设立代表会议的户数", optional=True),
    switch("representatives.set_up_by_assembly", "设立须经村民会议决定"),
    free("representatives.absences_end_seat", "连续几次无故缺席可终止资格", optional=True),
    switch("representatives.divided_goes_up", "分歧较大的交村民会议决定"),
    switch("representatives.materials_with_notice", "重要事项随通知附材料"),
    switch("representatives.agenda_posted", "会前公布议题"),
    switch("representatives.legal_adviser", "重要事项征询村法律顾问"),
    Key(
        "delegation.forms",
        "授权的形式",
        Shape.CHOICES,
        Tighter.FEWER,
        False,
        ("assembly", "canvass", "charter"),
    ),
    switch("delegation.scope_required", "授权须写明事项"),
    switch("delegation.term_required", "授权须写明期限"),
    switch("delegation.each_term", "换届后重新授权"),
    switch("delegation.posted", "授权情况须张榜公布"),
    switch("delegation.filed_with_township", "授权情况报乡镇备案"),
    more("delegation.canvass_adults", "书面征求的回复比例（按人）", BAR, optional=True),
    more("delegation.canvass_households", "书面征求的回复比例（按户）", BAR, optional=True),
    more("delegation.canvass_majority", "书面征求的同意比例", BAR, optional=True),
    more("collective.min_per_year", "成员大会每年至少召开次数"),
    more("collective.papers_days", "财务资料提前供查阅天数"),
]

CYCLE = [
    less("proposal.villagers", "联名提出议题的村民", BAR, optional=True),
    less("proposal.representatives", "联名提出议题的村民代表", BAR, optional=True),
    switch("party_step.required", "重要事项先经村党组织研究讨论"),
    free("party_step.merge_propose_consult", "提议和商议可以合并（一肩挑）", Shape.SWITCH),
    more("party_step.plan_sent_days", "方案提前几日送党员", optional=True),
    more("pace.min_gap_days", "两步之间至少间隔天数", optional=True),
    less("pace.max_total_days", "议事过程最多天数", optional=True),
    free("township_review.enabled", "决议后报乡镇“一审”", Shape.SWITCH),
    less("township_review.deadline_days", "乡镇“一审”期限天数", optional=True),
    gate("gates.canvass", "决议前没有征求意见记录"),
    gate("gates.legal_check", "决议前没有合法性审查意见"),
    gate("gates.risk_assessment", "决议前没有风险评估", "off"),
    gate("gates.supervision", "公开时没有监委会意见"),
    gate("gates.acceptance", "实施完成而没有验收"),
    switch("change.same_body", "改变决定须经原来的会议"),
    Key(
        "works.by_publication",
        "以备案、公布为实施的事项",
        Shape.CHOICES,
        Tighter.FIXED,
        False,
        tuple(one.value for one in MatterKind),
    ),
    switch("seal.director_signs", "用章须经村委会主任签字"),
    switch("seal.registered", "用章须登记"),
    switch("recusal.near_relatives", "村委会成员近亲属回避"),
    free("recusal.leaves_entitled", "回避的人不计入应到", Shape.SWITCH),
    free("recusal.leaves_present", "回避的人不计入实到", Shape.SWITCH),
    Key("terms.committee_years", "村民委员会任期（年）", Shape.WHOLE, FIXED),
    Key("terms.representatives_years", "村民代表任期（年）", Shape.WHOLE, FIXED),
    Key("terms.supervisors_years", "村务监督委员会任期（年）", Shape.WHOLE, FIXED),
    more("supervisors.min_members", "村务监督委员会最少人数"),
    less("supervisors.max_members", "村务监督委员会最多人数"),
    switch("supervisors.odd_number", "村务监督委员会人数须为单数"),
    switch("supervisors.no_relatives", "村委会成员及其近亲属不得担任"),
    switch("supervisors.no_accounting", "村财会人员不得担任"),
    switch("supervisors.no_clerk", "村文书不得担任"),
    switch("supervisors.no_collective_managers", "集体经济组织负责人不得担任"),
    switch("supervisors.expertise", "应有懂财会、管理的人员"),
    more("supervisors.reports_per_year", "每年至少报告工作次数", optional=True),
]

PUBLICITY = [
    more("periods.resolution.days", "决议公开天数"),
    more("periods.result.days", "实施结果公开天数"),
    more("periods.bylaws.days", "村规民约公布天数"),
    more("periods.disclosure.days", "村务公开天数"),
    switch("publicity.board_required", "必须设村务公开栏"),
    switch("publicity.online_allowed", "可以同时在网上公开", FIXED),
    switch("publicity.repost_if_short", "不足天数的重新公布"),
    Key(
        "publicity.general",
        "一般事项多久公布一次",
        Shape.CHOICE,
        Tighter.MORE,
        False,
        ("quarterly", "monthly"),
    ),
    Key(
        "publicity.finance",
        "财务收支多久公布一次",
        Shape.CHOICE,
        Tighter.MORE,
        False,
        ("quarterly", "monthly_if_busy", "monthly"),
    ),
    less("publicity.major_within_days", "重大事项发生后几日内公布", optional=True),
    less("publicity.quarterly_by_day", "按季公布的不晚于下季首月几日", optional=True),
    less("publicity.monthly_by_day", "按月公布的不晚于下月几日", optional=True),
    less("publicity.on_demand_villagers", "联名要求公开的村民", BAR, optional=True),
    less("publicity.on_demand_representatives", "联名要求公开的村民代表", BAR, optional=True),
    switch("publicity.plan_supervised", "公开方案先经监委会审查"),
    switch("publicity.per_natural_village", "各自然村分别公开"),
    more("objection.raise_days", "公示后几日内可提异议"),
    less("objection.answer_days", "村委会几日内答复"),
    less("objection.township_days", "乡镇几日内答复", optional=True),
    more("objection.supervisors_raise_days", "监委会几日内提异议", optional=True),
    less("objection.supervisors_answer_days", "答复监委会的天数", optional=True),
    less("inquiry.answer_days", "质询几日内答复", optional=True),
    less("inquiry.villagers", "联名质询的村民", BAR, optional=True),
    less("inquiry.representatives", "联名质询的村民代表人数", optional=True),
    less("complaint.government_days", "政府几日内答复反映", optional=True),
    more("bylaws.collect_days", "征集民意至少天数"),
    free("bylaws.preview_by_township", "表决前送乡镇审核把关", Shape.SWITCH),
    less("bylaws.advice_days", "乡镇审核几日内答复"),
    less("bylaws.file_days", "通过后几日内备案"),
    less("bylaws.township_correct_days", "乡镇几日内责令改正", optional=True),
    free("bylaws.women_present", "表决应有妇女到会", Shape.SWITCH),
    less("bylaws.review_years", "现行文本几年内至少梳理一次"),
    free("issue.accept_days", "说事受理工作日"),
    free("issue.general_days", "一般事项办理天数"),
    free("issue.complex_days", "复杂事项办理天数"),
    free("issue.callback_days", "办结后回访天数"),
    free("issue.rate_days", "回访后等评价的天数"),
    free("issue.township_days", "报到乡镇后的答复天数"),
    free("issue.backers", "几人附议就要上会"),
    free("issue.talk_days", "每月固定说事日", Shape.WHOLES),
]

KEYS: dict[str, Key] = {
    key.path: key
    for group in (
        *(of_body(body) for body in Body),
        *(of_matter(matter) for matter in MatterKind),
        MEETINGS,
        CYCLE,
        PUBLICITY,
    )
    for key in group
}
