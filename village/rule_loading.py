"""Reads the profiles and refuses what may not stand: every mistake at once, in Chinese.

A local value may be stricter than the law, never looser; no value stands without its basis.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from village.errors import Refusal
from village.rule_checks import fault_of, is_looser, shown
from village.rule_keys import KEYS
from village.rule_profile import Profile
from village.rule_terms import Certainty, RuleKind

HEAD = {"code", "title", "inherits", "basis_date", "reviewed_from", "laws"}
LAW_WORDS = {"title", "since", "kind", "certainty"}
LEAF_WORDS = {"value", "unset", "law", "article", "note", "certainty"}
LEAF_MARKS = {"value", "unset", "law", "article"}
SILENT = "该条没有另外规定"

Leaf = dict[str, object]
Table = Mapping[str, object]


class BadRulebook(Refusal):
    """The rulebook as written, with all its mistakes."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("议事规则有误，没有启用：" + "；".join(self.mistakes) + "。")


@dataclass
class RuleFile:
    """One file: what it says, and after `settle` what holds under it."""

    file: str
    code: str
    head: Table = field(default_factory=dict)
    own: dict[str, Leaf] = field(default_factory=dict)
    laws: dict[str, Table] = field(default_factory=dict)
    values: dict[str, Leaf] = field(default_factory=dict)
    binding: dict[str, Leaf] = field(default_factory=dict)  # law or local, the strictest so far
    mistakes: list[str] = field(default_factory=list)

    @property
    def parent(self) -> str:
        return str(self.head.get("inherits", ""))

    def wrong(self, what: str) -> None:
        self.mistakes.append(f"{self.file}：{what}")


def read(path: Path) -> RuleFile:
    sheet = RuleFile(path.name, path.stem)
    try:
        sheet.head = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        sheet.wrong(f"不是能读的 TOML（{error}）")
        return sheet
    _read_head(sheet)
    laws = sheet.head.get("laws", {})
    for name, law in laws.items() if isinstance(laws, dict) else ():
        _read_law(sheet, name, law)
    rules = {name: table for name, table in sheet.head.items() if name not in HEAD}
    for key_path, leaf in _leaves("", rules):
        if key_path not in KEYS:
            sheet.wrong(f"没有“{key_path}”这一项，请核对键名")
        elif not isinstance(leaf, dict):
            sheet.wrong(f"“{key_path}”没有写依据（要写成 value、law、article）")
        else:
            sheet.own[key_path] = leaf
    return sheet


def _read_head(sheet: RuleFile) -> None:
    if sheet.head.get("code") != sheet.code:
        sheet.wrong(f"code 写的是“{sheet.head.get('code', '')}”，应当和文件名“{sheet.code}”一致")
    if not sheet.head.get("title"):
        sheet.wrong("没有写 title")
    for day in ("basis_date",) if sheet.parent else ("basis_date", "reviewed_from"):
        if not isinstance(sheet.head.get(day), date):
            sheet.wrong(f"{day} 应当是一个日期")


def _read_law(sheet: RuleFile, name: str, law: object) -> None:
    if not isinstance(law, dict) or set(law) != LAW_WORDS:
        sheet.wrong(f"依据“{name}”要写全 title、since、kind、certainty 四项，也只能有这四项")
    elif not isinstance(law["since"], date):
        sheet.wrong(f"依据“{name}”的 since 应当是一个日期")
    elif law["kind"] not in set(RuleKind) or law["certainty"] not in set(Certainty):
        sheet.wrong(f"依据“{name}”的 kind 或 certainty 不认识")
    elif law["kind"] == RuleKind.LAW and sheet.parent:
        sheet.wrong(f"依据“{name}”写成了国家法律（law），地方规则里只能写 local 或 practice")
    else:
        sheet.laws[name] = law


def _leaves(prefix: str, table: Table) -> Iterator[tuple[str, object]]:
    """Every leaf with its dotted path; a table with no word of a leaf is a branch."""
    for name, content in table.items():
        path = prefix + name
        if isinstance(content, dict) and not LEAF_MARKS & content.keys() and path not in KEYS:
            yield from _leaves(path + ".", content)
        else:
            yield path, content


def settle(sheet: RuleFile, parent: RuleFile | None) -> Profile | None:
    """What holds under this sheet; None when it has mistakes, which stay on the sheet."""
    if parent is not None:
        sheet.laws = {**parent.laws, **sheet.laws}
        sheet.values, sheet.binding = dict(parent.values), dict(parent.binding)
    for path, leaf in sheet.own.items():
        if faults := _faults(sheet, path, leaf):
            for fault in faults:
                sheet.wrong(fault)
        else:
            _lay(sheet, path, _spelt_out(leaf, sheet.laws[str(leaf["law"])]))
    if parent is None:
        _complete(sheet)
    if sheet.mistakes:
        return None
    if parent is not None:
        sheet.head = {**sheet.head, "reviewed_from": parent.head.get("reviewed_from")}
    return Profile(
        {
            "code": sheet.code,
            "title": str(sheet.head["title"]),
            "inherits": sheet.parent,
            "basis_date": str(sheet.head["basis_date"]),
            "reviewed_from": str(sheet.head["reviewed_from"]),
            "values": sheet.values,
        }
    )


def _faults(sheet: RuleFile, path: str, leaf: Leaf) -> list[str]:
    key, found = KEYS[path], []
    if strange := sorted(leaf.keys() - LEAF_WORDS):
        found.append(f"“{path}”里有不认识的“{'、'.join(strange)}”")
    law, article = sheet.laws.get(str(leaf.get("law", ""))), leaf.get("article", "")
    if law is None or not isinstance(article, str):
        found.append(f"“{path}”没有写依据：law 要写 laws 里有的一部")
    elif not article and law["kind"] != RuleKind.PRACTICE:
        found.append(f"“{path}”没有写依据：article 要写到哪一条")
    if leaf.get("certainty", Certainty.VERIFIED) not in set(Certainty):
        found.append(f"“{path}”的 certainty 不认识")
    if fault := fault_of(key, leaf.get("value"), unset=leaf.get("unset") is True):
        found.append(f"“{path}”（{key.label}）{fault}")
    return found


def _spelt_out(leaf: Leaf, law: Table) -> Leaf:
    return {
        "value": leaf.get("value"),
        "law": law["title"],
        "article": leaf.get("article", ""),
        "since": str(law["since"]),
        "kind": law["kind"],
        "certainty": leaf.get("certainty", law["certainty"]),
        "note": leaf.get("note", ""),
    }


def _lay(sheet: RuleFile, path: str, leaf: Leaf) -> None:
    """Put one value in place, unless what binds it is stricter."""
    key, held = KEYS[path], sheet.binding.get(path)
    if held is not None and is_looser(key, held["value"], leaf["value"]):
        sheet.wrong(
            f"“{path}”（{key.label}）写的是“{shown(key, leaf['value'])}”，"
            f"比“{shown(key, held['value'])}”宽松，地方规则只能更严"
            f"（依据：{held['law']}{held['article']}）"
        )
        return
    sheet.values[path] = leaf
    if leaf["kind"] != RuleKind.PRACTICE:
        sheet.binding[path] = leaf


def _complete(sheet: RuleFile) -> None:
    """The first profile must say everything; of a body, what it leaves out is not set.

    Silence binds nobody: a local text may speak where the law does not.
    """
    if not sheet.head:
        return
    for path, key in KEYS.items():
        if path in sheet.own:
            continue
        decides = sheet.values.get(".".join(path.split(".")[:2]) + ".decides")
        if decides is None or not path.startswith("bodies."):
            sheet.wrong(f"缺“{path}”（{key.label}）")
        else:
            sheet.values[path] = {**decides, "value": None, "note": SILENT}


def assemble(sheets: Iterable[RuleFile], *, extra: Iterable[RuleFile] = ()) -> dict[str, Profile]:
    """All profiles by code, parents first; raises with every mistake of every file."""
    ours = list(sheets)
    every = [*ours, *_admitted(extra, {sheet.code for sheet in ours})]
    waiting, settled, profiles = list(every), dict[str, RuleFile](), dict[str, Profile]()
    while ready := [sheet for sheet in waiting if not sheet.parent or sheet.parent in settled]:
        for sheet in ready:
            waiting.remove(sheet)
            if made := settle(sheet, settled.get(sheet.parent)):
                profiles[sheet.code] = made
            settled[sheet.code] = sheet
    for sheet in waiting:
        sheet.wrong(f"inherits 写的“{sheet.parent}”不存在，或者绕成了圈")
    if mistakes := [mistake for sheet in every for mistake in sheet.mistakes]:
        raise BadRulebook(mistakes)
    return profiles


def _admitted(extra: Iterable[RuleFile], taken: set[str]) -> Iterator[RuleFile]:
    """A village's or township's own files: built on one of ours, under a name of their own."""
    for sheet in extra:
        if not sheet.parent:
            sheet.wrong("没有写 inherits，要写明在哪一套规则的基础上改")
        if sheet.code in taken:
            sheet.wrong(f"“{sheet.code}”和已有的规则同名")
        yield sheet


def sheets_in(folder: Path) -> list[RuleFile]:
    return [read(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else []
