"""The whole dashboard at the gateway, over 20 million bets and over one, beside DuckDB and chDB over the raw bets.

A page is what the browser asks for at once: the dashboard (tiles, series, heat maps, games, countries) and the top
players. The rivals answer the same questions about the same bets one after the other: each uses all cores for each.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import httpx
from rich.console import Console

from benchmarks.dashboard import rivals
from benchmarks.dashboard.loading import BETS, DAYS, PLAYERS, Crowd, load
from benchmarks.report import Figure, percentile
from deploy.local.home import Home
from deploy.local.suite import Brand, Suite, new_suite

ZONE: Final = "America/Sao_Paulo"
SMALL: Final = 20  # times fewer bets
_ROUNDS: Final = 41
# A server for 20 million bets has more memory than a laptop's 128 MB; nothing that is being loaded would be missed.
_SERVER: Final = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_LOADING: Final = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "16GB", "autovacuum": "off"}
PERIODS: Final = {"a day": 1, "30 days": DAYS}


def address(suite: Suite, database: str) -> str:
    """A database of the suite, as its superuser."""
    password = Home(suite.home).password("postgres")
    return f"postgresql+asyncpg://postgres:{password}@127.0.0.1:{suite.port_base + 7}/{database}"


async def main(scale: float) -> list[Figure]:
    """Loads both, asks both in turn, then the rivals."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        base = Path(folder)
        async with running(base / "suite") as suite:
            last = datetime.now(ZoneInfo(ZONE)).date() - timedelta(days=1)
            until = datetime.combine(last + timedelta(days=1), time_of_day(), ZoneInfo(ZONE)).astimezone(UTC)
            bets, players = max(int(BETS * scale), 20_000), max(int(PLAYERS * scale), 1_000)
            brands = {}
            for name, count in (("large", bets), ("small", bets // SMALL)):
                brands[name] = brand = suite.brand(name, timezone=ZONE, currency="BRL")
                crowd = Crowd(UUID(brand.operator_id), ZONE, count, players, until)
                seconds = await load(address(suite, "metrics"), crowd)
                Console().print(f"loaded {count:,} bets and what follows from them in {seconds:,.0f} s")
            await configure(suite, dict.fromkeys(_LOADING))
            suite.stop()
            suite.start()
            await _prewarm(suite)
            ours = await ask(suite, brands, last)
            raw = base / "bets.csv"
            await _export(suite, brands["large"], raw)
        theirs = await rivals.answers(raw, base, last, ZONE, DAYS)
    return _figures(ours, theirs)


@asynccontextmanager
async def running(home: Path) -> AsyncIterator[Suite]:
    """A suite of its own whose Postgres is set for loading."""
    suite = new_suite(home, DAYBOOK_SKIP_WEB_BUILD="1", DAYBOOK_LOG_LEVEL="WARNING")
    suite.start()
    try:
        await configure(suite, _SERVER | _LOADING)
        suite.stop()
        suite.start()
        yield suite
    finally:
        suite.stop()


async def configure(suite: Suite, settings: Any) -> None:
    """Sets what Postgres keeps, None for its default; some of it holds from the next start only."""
    connection = await asyncpg.connect(address(suite, "metrics").replace("+asyncpg", ""))
    try:
        for name, value in settings.items():
            await connection.execute(
                f"ALTER SYSTEM RESET {name}" if value is None else f"ALTER SYSTEM SET {name} = '{value}'"
            )
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def _prewarm(suite: Suite) -> None:
    """Reads what pages read once: cold reads are those of the disk."""
    connection = await asyncpg.connect(address(suite, "metrics").replace("+asyncpg", ""))
    try:
        for table in ("totals", "game_days", "region_days", "player_days", "active_days", "active_sets"):
            await connection.execute(f"SELECT count(*) FROM (SELECT * FROM {table} OFFSET 0) AS t")
    finally:
        await connection.close()


async def ask(suite: Suite, brands: dict[str, Brand], last: date) -> dict[tuple[str, str, str], list[float]]:
    """Milliseconds of pages by brand, period and what was asked for; in turn, so that both are slowed alike."""
    taken: dict[tuple[str, str, str], list[float]] = {}
    clients = {name: suite.client(brand.api_key) for name, brand in brands.items()}
    try:
        for number in range(_ROUNDS + 2):
            for period, days in PERIODS.items():
                for name, client in clients.items():
                    params = {
                        "operator_id": brands[name].operator_id,
                        "from": (last - timedelta(days=days - 1)).isoformat(),
                        "to": last.isoformat(),
                    }
                    for what in ("dashboard", "page"):
                        started = time.perf_counter()
                        asked = [_get(client, "/dashboard", params)]
                        if what == "page":
                            asked.append(_get(client, "/dashboard/players", params))
                        await asyncio.gather(*asked)
                        if number >= 2:
                            elapsed = (time.perf_counter() - started) * 1000
                            taken.setdefault((name, period, what), []).append(elapsed)
    finally:
        for client in clients.values():
            await client.aclose()
    return taken


async def _get(client: httpx.AsyncClient, path: str, params: dict[str, str]) -> None:
    answer = await client.get(path, params=params)
    answer.raise_for_status()


async def _export(suite: Suite, brand: Brand, into: Path) -> None:
    """The raw bets in the order in which they arrived."""
    connection = await asyncpg.connect(address(suite, "metrics").replace("+asyncpg", ""))
    try:
        await connection.copy_from_query(
            """
            SELECT operator_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), seat, game, game % 12,
                   seat % 10, stake, payout
            FROM bench_bets WHERE operator_id = $1::uuid
            """,
            UUID(brand.operator_id),
            output=into,
            format="csv",
        )
    finally:
        await connection.close()


def _figures(ours: dict[tuple[str, str, str], list[float]], theirs: dict[str, dict[str, list[float]]]) -> list[Figure]:
    found = []
    for period in PERIODS:
        large = ours["large", period, "page"]
        found += [
            Figure(f"{period}: dashboard, p50", percentile(ours["large", period, "dashboard"], 0.5), "ms"),
            Figure(f"{period}: dashboard, p95", percentile(ours["large", period, "dashboard"], 0.95), "ms"),
            Figure(f"{period}: whole page, p50", percentile(large, 0.5), "ms"),
            Figure(f"{period}: whole page, p95", percentile(large, 0.95), "ms", target="<= 100"),
            Figure(
                f"{period}: whole page, p50",
                percentile(large, 0.5),
                "ms",
                "with a twentieth of the bets",
                percentile(ours["small", period, "page"], 0.5),
                "<= 1.3",
            ),
        ]
        for rival, taken in theirs.items():
            least = "<= 0.2" if period == "30 days" else "<= 1"
            found.append(
                Figure(
                    f"{period}: whole page, p50",
                    percentile(large, 0.5),
                    "ms",
                    rival,
                    percentile(taken[period], 0.5),
                    least,
                )
            )
    return found
