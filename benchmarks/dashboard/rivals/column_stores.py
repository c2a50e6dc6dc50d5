"""The questions of the dashboard to DuckDB or chDB over raw bets; runs in the rivals' environment, prints times.

What favours them: local time is a fixed shift instead of a zone; deposits, rules and currencies are not asked about.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROUNDS = 6


class DuckDb:
    """A table in a file of its own, in the order in which bets arrived."""

    def __init__(self, bets: str, folder: Path) -> None:
        import duckdb

        self._connection = duckdb.connect(str(folder / "bets.duckdb"))
        self._connection.execute(
            "CREATE TABLE bets (operator UUID, placed TIMESTAMP, seat INTEGER, game SMALLINT, provider TINYINT, "
            "country TINYINT, stake BIGINT, payout BIGINT)"
        )
        self._connection.execute(f"COPY bets FROM '{bets}' (FORMAT csv, HEADER false)")
        self._connection.execute("CHECKPOINT")

    def ask(self, sql: str) -> Any:
        return self._connection.execute(sql).fetchall()

    def local(self, hours: int) -> str:
        return f"(placed + INTERVAL ({hours}) HOUR)"

    def week_day(self, at: str) -> str:
        return f"isodow({at})"


class ChDb:
    """A MergeTree ordered by operator and time."""

    def __init__(self, bets: str, folder: Path) -> None:
        from chdb import session

        self._session = session.Session(str(folder / "chdb"))
        self._session.query("CREATE DATABASE IF NOT EXISTS bench ENGINE = Atomic")
        self._session.query("USE bench")
        self._session.query(
            "CREATE TABLE bench.bets (operator UUID, placed DateTime64(6, 'UTC'), seat Int32, game Int16, "
            "provider Int8, country Int8, stake Int64, payout Int64) ENGINE = MergeTree ORDER BY (operator, placed)"
        )
        structure = (
            "operator UUID, placed DateTime64(6), seat Int32, game Int16, provider Int8, country Int8, stake Int64, "
            "payout Int64"
        )
        self._session.query(f"INSERT INTO bench.bets SELECT * FROM file('{bets}', CSV, '{structure}')")
        self._session.query("OPTIMIZE TABLE bench.bets FINAL")

    def ask(self, sql: str) -> Any:
        found = self._session.query(sql.replace("FROM bets", "FROM bench.bets"), "JSON")
        return json.loads(found.bytes())["data"]

    def local(self, hours: int) -> str:
        return f"(placed + INTERVAL {hours} HOUR)"

    def week_day(self, at: str) -> str:
        return f"toDayOfWeek({at})"


def questions(store: Any, operator: str, first: datetime, until: datetime, shift: int) -> list[str]:
    """All that the page asks, of the period and of the one before."""
    before = first - (until - first)
    moments = [f"'{at:%Y-%m-%d %H:%M:%S}'" for at in (before, first, until)]
    if isinstance(store, ChDb):
        moments = [f"toDateTime64({at}, 6, 'UTC')" for at in moments]
    else:
        moments = [f"TIMESTAMP {at}" for at in moments]
    since, start, end = moments
    both = f"operator = '{operator}' AND placed >= {since} AND placed < {end}"
    now = f"operator = '{operator}' AND placed >= {start} AND placed < {end}"
    local = store.local(shift)
    width = "hour" if until - first <= timedelta(days=3) else "day"
    sums = "count(*) AS bets, sum(stake) AS turnover, sum(payout) AS payouts, sum(stake) - sum(payout) AS ggr"
    week = f"{store.week_day('at_hour')}, extract(hour FROM at_hour)"
    return [
        f"SELECT placed >= {start} AS present, {sums}, count(DISTINCT seat) AS players "
        f"FROM bets WHERE {both} GROUP BY 1",
        f"SELECT date_trunc('{width}', {local}) AS point, {sums}, count(DISTINCT seat) AS players "
        f"FROM bets WHERE {both} GROUP BY 1 ORDER BY 1",
        f"SELECT {week}, sum(turnover), sum(ggr), avg(players) FROM ("
        f"SELECT date_trunc('hour', {local}) AS at_hour, {sums}, count(DISTINCT seat) AS players "
        f"FROM bets WHERE {now} GROUP BY 1) AS hours GROUP BY 1, 2",
        "SELECT game, provider, sum(CASE WHEN present THEN stake ELSE 0 END), "
        "sum(CASE WHEN present THEN payout ELSE 0 END), sum(CASE WHEN present THEN 1 ELSE 0 END), "
        "sum(CASE WHEN present THEN stake * stake ELSE 0 END), sum(CASE WHEN present THEN payout * payout ELSE 0 END), "
        "sum(CASE WHEN present THEN stake * payout ELSE 0 END), "
        "sum(CASE WHEN present THEN stake - payout ELSE 0 END) AS ggr, "
        f"sum(CASE WHEN present THEN 0 ELSE stake - payout END) FROM (SELECT *, placed >= {start} AS present FROM bets "
        f"WHERE {both}) AS b GROUP BY 1, 2 ORDER BY ggr DESC LIMIT 10",
        f"SELECT country, {sums}, count(DISTINCT seat) AS players FROM bets WHERE {now} GROUP BY 1 ORDER BY ggr DESC",
        f"WITH each AS (SELECT seat, {sums} FROM bets WHERE {now} GROUP BY 1) "
        "SELECT * FROM (SELECT * FROM each ORDER BY ggr DESC LIMIT 10) AS losers "
        "UNION ALL SELECT * FROM (SELECT * FROM each ORDER BY ggr ASC LIMIT 10) AS winners",
    ]


def main(rival: str, bets: str, folder: str, last: str, zone: str, days: str) -> None:
    """Loads, asks, prints."""
    Path(folder).mkdir()
    with Path(bets).open() as file:
        operator = file.readline().split(",")[0]
    store: Any = {"duckdb": DuckDb, "chdb": ChDb}[rival](bets, Path(folder))
    end = datetime.combine(date.fromisoformat(last) + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    until = end.astimezone(UTC)
    shift = int(end.utcoffset().total_seconds() // 3600)  # type: ignore[union-attr]
    taken: dict[str, list[float]] = {}
    for period, length in (("a day", 1), ("30 days", int(days))):
        asked = questions(store, operator, until - timedelta(days=length), until, shift)
        for number in range(ROUNDS + 1):
            started = time.perf_counter()
            for sql in asked:
                if not store.ask(sql):
                    raise SystemExit(f"{rival} found nothing: {sql}")
            if number:
                taken.setdefault(period, []).append((time.perf_counter() - started) * 1000)
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
