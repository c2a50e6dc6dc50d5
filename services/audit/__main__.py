"""Runs the audit service: `python -m services.audit [serve|consume|migrate|dead-letters|verify]`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

from kit.process import main
from services.audit.app import composition, verify
from services.audit.settings import AuditSettings


def _verify(settings: AuditSettings, arguments: list[str]) -> int:
    """Verifies the whole log and prints what was found; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="services.audit verify")
    parser.add_argument("--bytes-only", action="store_true", help="leave out the columns read from the bytes: faster")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    verdict, key = asyncio.run(verify(settings, columns=not chosen.bytes_only))
    seconds = time.perf_counter() - started
    lines = [
        f"size         {verdict.size}",
        f"root         {verdict.root.hex()}",
        f"checkpoints  {verdict.checkpoints}, copies {verdict.copies}",
        f"key          {key}",
        f"time         {seconds:.1f} s, {verdict.size / max(seconds, 1e-9):.0f} entries/s",
        f"verdict      {'whole' if verdict.fault is None else verdict.fault.problem}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.fault is None else 1


if __name__ == "__main__":
    settings = AuditSettings()
    if sys.argv[1:2] == ["verify"]:
        sys.exit(_verify(settings, sys.argv[2:]))
    main("audit", settings, Path(__file__).parent / "migrations", composition(settings))
