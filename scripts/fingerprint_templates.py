"""Digests of sentences that go round from village to village, for the checkup's “copied” finding.

The sentences were written by others and are not kept: only digests of their shingles are. A
shingle counts when two of the texts have it, or when it stands in a known sample (--sample).
Without arguments the texts beside the checkout are read: ../shared/corpus/bylaws, and the sample
quoted in ../shared/cases.md.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bylaws.articles import read_text  # noqa: E402 - the product beside this script
from bylaws.review_copied import shingles  # noqa: E402
from bylaws.review_text import passage  # noqa: E402

OUT = ROOT / "bylaws" / "checkup" / "templates.txt"
SHARED = ROOT.parent / "shared"
HEAD = (
    "# Digests of eight-letter shingles of sentences known from samples, or seen in two texts.\n"
    "# Written by scripts/fingerprint_templates.py; the sentences are not kept.\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, help="files or folders of bylaws")
    parser.add_argument("--sample", action="append", default=[], type=Path)
    args = parser.parse_args()
    texts = [digests(articles(text)) for text in read(args.texts or [SHARED / "corpus/bylaws"])]
    samples = [digests(articles(path.read_text("utf-8"))) for path in args.sample]
    known = set().union(*samples, digests(quoted()))
    seen = Counter(one for found in [*texts, *samples] for one in found)
    kept = sorted(known | {one for one, times in seen.items() if times > 1})
    OUT.write_text(HEAD + "".join(f"{one:016x}\n" for one in kept), "ascii")
    print(f"{len(kept)} digests of {len(texts)} texts and {len(samples)} samples")


def read(paths: list[Path]) -> list[str]:
    files = [file for path in paths for file in ([path] if path.is_file() else path.glob("*.txt"))]
    return [file.read_text("utf-8") for file in sorted(files)]


def articles(text: str) -> list[str]:
    return [article.text for article in read_text(text).articles]


def quoted() -> list[str]:
    """What cases.md quotes of the sample that is only seen in part (P-B2)."""
    paper = SHARED / "cases.md"
    if not paper.is_file():
        return []
    found = re.search(r"### P-B2 .*?(?=\n### )", paper.read_text("utf-8"), re.DOTALL)
    return re.findall("“([^”]+)”", found[0]) if found else []


def digests(texts: list[str]) -> set[int]:
    return {
        one
        for text in texts
        for sentence in passage(text).sentences()
        if "《" not in sentence.plain and "□" not in sentence.plain
        for one in shingles(sentence.plain)
    }


if __name__ == "__main__":
    main()
