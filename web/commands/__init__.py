"""What `run.py` can do: every module here is one verb, with `register` and `run`.

Exit 0 done, 2 wrong words, 1 refused. With --json one JSON document, nothing else on stdout.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module

from village.errors import Blocked, Refusal
from web.migrating import SchemaProblem
from web.settings import SettingsProblem

VERBS = (
    "serve",
    "migrate",
    "demo",
    "found",
    "import_roster",
    "rules",
    "checkup",
    "verify",
    "backup",
    "restore",
    "bench",
)
REFUSALS = (Refusal, SettingsProblem, SchemaProblem)


def main(words: Sequence[str]) -> int:
    args = parser(words[:1]).parse_args(words)
    try:
        return int(args.run(args))
    except REFUSALS as refusal:
        return refused(refusal, as_json=getattr(args, "json", False))
    except KeyboardInterrupt:
        return 0


def parser(asked: Sequence[str] = ()) -> argparse.ArgumentParser:
    """With one verb asked for only that one is loaded: the site starts sooner and stays smaller."""
    found = argparse.ArgumentParser(prog="run.py", description="村议：村民自治的议事、公开与记录。")
    verbs = found.add_subparsers(dest="verb", required=True, metavar="命令")
    named = [verb for verb in VERBS if verb.replace("_", "-") in asked]
    for verb in named or VERBS:
        import_module(f"web.commands.{verb}").register(verbs)
    return found


def refused(refusal: Exception, *, as_json: bool) -> int:
    """The same sentence for people and programs, and what to do next."""
    found = refusal.blockers if isinstance(refusal, Blocked) else ()
    remedies = [one.remedy for one in found if one.remedy]
    if as_json:
        answer = {"refused": str(refusal), "next": remedies}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"没有办成：{refusal}", file=sys.stderr)
        if remedies:
            print(f"下一步：{'；'.join(remedies)}。", file=sys.stderr)
    return 1
