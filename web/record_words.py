"""The lines of the record in Chinese: what each deed is called, in what capacity, where it leads.

Every action the code records has its words here; a test fails on one that has not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from village.permissions import Actor, Office, Permission
from village.record_check import Row

ACTIONS: Mapping[str, str] = {
    "attendance.arrive": "签到",
    "attendance.back": "离会后返回",
    "attendance.leave": "提前离会",
    "attendance.mark": "登记到会名单",
    "ballot.cast": "投票（不记投的是什么）",
    "ballot.close": "确认截止表决",
    "ballot.count": "录入清点结果",
    "ballot.declare": "宣布表决结果",
    "ballot.open": "开始表决",
    "ballot.prepare": "准备表决",
    "ballot.stop": "停止投票",
    "ballot.void": "作废表决",
    "bylaw.carry_out": "登记村规民约执行情况",
    "canvass.record": "登记征求意见",
    "change.ask": "提出变更",
    "concern.answer": "反馈说事",
    "concern.archive": "说事归档",
    "concern.assign": "交办说事",
    "concern.assign_up": "乡镇交办说事",
    "concern.back": "附议",
    "concern.call_back": "回访说事人",
    "concern.entrust": "转给监委会办理",
    "concern.escalate": "说事人不满意，报到乡镇",
    "concern.extend": "说事延期",
    "concern.hand_up": "小组说事点上报",
    "concern.hide": "隐藏说事",
    "concern.look": "看过一张照片能不能公开",
    "concern.merge": "合并说事",
    "concern.miss": "回访没有联系上",
    "concern.must_discuss": "附议达到数目，须上会",
    "concern.part": "不再合并",
    "concern.progress": "登记说事办理进度",
    "concern.raise": "说事",
    "concern.rate": "评价（原话不记）",
    "concern.rate_up": "村里评乡镇",
    "concern.receive": "受理说事",
    "concern.receive_up": "乡镇接收说事",
    "concern.release": "公开说事",
    "concern.reopen": "不满意，重新办理",
    "concern.reply": "乡镇答复说事",
    "concern.route": "说事分流",
    "concern.study": "研究说事",
    "concern.verify": "核实说事",
    "concern.withdraw": "撤回说事",
    "correction.order": "乡镇责令改正村规民约",
    "correction.revoke": "乡镇撤销责令改正",
    "decision.accept": "议题进到“已实施完成”",
    "decision.conclude": "议题办结",
    "decision.consult": "议题进到“已商议”",
    "decision.disclose": "议题进到“决议已公开”",
    "decision.open": "立议题",
    "decision.propose": "议题进到“已提议”",
    "decision.reject": "按未通过结束议题",
    "decision.resolve": "议题进到“已决议”",
    "decision.review": "议题进到“已审议”",
    "decision.withdraw": "撤回议题",
    "delegation.file": "登记授权报乡镇备案",
    "delegation.record": "登记村民会议的授权",
    "delegation.revoke": "收回村民会议的授权",
    "edition.adopt": "村规民约表决通过",
    "edition.advise": "乡镇对草案提意见",
    "edition.answer_advice": "答复乡镇对草案的意见",
    "edition.ask_repeal": "提议废止村规民约",
    "edition.check": "草案进到法治体检",
    "edition.collect": "开始征集民意",
    "edition.draft": "进到拟定草案",
    "edition.edit": "改动村规民约文本",
    "edition.enter": "补录以前通过的村规民约",
    "edition.file": "报村规民约备案",
    "edition.publish": "公布村规民约",
    "edition.recall": "表决的议题撤回，草案退回修改",
    "edition.reject": "村规民约表决未通过",
    "edition.repeal": "废止村规民约",
    "edition.reread": "登记村规民约梳理",
    "edition.send": "草案送乡镇审核",
    "edition.sign": "法律顾问签字",
    "edition.start": "开始制定或修订村规民约",
    "edition.vote": "村规民约提交表决，文本封存",
    "edition.withdraw": "撤回村规民约草案",
    "evidence.keep": "存照片",
    "filing.register": "乡镇登记备案编号",
    "finding.decide": "法律顾问决定一处问题",
    "kinship.declare": "登记亲属关系",
    "kinship.withdraw": "撤销亲属关系",
    "legal.check": "出具合法性审查意见",
    "meeting.attach": "加会议材料",
    "meeting.call": "召集会议",
    "meeting.cancel": "取消会议",
    "meeting.correct": "补正会议记录",
    "meeting.open_doors": "开始签到",
    "meeting.record": "登记会议记录和表决",
    "meeting.reconvene": "流会以后改期重新召集",
    "meeting.shut_doors": "结束签到",
    "meeting.take_down": "撤下会议材料",
    "minutes.sign": "确认会议记录",
    "notice.post": "张贴公告",
    "notice.withdraw": "撤下公告",
    "objection.answer": "答复异议",
    "objection.raise": "提出异议",
    "observer.add": "登记列席的人",
    "observer.remove": "划去列席的人",
    "office.appoint": "登记任职",
    "office.end": "登记离任",
    "office.import": "随名册登记任职",
    "office.term": "补登任期",
    "opinion.answer": "答复对村规民约的意见",
    "opinion.give": "对村规民约提意见",
    "pass.activate": "第一次使用通行码",
    "pass.issue": "发放通行码",
    "pass.pin": "更换通行码密码",
    "pass.revoke": "注销通行码",
    "pass.unlock": "解锁通行码",
    "person.edit": "更改村民登记",
    "person.enter": "登记人员",
    "person.leave": "移出名册",
    "person.return": "重新列入名册",
    "petition.record": "登记联名",
    "place.add": "设说事地点",
    "place.retire": "停用说事地点",
    "praise.agree": "同意上红榜",
    "praise.propose": "提议上红榜",
    "praise.show": "上红榜",
    "praise.take_down": "撤下红榜",
    "receipt.print": "印村规民约签收单",
    "receipt.return": "收回村规民约签收单",
    "risk.assess": "登记风险评估",
    "roll.add": "补入会议名册",
    "roll.strike": "从会议名册划去",
    "roster.import": "导入名册",
    "say.agree": "说事会商议一件",
    "say.call": "召集说事会",
    "say.cancel": "取消说事会",
    "say.drop": "说事会取消，等下一次",
    "say.outcome": "登记商议的事办得怎样",
    "say.put_on": "列入说事会",
    "say.record": "登记说事会",
    "say.take_off": "从说事会议程上取下",
    "secret.clear": "清除办公口令",
    "secret.code": "设定动态码",
    "secret.password": "设定办公口令",
    "slip.issue": "发纸票",
    "slip.print": "印纸票",
    "slip.void": "作废一张纸票",
    "supervision.give": "出具监督意见",
    "teller.appoint": "推选监票计票人",
    "township.advise": "乡镇提出审查意见",
    "township.ask": "送乡镇审查",
    "township.found": "启用乡镇",
    "village.found": "启用本村",
    "village.settle": "修改本村规则和联系方式",
    "watch.end": "结束负责村规民约的组织",
    "watch.set_up": "登记负责村规民约的组织",
    "works.accept": "登记验收",
    "works.begin": "登记由谁实施",
    "works.finish": "登记完成和决算",
    "works.progress": "登记进度",
}
SUBJECTS: Mapping[str, str] = {
    "appointment": "任职",
    "article": "村规民约条文",
    "ballot": "表决",
    "concern": "说事",
    "decision": "议题",
    "delegation": "授权",
    "edition": "村规民约",
    "kinship": "亲属关系",
    "meeting": "会议",
    "notice": "公告",
    "objection": "异议",
    "pass": "通行码",
    "person": "人员",
    "petition": "联名",
    "place": "说事地点",
    "praise": "红榜",
    "repeal": "废止村规民约",
    "roll": "会议名册",
    "say": "说事会",
    "township": "乡镇",
    "village": "本村",
    "watch": "负责村规民约的组织",
}
PLACES: Mapping[str, tuple[str, Permission]] = {
    "appointment": ("offices/{}", Permission.REGISTER_VIEW),
    "concern": ("concerns/{}", Permission.CONCERN_VIEW),
    "decision": ("decisions/{}", Permission.DESK_VIEW),
    "edition": ("bylaws/{}", Permission.DESK_VIEW),
    "delegation": ("delegations/", Permission.DESK_VIEW),
    "meeting": ("meetings/{}", Permission.DESK_VIEW),
    "notice": ("notices/{}", Permission.DESK_VIEW),
    "objection": ("objections/{}", Permission.DESK_VIEW),
    "pass": ("passes/{}", Permission.PASS_ISSUE),
    "person": ("people/{}", Permission.REGISTER_VIEW),
    "say": ("say-days/{}", Permission.CONCERN_VIEW),
    "praise": ("bylaws/praise/{}", Permission.BYLAW_KEEP),
    "watch": ("bylaws/keeping", Permission.BYLAW_KEEP),
}
"""Where a subject is seen on the desk, and who may see it there."""

PUBLIC = {"decision": "decisions/{}", "notice": "notices/{}"}
Leads = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a page shows it; `number` counts from one. Unreadable parts are empty."""

    number: int
    at: datetime | None
    who: str
    what: str
    about: str
    href: str
    digest: str
    text: str


def line_of(row: Row, leads: Leads) -> Line:
    """Also of a line somebody has tampered with: the page shows it, the check names it."""
    said = row.said or {}
    noun, _, key = str(said.get("subject", "")).partition(":")
    action = str(said.get("action", ""))
    return Line(
        number=row.seq + 1,
        at=_moment(said.get("at")),
        who=capacity(said.get("as")),
        what=ACTIONS.get(action, action) or "这一行读不出来",
        about=" ".join(part for part in (SUBJECTS.get(noun, noun), number(noun, key)) if part),
        href=leads(noun, key) if key.isascii() and key.isdigit() else "",
        digest=row.leaf.decode(errors="replace"),
        text=row.line.decode(errors="replace"),
    )


def number(noun: str, key: str) -> str:
    return "" if noun in ("village", "township") else key


def capacity(code: object) -> str:
    return next((one.label for one in Office if one == code), str(code or ""))


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def to_desk(code: str, actor: Actor, village_id: int, township_id: int) -> Leads:
    """Links to the desk, where the reader may follow them."""

    def leads(noun: str, key: str) -> str:
        place = PLACES.get(noun)
        if place is None or not actor.may(place[1], village_id, township_id):
            return ""
        return f"/desk/{code}/{place[0].format(key)}"

    return leads


def to_public(code: str) -> Leads:
    """Links for the township: to what everybody may read."""
    return lambda noun, key: f"/v/{code}/{PUBLIC[noun].format(key)}" if noun in PUBLIC else ""
