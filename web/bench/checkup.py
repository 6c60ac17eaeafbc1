"""How good the legality check of bylaws is, and how fast: on articles labelled for the purpose.

`tuning` is what the rules were written from and says little; the two held-out sets were written
before and after and never looked at while rules were changed. They lie in tests/corpus/bylaws.
"""

import json
import time
from pathlib import Path
from typing import Any

from bylaws import review, review_text, review_whole
from bylaws.articles import ArticleText, BylawText
from bylaws.numerals import numeral
from web.bench.figures import Figure
from web.bench.running import ROOT

FOLDER = ROOT / "tests" / "corpus" / "bylaws"
SETS = {
    "tuning": "写规则时看着的",
    "held_out": "写规则前留出的",
    "held_out_last": "改完规则后另写的",
}
RECALL_AIM, ALARM_AIM, SPEED_AIM, ARTICLES = 0.95, 2, 0.2, 300

Row = dict[str, Any]


def measured(turns: int, folder: Path = FOLDER) -> list[Figure]:
    """Nothing where the labelled articles are not there: an installation without tests."""
    if not all((folder / f"{name}.jsonl").is_file() for name in SETS):
        return []
    labels = {name: rows(name, folder) for name in SETS}
    figures = [one for name in SETS for one in quality(name, labels[name])]
    return [*figures, speed(labels["tuning"], turns)]


def quality(name: str, labels: list[Row]) -> list[Figure]:
    got, expected, flagged, faulty = recall(labels)
    false, lawful = alarms(labels)
    return [
        Figure(
            f"法治体检查出率（{SETS[name]}）",
            "",
            [got / expected],
            RECALL_AIM,
            more=True,
            told=f"{got}/{expected} 处；{faulty} 条有问题的，提示了 {flagged} 条",
        ),
        Figure(
            f"法治体检误报，每百条合法条文（{SETS[name]}）",
            "处",
            [100 * false / lawful],
            ALARM_AIM,
            told=f"{lawful} 条合法的，误报 {false} 处",
        ),
    ]


def speed(labels: list[Row], turns: int) -> Figure:
    texts = [row["text"] for row in labels if row["part"] == "article"][:ARTICLES]
    text = "\n".join(f"第{numeral(at)}条 {one}" for at, one in enumerate(texts, start=1))
    review.check_text(text)
    took = []
    for _ in range(turns):
        review_text.passage.cache_clear()
        began = time.perf_counter()
        review.check_text(text)
        took.append(time.perf_counter() - began)
    return Figure(f"法治体检 {len(texts)} 条", "秒", took, SPEED_AIM)


def rows(name: str, folder: Path = FOLDER) -> list[Row]:
    lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def found(row: Row) -> set[str]:
    """Codes; of a preamble or a closing only what it says of the body that adopted the text."""
    if row["part"] == "article":
        return {one.code for one in review.in_article(ArticleText("", 1, row["text"]))}
    whole = BylawText(**{row["part"]: row["text"]})
    wrong = review_whole.adopted_wrongly(review_whole.adoption_of(whole))
    return {one.code for one in wrong} - {"no-body"}


def recall(labels: list[Row]) -> tuple[int, int, int, int]:
    """Expected codes found, expected codes, faulty articles with any finding, faulty articles."""
    faulty = [(set(row["codes"]), found(row)) for row in labels if row["codes"]]
    return (
        sum(len(expected & seen) for expected, seen in faulty),
        sum(len(expected) for expected, _ in faulty),
        sum(bool(seen) for _, seen in faulty),
        len(faulty),
    )


def alarms(labels: list[Row]) -> tuple[int, int]:
    """Findings in lawful articles, and how many lawful articles there are."""
    lawful = [found(row) for row in labels if not row["codes"]]
    return sum(map(len, lawful)), len(lawful)
