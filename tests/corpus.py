"""Texts that others wrote: read where they lie, never copied into the product or its tests.

They lie in `../shared/corpus` beside the checkout, or in the folder that CUNYI_CORPUS names.
"""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def folder():
    return Path(os.environ.get("CUNYI_CORPUS") or BESIDE)


def text(name):
    """The whole text of `notices/P-R1.txt`; the test is skipped where the corpus is absent."""
    file = folder() / name
    if not file.is_file():
        pytest.skip(f"corpus: {file} is absent (texts that others wrote are not copied)")
    return file.read_text("utf-8")
