"""What a user would pick instead of rollups: a column store over the raw bets, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Final

from benchmarks.players.rivals import python
from deploy.local.services import base_environment

NAMES: Final = {"duckdb": "DuckDB, in arrival order", "chdb": "chDB, by operator and time"}


async def answers(bets: Path, folder: Path, last: date, zone: str, days: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds of the whole page's questions by rival and period."""
    found = {}
    for rival, name in NAMES.items():
        program = await asyncio.create_subprocess_exec(
            str(python()),
            "-P",
            str(Path(__file__).with_name("column_stores.py")),
            *(rival, str(bets), str(folder / rival), last.isoformat(), zone, str(days)),
            env=base_environment(),
            stdout=subprocess.PIPE,
        )
        output, _ = await program.communicate()
        if program.returncode != 0:
            raise RuntimeError(f"{name} could not be measured.")
        found[name] = json.loads(output)
    return found
