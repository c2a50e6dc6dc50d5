"""What a user would pick instead, each in a process and an environment of its own, so that none is in the product's."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from deploy.local.home import ROOT, Home
from deploy.local.services import base_environment
from deploy.local.suite import Suite

_LOCK: Final = ROOT / "requirements-bench.lock"


async def changelist(suite: Suite, operator_id: str, *, tuned: bool) -> dict[str, list[float]]:
    """Milliseconds of Django admin's changelist over a suite's players, by page."""
    password = Home(suite.home).password("postgres")
    address = f"host=127.0.0.1 port={suite.port_base + 7} user=postgres password={password} dbname=players"
    program = await asyncio.create_subprocess_exec(
        str(python()),
        "-P",
        str(Path(__file__).with_name("django_admin.py")),
        *(["--tuned"] if tuned else []),
        env=base_environment() | {"BENCH_DATABASE": address, "BENCH_OPERATOR": operator_id},
        stdout=subprocess.PIPE,
    )
    output, _ = await program.communicate()
    if program.returncode != 0:
        raise RuntimeError("Django admin could not be measured.")
    found: dict[str, list[float]] = json.loads(output)
    return found


def python() -> Path:
    """The rivals' own Python, set up from their own lock."""
    folder = Path(os.environ.get("DAYBOOK_HOME") or ROOT / ".daybook") / "bench-venv"
    python = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    if not python.exists():
        subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    install = [*uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(python), str(_LOCK)]
    subprocess.run(install, check=True)
    return python
