"""The command line without a door: dry runs, and mistakes in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.importer.integration.conftest import MAPPING, SLICE

ALONE = {name: value for name, value in os.environ.items() if not name.startswith("DAYBOOK_")}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "importer", "bets", *arguments]
    environment = ALONE | {"DAYBOOK_HOME": str(folder / "home"), "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_dry_run_sums_up_and_writes_nothing(tmp_path: Path) -> None:
    ran = run(tmp_path, str(SLICE), "--mapping", str(MAPPING), "--dry-run", "--json")
    assert ran.returncode == 0, ran.stderr
    summary = json.loads(ran.stdout)
    assert (summary["rows"], summary["rejected"], summary["players"]) == (2000, 0, 964)
    [totals] = summary["totals"]
    assert totals == {
        "currency": "BIT",
        "bets": 2000,
        "open_bets": 0,
        "turnover": "34562713.00",
        "payouts": "36635927.29",
        "ggr": "-2073214.29",
        "deposits": "0.00",
        "withdrawals": "0.00",
    }
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_tells_what_would_be_rejected(tmp_path: Path) -> None:
    file = tmp_path / "bets.csv"
    file.write_text("Id,Who,Bet,When\n1,ann,5,2021-11-20\n2,ann,x,2021-11-20\n" + "3" * 200 + ",ann,5,2021-11-20\n")
    flags = ["--column=bet_id=Id", "--column=player=Who", "--column=stake=Bet", "--column=placed_at=When"]
    flags += ["--currency", "EUR", "--constant", "game=dice", "--dry-run", "--rejects", "out.csv"]
    ran = run(tmp_path, "bets.csv", *flags)
    assert ran.returncode == 2
    assert "3 rows: 1 to send, 2 rejected; nothing sent." in ran.stdout
    assert "rejected 1: BAD_AMOUNT stake" in ran.stdout
    assert "rejected 1: INVALID_FIELD bet_id" in ran.stdout
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.csv"], "import: absent.csv is not a file."),
        ([str(SLICE)], "import: columns.player: is missing; name the column"),
        ([str(SLICE), "--mapping", "absent.yaml"], "import: The mapping absent.yaml cannot be read: No such file"),
        (
            [str(SLICE), "--mapping", str(MAPPING), "--column", "stake=Wager"],
            "import: columns.stake: the column 'Wager'",
        ),
        ([str(SLICE), "--mapping", str(MAPPING), "--currency", "XXX"], "import: currency: 'XXX' is not a currency"),
        ([str(SLICE), "--mapping", str(MAPPING), "--encoding", "utf-8", "--dry-run"], "line 245: the byte 0xD4"),
        (
            [str(SLICE), "--mapping", str(MAPPING), "--operator", "x"],
            "import: There is no platform key and no gateway to ask for one",
        ),
        ([str(SLICE), "--mapping", str(MAPPING), "--platform-key", "x"], "import: The platform key is not one of"),
        ([str(SLICE), "--mapping", str(MAPPING), "--dry-run", "--rejects", str(SLICE)], "cannot go into the file"),
        (["--colour", "blue"], "No such option"),
        ([str(SLICE), "--column", "stake"], "'stake' is not KEY=VALUE"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    ran = run(tmp_path, *arguments)
    assert ran.returncode == 1
    assert message in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""
