"""`run.py rules`: the rule profiles, and what they say of one meeting.

Numbers that cannot be are a verdict; only words we do not know are an error.
"""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from deliberation.outcome import Case, Ruling, decide
from village import rules
from village.naming import Named
from village.rules import Body, MatterKind, Profile, Unit

Adder = Callable[..., Any]

COUNTS = {
    "--entitled": "应到",
    "--present": "实到",
    "--yes": "同意；不写就是没有记录票数",
    "--no": "反对",
    "--abstain": "弃权",
    "--spoiled": "废票",
    "--notice-days": "提前几日通知",
    "--women-entitled": "妇女代表应到",
    "--women-present": "妇女代表实到",
    "--unreachable": "联系不上、回不来的人数，包括在应到里",
}
NEEDED = {"--entitled", "--present"}
ZERO = {"--no", "--abstain", "--spoiled", "--unreachable"}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("rules", help="议事规则：有哪些，对一次会议怎么说")
    parser.set_defaults(run=run)
    verbs = parser.add_subparsers(dest="rules_verb", required=True, metavar="动作")
    profiles = verbs.add_parser("profiles", help="列出全部议事规则，每个数都带依据")
    profiles.add_argument("--json", action="store_true", help="只输出一份 JSON")
    verdict = verbs.add_parser("verdict", help="判断一次会议：成立没有，通过没有，合不合法")
    describe(verdict.add_argument)


def describe(add: Adder) -> None:
    add("--profile", required=True, type=known_profile, metavar="CODE", help="用哪一套议事规则")
    add("--body", required=True, type=one_of(Body), metavar="BODY", help=listed(Body))
    add("--unit", type=one_of(Unit), metavar="UNIT", help=listed(Unit))
    for name, meaning in COUNTS.items():
        default = 0 if name in ZERO else None
        add(name, type=whole, default=default, required=name in NEEDED, metavar="N", help=meaning)
    add("--matter", type=one_of(MatterKind), metavar="MATTER", help=listed(MatterKind))
    add("--delegated", type=yes_or_no, metavar="yes|no", help="有没有授权")
    add("--ad-hoc", default="", metavar="REASON", help="临时通知的特殊情况")
    add("--excluded-reported", type=yes_or_no, metavar="yes|no", help="不计入的人向会议报告了没有")
    add("--json", action="store_true", help="只输出一份 JSON")


def known_profile(code: str) -> Profile:
    if code not in rules.known():
        codes = "、".join(rules.known())
        raise argparse.ArgumentTypeError(f"没有“{code}”这一套议事规则；现有：{codes}")
    return rules.profile(code)


def one_of(kind: type[Named]) -> Callable[[str], Named]:
    def read(code: str) -> Named:
        if code not in set(kind):
            raise argparse.ArgumentTypeError(f"不认识“{code}”；可以写：{'、'.join(kind)}")
        return kind(code)

    return read


def listed(kind: type[Named]) -> str:
    return "；".join(f"{member} {member.label}" for member in kind)


def whole(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise argparse.ArgumentTypeError(f"“{text}”要写成整数，最多九位")
    return int(text)


def yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"“{text}”只能写 yes 或 no")
    return text == "yes"


def run(args: argparse.Namespace) -> int:
    if args.rules_verb == "profiles":
        found = list(rules.known().values())
        say([described(profile) for profile in found] if args.json else listing(found))
        return 0
    ruling = decide(args.profile, case_of(args))
    say(ruling.to_json() if args.json else told(ruling, args.profile))
    return 0


def case_of(args: argparse.Namespace) -> Case:
    return Case(
        body=args.body,
        unit=args.unit,
        entitled=args.entitled,
        present=args.present,
        yes=args.yes,
        no=args.no,
        abstain=args.abstain,
        spoiled=args.spoiled,
        matter=args.matter,
        delegated=args.delegated,
        notice_days=args.notice_days,
        ad_hoc=args.ad_hoc,
        women_entitled=args.women_entitled,
        women_present=args.women_present,
        unreachable=args.unreachable,
        excluded_reported=args.excluded_reported,
    )


def say(what: object) -> None:
    text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False, indent=1)
    sys.stdout.write(text + "\n")


def described(profile: Profile) -> dict[str, object]:
    """The profile as stored, with its digest and, value by value, what is 待复核."""
    document = profile.to_json()
    document["digest"] = profile.digest
    document["needs_review"] = profile.needs_review
    document["values"] = {
        path: {
            "label": rules.KEYS[path].label,
            **leaf,
            "basis": profile.basis(path),
            "needs_review": profile.value(path).needs_review,
        }
        for path, leaf in values_of(document).items()
    }
    return document


def values_of(document: dict[str, object]) -> dict[str, dict[str, object]]:
    values = document["values"]
    return values if isinstance(values, dict) else {}


def listing(profiles: list[Profile]) -> str:
    lines = []
    for profile in profiles:
        review = sum(value.needs_review for value in profile.values.values())
        lines.append(f"{profile.code}  {profile.title}  待复核 {review} 项")
    return "\n".join(lines)


def told(ruling: Ruling, profile: Profile) -> str:
    lines = [
        f"结论：{ruling.verdict.label}",
        f"规则：{profile.title}",
        f"会议：{ruling.body.label}",
    ]
    for name, number in (("须到会", ruling.needed_present), ("须同意", ruling.needed_yes)):
        lines.append(f"{name}：{'没有规定' if number is None else number}")
    for reason in ruling.reasons:
        mark = "✗" if reason.calls_for else "·"
        lines.append(f"{mark} {reason.text}（{reason.basis}）")
    return "\n".join(lines)
