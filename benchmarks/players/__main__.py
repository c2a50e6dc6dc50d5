"""The player benchmarks: the list at a million players, recording against COPY, exports against COPY OUT.

`./daybook bench players [--scale S] [--only list|recording|export]` starts suites of its own and loads them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

from benchmarks.players import crowd, export, listing, recording
from benchmarks.report import Figure, publish
from deploy.local.suite import new_suite

# Postgres' settings: a server for a million players has more memory than a laptop's 128 MB …
_SERVER = {"shared_buffers": "1GB", "effective_cache_size": "8GB", "wal_level": "minimal", "max_wal_senders": "0"}
# … and until everything is written, nothing that is lost with the machine would be missed.
_LOADING = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "autovacuum": "off"}


@asynccontextmanager
async def loaded(home: Path, players: int, bets: int) -> AsyncIterator[listing.Loaded]:
    """A suite with a crowd in it, prewarmed."""
    suite = new_suite(home, DAYBOOK_SKIP_WEB_BUILD="1", DAYBOOK_LOG_LEVEL="WARNING")
    suite.start()
    try:
        brand = suite.brand("bench", timezone="UTC", currency="BRL")
        await crowd.configure(suite, _SERVER | _LOADING)
        suite.stop()
        suite.start()
        seconds = await crowd.load(suite, brand.operator_id, players, bets)
        await crowd.configure(suite, dict.fromkeys(_LOADING))
        Console().print(f"loaded {players:,} players and {bets:,} bets in {seconds:,.0f} s")
        one = listing.Loaded.of(suite, brand, players)
        await listing.prepare(one)
        yield one
    finally:
        suite.stop()


async def list_figures(scale: float) -> list[Figure]:
    """The list of a million beside that of fifty thousand, and Django admin's."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # Postgres runs as somebody else when we are root
        base = Path(folder)
        many, few = max(int(crowd.PLAYERS * scale), 1000), max(int(listing.SMALL * scale), 500)
        async with loaded(base / "small", few, 20 * few) as small, loaded(base / "large", many, 20 * many) as large:
            return await listing.figures(large, small)


async def export_figures(scale: float) -> list[Figure]:
    """Exports of a million players."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # Postgres runs as somebody else when we are root
        async with loaded(Path(folder), max(int(crowd.PLAYERS * scale), 1000), 0) as large:
            return await export.figures(large)


async def main(scale: float, only: str) -> list[Figure]:
    """What is asked for, one after the other."""
    found: list[Figure] = []
    if only in ("", "list"):
        found += await list_figures(scale)
    if only in ("", "recording"):
        found += await recording.main(scale)
    if only in ("", "export"):
        found += await export_figures(scale)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", choices=("list", "recording", "export"), default="")
    given = parser.parse_args()
    publish(f"players-{given.only}" if given.only else "players", asyncio.run(main(given.scale, given.only)))
