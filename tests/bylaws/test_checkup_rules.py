"""Every example that stands beside a rule is a test of it."""

import re
import sys
from pathlib import Path

import pytest

from bylaws import review, review_rules, review_words
from bylaws.articles import ArticleText
from bylaws.review_rules import CheckupAction, rules
from bylaws.review_words import FOLDER, SLOTS, BadCheckup, compiled, expanded
from village.rules import Certainty

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import checkup_table  # noqa: E402 - beside the page it writes

FLAGS = [(rule.code, text) for rule in rules() for text in rule.flags]
PASSES = [(rule.code, text) for rule in rules() for text in rule.passes]
ROW = {
    "code": "x",
    "title": "x",
    "action": "strike",
    "why": "x",
    "basis": ["organic 第三十一条"],
    "suggest": "x",
    "flags": ["x"],
    "passes": ["x"],
}


def codes(text):
    return {found.code for found in review.in_article(ArticleText("第一条", 1, text))}


def test_what_the_rule_is_for_is_found():
    missed = [f"{code}: {text}" for code, text in FLAGS if code not in codes(text)]

    assert missed == [], "\n".join(missed)


def test_what_only_sounds_alike_is_left_in_peace():
    flagged = [f"{code}: {text}" for code, text in PASSES if code in codes(text)]

    assert flagged == [], "\n".join(flagged)


def test_every_rule_has_examples_on_both_sides():
    assert [rule.code for rule in rules() if min(len(rule.flags), len(rule.passes)) < 2] == []


def test_every_rule_says_why_and_what_to_write_instead_in_a_sentence():
    sentences = {rule.code: (rule.why[-1], rule.suggest[-1] in "。……") for rule in rules()}

    assert [code for code, ended in sentences.items() if ended != ("。", True)] == []


def test_no_two_rules_have_one_code():
    found = [rule.code for rule in rules()]

    assert len(set(found)) == len(found)


def test_what_a_rule_yields_to_exists():
    known = {rule.code for rule in rules()}

    assert [one for rule in rules() for one in rule.yields if one not in known] == []


def test_every_shared_word_is_used():
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.toml"))
    code = "".join(path.read_text("utf-8") for path in FOLDER.parent.glob("*.py"))

    assert [name for name in SLOTS if "{" + name + "}" not in text + code] == []


def test_no_example_was_taken_from_the_articles_kept_for_measuring():
    kept = (FOLDER.parents[1] / "tests" / "corpus" / "bylaws").glob("held_out*.jsonl")
    measured = "".join(path.read_text("utf-8") for path in kept)

    assert [text for _, text in FLAGS + PASSES if text in measured] == []


@pytest.mark.parametrize("key", ["title", "action", "why", "basis", "suggest", "flags", "passes"])
def test_a_rule_that_is_not_whole_is_refused(key):
    row = {name: value for name, value in ROW.items() if name != key}

    with pytest.raises(BadCheckup, match=f"some.toml: x lacks {key}"):
        review_rules.read(row, "some.toml")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("flagz", ["x"], "unknown flagz"),
        ("action", "delete", "no action delete"),
        ("basis", ["nowhere 第一条"], "no nowhere in laws.toml"),
        ("acts", ["{nothing}"], "no {nothing} in words.toml"),
        ("acts", ["(罚"], "unterminated"),
    ],
)
def test_a_mistake_in_a_rule_is_named(key, value, said):
    with pytest.raises(BadCheckup, match=re.escape(said)):
        review_rules.read(ROW | {key: value}, "some.toml")


def test_a_whole_rule_is_read():
    rule = review_rules.read(ROW | {"acts": ["罚款"]}, "some.toml")

    assert (rule.code, rule.action, rule.ground.text) == (
        "x",
        CheckupAction.STRIKE,
        "《村民委员会组织法》第三十一条",
    )


def test_a_finding_is_as_sure_as_its_weakest_ground():
    sure = review_rules.ground(["organic 第三十一条"], "x")
    less = review_rules.ground(["organic 第三十一条", "guidance"], "x")
    least = review_rules.ground(["organic 第三十一条", "guidance", "levies"], "x")

    assert [one.certainty for one in (sure, less, least)] == [
        Certainty.VERIFIED,
        Certainty.SECONDARY,
        Certainty.MEMORY,
    ]


def test_the_page_on_law_lists_every_rule_as_it_is():
    page = (ROOT / "docs" / "law.md").read_text("utf-8")

    assert checkup_table.renewed(page) == page, "python scripts/checkup_table.py"


def test_slots_hold_slots():
    assert compiled("罚{money}").fullmatch("罚二百至五百元")
    assert "{" not in re.sub(r"\{\d+(?:,\d*)?\}", "", expanded("{taken}"))


def test_traditional_characters_are_paired_one_to_one():
    pairs = review_words.sheet("words.toml")["traditional"]["pairs"].split()

    assert [pair for pair in pairs if len(pair) != 2 or pair[0] == pair[1]] == []
    assert len({pair[0] for pair in pairs}) == len(pairs)
