"""The player benchmarks: the list at a million players, recording against COPY, exports against COPY OUT.

`./daybook bench players [--scale S] [--only list|recording|export] [--keep FOLDER]` starts suites of its own and loads
them. Those of the list and of exports can be kept in a folder, loaded once and used again by the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.players import crowd, export, listing, recording
from benchmarks.report import Figure, publish
from deploy.local.suite import Brand, Suite, new_suite

# Postgres' settings: a server for a million players has more memory than a laptop's 128 MB …
_SERVER = {"shared_buffers": "1GB", "effective_cache_size": "8GB", "wal_level": "minimal", "max_wal_senders": "0"}
# … and until everything is written, nothing that is lost with the machine would be missed.
_LOADING = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "autovacuum": "off"}

# What a loaded home holds, written last.
_KEPT = "crowd.json"


@asynccontextmanager
async def loaded(home: Path, players: int, bets: int) -> AsyncIterator[listing.Loaded]:
    """A suite with a crowd in it, prewarmed: the one that an earlier run left in this home, or a new one."""
    told = _kept(home)
    suite = new_suite(home, DAYBOOK_SKIP_WEB_BUILD="1", DAYBOOK_LOG_LEVEL="WARNING")
    suite.start()
    try:
        if told is not None:
            if (told["players"], told["bets"]) != (players, bets):
                raise SystemExit(f"{home} holds {told['players']:,} players and {told['bets']:,} bets: remove it")
            brand = Brand(**told["brand"])
            Console().print(f"reusing {players:,} players and {bets:,} bets in {home}")
        else:
            brand = await _load(suite, players, bets)
            _keep(home, {"players": players, "bets": bets, "brand": asdict(brand)})
        one = listing.Loaded.of(suite, brand, players)
        await listing.prepare(one)
        yield one
    finally:
        suite.stop()


def _kept(home: Path) -> dict[str, Any] | None:
    """What an earlier run loaded, None when there is nothing; one that was not loaded to the end is of no use."""
    if not home.exists():
        return None
    try:
        found: dict[str, Any] = json.loads((home / _KEPT).read_text())
    except FileNotFoundError:
        raise SystemExit(f"{home} holds a suite that was not loaded to the end: remove it") from None
    return found


def _keep(home: Path, told: dict[str, Any]) -> None:
    (home / _KEPT).write_text(json.dumps(told))


async def _load(suite: Suite, players: int, bets: int) -> Brand:
    brand = suite.brand("bench", timezone="UTC", currency="BRL")
    await crowd.configure(suite, _SERVER | _LOADING)
    suite.stop()
    suite.start()
    seconds = await crowd.load(suite, brand.operator_id, players, bets)
    await crowd.configure(suite, dict.fromkeys(_LOADING))
    Console().print(f"loaded {players:,} players and {bets:,} bets in {seconds:,.0f} s")
    return brand


@contextmanager
def folder(home: Path | None) -> Iterator[Path]:
    """The home, or a folder that is gone afterwards."""
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
        os.chmod(home, 0o755)  # Postgres runs as somebody else when we are root
        yield home.resolve()
        return
    with tempfile.TemporaryDirectory() as passing:
        os.chmod(passing, 0o755)
        yield Path(passing)


async def list_figures(scale: float, home: Path | None) -> list[Figure]:
    """The list of a million beside that of fifty thousand, and Django admin's."""
    many, few = max(int(crowd.PLAYERS * scale), 1000), max(int(listing.SMALL * scale), 500)
    with folder(home) as base:
        async with loaded(base / "small", few, 20 * few) as small, loaded(base / "large", many, 20 * many) as large:
            return await listing.figures(large, small)


async def export_figures(scale: float, home: Path | None) -> list[Figure]:
    """Exports of a million players."""
    with folder(home) as base:
        async with loaded(base / "export", max(int(crowd.PLAYERS * scale), 1000), 0) as large:
            return await export.figures(large)


async def main(scale: float, only: str, home: Path | None) -> list[Figure]:
    """What is asked for, one after the other."""
    found: list[Figure] = []
    if only in ("", "list"):
        found += await list_figures(scale, home)
    if only in ("", "recording"):
        found += await recording.main(scale)
    if only in ("", "export"):
        found += await export_figures(scale, home)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", choices=("list", "recording", "export"), default="")
    parser.add_argument("--keep", type=Path, help="a folder in which loaded suites are kept and found again")
    given = parser.parse_args()
    publish(
        f"players-{given.only}" if given.only else "players", asyncio.run(main(given.scale, given.only, given.keep))
    )
