"""`run.py rules`: one JSON document and nothing else, or a text a person can read."""

import argparse
import json
import shlex

import pytest

from village import rules
from web.commands import rules as command

VERDICT = "rules verdict --profile national-2025 --body representative_assembly"


def ran(line, capsys):
    parser = argparse.ArgumentParser(prog="run.py")
    command.register(parser.add_subparsers(dest="verb", required=True))
    try:
        args = parser.parse_args(shlex.split(line))
        code = args.run(args)
    except SystemExit as stopped:
        code = stopped.code
    out, err = capsys.readouterr()
    return code, out, err


def test_the_profiles_as_json(capsys):
    code, out, err = ran("rules profiles --json", capsys)
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert [one["code"] for one in found] == list(rules.load_all())
    assert [one["digest"] for one in found] == [one.digest for one in rules.load_all().values()]


def test_every_value_of_a_profile_is_told_with_its_basis(capsys):
    _, out, _ = ran("rules profiles --json", capsys)
    shandong = next(one for one in json.loads(out) if one["code"] == "shandong")

    assert shandong["values"]["representatives.women_attendance"] == {
        "label": "妇女代表的到会比例",
        "value": {"at_least": "2/3"},
        "law": "山东省实施《村民委员会组织法》办法",
        "article": "第二十四条",
        "since": "2012-11-29",
        "kind": "local",
        "certainty": "verified",
        "note": "",
        "basis": "山东省实施《村民委员会组织法》办法第二十四条",
        "needs_review": True,
    }


def test_the_profiles_as_text(capsys):
    code, out, _ = ran("rules profiles", capsys)

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(rules.load_all())


@pytest.mark.parametrize(
    ("words", "verdict", "needed"),
    [
        ("--entitled 31 --present 21 --yes 11 --no 10", "passed", (21, 11)),
        ("--entitled 31 --present 21 --yes 10 --no 5 --abstain 6", "rejected", (21, 11)),
        ("--entitled 31 --present 20 --yes 20", "no_quorum", (21, 11)),
        ("--entitled 35 --present 34", "undecided", (24, 18)),
        ("--entitled 45 --present 40 --yes 42", "invalid_record", (None, None)),
        ("--entitled 31 --present -1", "invalid_record", (None, None)),
        ("--entitled 40 --present 35 --yes 35 --matter bylaws", "unlawful", (27, 18)),
        ("--entitled 40 --present 35 --yes 35 --delegated no", "unlawful", (27, 18)),
        ("--entitled 40 --present 35 --yes 35 --delegated yes", "passed", (27, 18)),
    ],
)
def test_a_verdict_as_json(words, verdict, needed, capsys):
    code, out, err = ran(f"{VERDICT} {words} --json", capsys)
    found = json.loads(out)

    assert (code, err, found["verdict"]) == (0, "", verdict)
    assert (found["needed_present"], found["needed_yes"]) == needed
    assert (found["profile"], found["body"]) == ("national-2025", "representative_assembly")
    assert {frozenset(reason) for reason in found["reasons"]} == {
        frozenset({"code", "text", "basis", "calls_for"})
    }


def test_all_the_words_of_a_verdict(capsys):
    line = (
        "rules verdict --profile chongqing --body villagers_assembly --unit adults"
        " --entitled 1200 --present 501 --yes 300 --no 100 --abstain 90 --spoiled 11"
        " --notice-days 2 --ad-hoc 台风 --unreachable 200 --excluded-reported yes"
        " --women-entitled 600 --women-present 250 --matter planning --json"
    )
    code, out, _ = ran(line, capsys)
    found = json.loads(out)

    assert (code, found["verdict"], found["needed_present"]) == (0, "passed", 501)
    assert [reason["code"] for reason in found["reasons"]] == [
        "party-first",
        "ad-hoc-notice",
        "unreachable-excluded",
        "quorum-met",
        "majority-met",
    ]


def test_a_verdict_as_text(capsys):
    code, out, _ = ran(f"{VERDICT} --entitled 31 --present 20 --yes 20", capsys)
    lines = out.splitlines()

    assert (code, lines[:5]) == (
        0,
        [
            "结论：会议不成立（人数不足）",
            f"规则：{rules.profile('national-2025').title}",
            "会议：村民代表会议",
            "须到会：21",
            "须同意：11",
        ],
    )
    assert [line[:2] for line in lines[5:]] == ["· ", "✗ ", "· "]


def test_where_no_text_sets_a_number_the_text_says_so(capsys):
    _, out, _ = ran(
        "rules verdict --profile national-2025 --body household_canvass --entitled 3 --present 3",
        capsys,
    )

    assert out.splitlines()[3:5] == ["须到会：没有规定", "须同意：没有规定"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "rules verdict --profile atlantis --body hearing --entitled 1 --present 1",
            "没有“atlantis”这一套议事规则；现有：national-2025、",
        ),
        (f"{VERDICT} --entitled 1 --present 1 --matter war", "不认识“war”；可以写：bylaws、"),
        (f"{VERDICT} --entitled 1 --present 1 --unit heads", "可以写：adults、households"),
        (f"{VERDICT} --entitled 1 --present one", "“one”要写成整数，最多九位"),
        (f"{VERDICT} --entitled 1 --present 1.5", "“1.5”要写成整数，最多九位"),
        (f"{VERDICT} --entitled 1000000000 --present 1", "“1000000000”要写成整数，最多九位"),
        (f"{VERDICT} --entitled ３１ --present 1", "“３１”要写成整数，最多九位"),
        (f"{VERDICT} --entitled 1 --present 1 --delegated maybe", "“maybe”只能写 yes 或 no"),
        (f"{VERDICT} --entitled 1", "--present"),
        ("rules", "动作"),
    ],
)
def test_wrong_words_exit_with_two_and_a_sentence(line, sentence, capsys):
    code, out, err = ran(line, capsys)

    assert (code, out, sentence in err) == (2, "", True)


@pytest.mark.parametrize("line", ["rules --help", "rules profiles --help", "rules verdict --help"])
def test_every_verb_has_help(line, capsys):
    code, out, _ = ran(line, capsys)

    assert (code, "usage: run.py rules" in out) == (0, True)
