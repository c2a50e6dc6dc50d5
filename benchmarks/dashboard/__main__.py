"""The dashboard benchmarks: the whole page beside DuckDB and chDB, and counting beside recording.

`./daybook bench dashboard [--scale S] [--only page|consumption]` starts servers of its own and loads them.
"""

from __future__ import annotations

import argparse
import asyncio

from benchmarks.dashboard import consumption, page
from benchmarks.report import Figure, publish


async def main(scale: float, only: str) -> list[Figure]:
    """What is asked for, one after the other."""
    found: list[Figure] = []
    if only in ("", "page"):
        found += await page.main(scale)
    if only in ("", "consumption"):
        found += await consumption.figures(scale)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", choices=("page", "consumption"), default="")
    given = parser.parse_args()
    publish(f"dashboard-{given.only}" if given.only else "dashboard", asyncio.run(main(given.scale, given.only)))
