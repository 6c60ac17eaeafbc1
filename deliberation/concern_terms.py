"""The words 村民说事 is told in: channels, roads, stages, outcomes, ratings.

A concern ends in exactly one outcome; without one it is open.
"""

from village.naming import Named


class ConcernChannel(Named):
    PHONE = "phone", "扫码"
    WINDOW = "window", "窗口代录"
    HELPER = "helper", "网格员、组长、代表代填"
    CALL = "call", "电话"
    LETTER = "letter", "信箱、书面"
    SAY_DAY = "say_day", "说事会上"


class ConcernCategory(Named):
    WORKS = "works", "基础设施"
    ENVIRONMENT = "environment", "环境卫生"
    NEIGHBOURS = "neighbours", "邻里纠纷"
    LAND = "land", "土地、宅基地"
    ASSETS = "assets", "集体资产和账目"
    AID = "aid", "低保救助"
    SUBSIDIES = "subsidies", "惠农补贴"
    CONDUCT = "conduct", "村干部作风"
    POLICY = "policy", "政策咨询"
    IDEAS = "ideas", "意见建议"
    QUESTION = "question", "对公开内容的疑问"
    OTHER = "other", "其他"


class ConcernAudience(Named):
    """Who may read the words. The supervisors' ones are kept from the committee."""

    EVERYONE = "everyone", "大家都能看"
    COMMITTEE = "committee", "只给村里看"
    SUPERVISORS = "supervisors", "只给监委会和镇里看"


class ConcernSight(Named):
    """Whether the public may read it now: only SHOWN is ever on a public page."""

    SHOWN = "shown", "已公开"
    HELD = "held", "等看过再公开"
    INSIDE = "inside", "不公开"
    HIDDEN = "hidden", "已隐藏"


class HidingReason(Named):
    PRIVACY = "privacy", "涉及个人隐私"
    ACCUSATION = "accusation", "指名道姓，没有核实"
    ABUSE = "abuse", "辱骂、骚扰"
    ADVERTISING = "advertising", "广告，与村里的事无关"
    UNLAWFUL = "unlawful", "内容违法"
    ASKED = "asked", "说事人要求不公开"


class ConcernStage(Named):
    """What already stands. Without an outcome it is still open."""

    RAISED = "raised", "已提出，等受理"
    RECEIVED = "received", "已受理"
    VERIFIED = "verified", "已核实"
    STUDIED = "studied", "已研究"
    ROUTED = "routed", "已分流"
    ASSIGNED = "assigned", "已交办"
    HANDLING = "handling", "正在办理"
    ANSWERED = "answered", "已反馈，等回访和评价"
    CALLED_BACK = "called_back", "已回访，等评价"
    RATED = "rated", "已评价"
    ARCHIVED = "archived", "已归档"


class Road(Named):
    """分流: the seven ways a concern can go."""

    ON_THE_SPOT = "on_the_spot", "当场答复"
    VILLAGE = "village", "村内办理"
    AGENDA = "agenda", "列入议题"
    DECISION = "decision", "提交四议两公开"
    MEDIATION = "mediation", "转调解"
    TOWNSHIP = "township", "转乡镇"
    NOT_ACCEPTED = "not_accepted", "不予受理"


class RefusalReason(Named):
    """Why something is not accepted: one of these, and words beside it."""

    NOT_OURS = "not_ours", "不属于村里和乡镇管的事"
    IN_COURT = "in_court", "已经由法院、仲裁或者上级机关受理"
    SETTLED = "settled", "同一件事已经办结，没有新情况"
    UNCLEAR = "unclear", "说不清是什么事，又联系不上说事人"
    NO_BUSINESS = "no_business", "不是说事（广告、骚扰等）"


class ConcernResult(Named):
    """What the village or the township says came of it; the raiser's rating stands beside it."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "暂时不能解决，已说明原因"


class ConcernOutcome(Named):
    """How it ended, exactly once."""

    SETTLED = "settled", "已办结"
    UNRATED = "unrated", "已办结，回访后没有评价"
    DISSATISFIED = "dissatisfied", "已办结，说事人不满意"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "说事人撤回"
    MERGED = "merged", "并入另一件"


class ConcernLevel(Named):
    """小组说事点 → 村说事室 → 乡镇: where it lies now."""

    GROUP = "group", "小组说事点"
    VILLAGE = "village", "村说事室"
    TOWNSHIP = "township", "乡镇"


class MediumKind(Named):
    PHOTO = "photo", "照片"
    VOICE = "voice", "录音"


class MediumMoment(Named):
    RAISED = "raised", "说事时"
    BEFORE = "before", "办理前"
    AFTER = "after", "办理后"


class EntryKind(Named):
    RAISED = "raised", "提出"
    RECEIVED = "received", "受理"
    VERIFIED = "verified", "核实"
    STUDIED = "studied", "研究"
    ROUTED = "routed", "分流"
    ASSIGNED = "assigned", "交办"
    PROGRESS = "progress", "办理进度"
    EXTENDED = "extended", "延期"
    HANDED_UP = "handed_up", "上报"
    LEVEL = "level", "上级受理、交办"
    ON_AGENDA = "on_agenda", "列入说事会"
    DISCUSSED = "discussed", "说事会商议"
    MATTER = "matter", "立为议题"
    ANSWERED = "answered", "反馈"
    CALLED_BACK = "called_back", "回访"
    NOT_REACHED = "not_reached", "回访没有联系上"
    RATED = "rated", "评价"
    REOPENED = "reopened", "不满意，重新办理"
    MERGED = "merged", "合并"
    PARTED = "parted", "不再合并"
    BACKED = "backed", "附议达到数目，须上会"
    SHOWN = "shown", "公开范围"
    WITHDRAWN = "withdrawn", "撤回"
    ARCHIVED = "archived", "归档"


class RatingVia(Named):
    PHONE = "phone", "本人评价"
    CODE = "code", "凭查询码评价"
    WINDOW = "window", "窗口代记"
    CALLBACK = "callback", "回访时说的"


class Satisfaction(Named):
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"
