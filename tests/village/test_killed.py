"""A process that is killed while it writes; `make soak` does the same for longer."""

import subprocess
import sys

from tests.conftest import ROOT


def test_what_a_killed_process_had_acknowledged_is_stored_once_and_the_record_is_whole():
    soak = subprocess.run(
        [sys.executable, "scripts/soak.py", "--rounds", "2", "--seconds", "0.3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (soak.returncode, soak.stderr) == (0, "")
    assert soak.stdout.endswith(", lost 0, doubled 0, record whole\n")
