"""`make soak` itself, at its smallest: servers started from nothing, one ballot, few kills."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.sqlite
def test_the_soak_says_what_it_did_and_that_all_was_as_told():
    words = "--kills 1 --postgres-kills 0 --roll 60 --held 0.2 --seed 1"
    soak = subprocess.run(
        [sys.executable, "scripts/soak.py", *words.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = soak.stdout.splitlines()

    assert (soak.returncode, soak.stderr) == (0, "")
    assert told[0].startswith("sqlite, 1 server(s): 1 kills, 60 votes acknowledged, ")
    assert told[1].startswith("sqlite, held for 0.2 s: 200 of 200 in, 0 refused")
    assert told[2] == "seed 1: nothing lost, nothing doubled, every record whole"
