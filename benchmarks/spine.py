"""How fast activity becomes figures: recording against raw COPY, and the time from RecordActivity to the dashboard.

`./daybook bench spine [--scale S]` starts a suite of its own; ours and COPY write the same rows to it in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from daybook.players.v1 import activity_service_pb2, activity_service_pb2_grpc, player_pb2
from daybook.types.v1 import money_pb2

from benchmarks.report import Figure, percentile, publish
from deploy.local.home import Home
from deploy.local.suite import Brand, Suite, new_suite
from kit.ids import uuid7
from kit.rpc import client

BATCH = 1000
PLAYERS = 2000
PROBES = 200


def bet(player: int, at: datetime, number: int) -> activity_service_pb2.Activity:
    """A bet that is over when it is reported."""
    activity = activity_service_pb2.Activity(player_external_id=f"p{player}")
    activity.occurred_at.FromDatetime(at)
    placed = activity.bet_placed
    placed.bet_id = str(uuid7())
    placed.game, placed.provider = f"game {number % 40}", f"provider {number % 5}"
    placed.stake.CopyFrom(money_pb2.Money(minor=100 + number % 900, currency="BIT"))
    placed.settlement.payout.CopyFrom(money_pb2.Money(minor=number % 1700, currency="BIT"))
    return activity


def batches(total: int) -> list[activity_service_pb2.StreamActivityRequest]:
    """The bets to record, spread over the last day."""
    now = datetime.now(UTC)
    bets = [bet(n % PLAYERS, now - timedelta(seconds=86_400 * (1 - n / total) + 1), n) for n in range(total)]
    chunks = [bets[i : i + BATCH] for i in range(0, total, BATCH)]
    return [activity_service_pb2.StreamActivityRequest(activities=chunk) for chunk in chunks]


async def register(stub: Any, brand: Brand) -> None:
    """Opens the players."""
    now = datetime.now(UTC) - timedelta(days=2)
    for first in range(0, PLAYERS, BATCH):
        request = activity_service_pb2.RecordActivityRequest(operator_id=brand.operator_id)
        for n in range(first, first + BATCH):
            activity = request.activities.add(player_external_id=f"p{n}")
            activity.occurred_at.FromDatetime(now)
            activity.registered.CopyFrom(player_pb2.Registration(currency="BIT", country="BR"))
        await client.call(stub.RecordActivity, request, brand.platform_key, seconds=60)


async def record(stub: Any, brand: Brand, requests: list[Any]) -> float:
    """Streams the batches; returns activities per second, each committed."""

    async def sending() -> AsyncIterator[Any]:
        for request in requests:
            request.operator_id = brand.operator_id
            yield request

    started, recorded = time.perf_counter(), 0
    async for answer in stub.StreamActivity(sending(), metadata=client.metadata(brand.platform_key), timeout=600):
        recorded += sum(
            result.outcome == activity_service_pb2.ActivityResult.OUTCOME_RECORDED for result in answer.results
        )
    elapsed = time.perf_counter() - started
    if recorded != sum(len(request.activities) for request in requests):
        raise RuntimeError("not every activity was recorded")
    return recorded / elapsed


async def copy(suite: Suite, share: float) -> float:
    """A share of the rows just recorded, by COPY into tables with the same indexes; bets per second."""
    connection = await asyncpg.connect(
        host="127.0.0.1",
        port=suite.port_base + 7,
        user="postgres",
        password=Home(suite.home).password("postgres"),
        database="players",
    )
    try:
        elapsed, bets = 0.0, 0
        for table in WRITTEN:
            await connection.execute(f"CREATE TABLE copied (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
            columns = [row["column_name"] for row in await connection.fetch(_COLUMNS, table)]
            found = await connection.fetch(f"SELECT {', '.join(columns)} FROM {table}")
            rows = [tuple(row) for row in found[: int(len(found) * share)]]
            size = BATCH * len(rows) // max(bets, 1) if bets else BATCH
            started = time.perf_counter()
            for first in range(0, len(rows), size):
                await connection.copy_records_to_table("copied", records=rows[first : first + size], columns=columns)
            elapsed += time.perf_counter() - started
            bets = bets or len(rows)
            await connection.execute("DROP TABLE copied")
        return bets / elapsed
    finally:
        await connection.close()


# What a recorded bet writes, the bets themselves first.
WRITTEN = ("bets", "movements", "recorded")
_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position"


async def freshness(suite: Suite, stub: Any, brand: Brand) -> tuple[list[float], list[float]]:
    """Milliseconds from sending RecordActivity until the dashboard shows it, and those of the RPC alone."""
    shown, answered = [], []
    today = datetime.now(UTC).date().isoformat()
    query = {"operator_id": brand.operator_id, "from": today, "to": today}
    async with suite.client(brand.api_key) as http:
        before = await bets_on_dashboard(http, query)
        for n in range(PROBES):
            request = activity_service_pb2.RecordActivityRequest(operator_id=brand.operator_id)
            request.activities.append(bet(n, datetime.now(UTC), n))
            started = time.perf_counter()
            await client.call(stub.RecordActivity, request, brand.platform_key, seconds=10)
            answered.append((time.perf_counter() - started) * 1000)
            while await bets_on_dashboard(http, query) <= before:
                pass
            shown.append((time.perf_counter() - started) * 1000)
            before += 1
    return shown, answered


async def bets_on_dashboard(http: httpx.AsyncClient, query: dict[str, str]) -> int:
    """The number of bets that the dashboard shows."""
    tiles = (await http.get("/dashboard", params=query)).raise_for_status().json()["tiles"]
    return next(int(tile["value"]) for tile in tiles if tile["metric"] == "bets")


async def counted(suite: Suite, brand: Brand, total: int) -> float:
    """Waits until the dashboard has everything; returns the seconds that took."""
    days = [(datetime.now(UTC) + timedelta(days=n)).date().isoformat() for n in (-2, 1)]
    query = {"operator_id": brand.operator_id, "from": days[0], "to": days[1]}
    started = time.perf_counter()
    async with suite.client(brand.api_key) as http:
        while await bets_on_dashboard(http, query) < total:
            pass
    return time.perf_counter() - started


async def main(scale: float) -> list[Figure]:
    """Runs all of it."""
    total = max(int(100_000 * scale) // BATCH, 2) * BATCH
    with tempfile.TemporaryDirectory() as folder:
        suite = new_suite(Path(folder) / "home", DAYBOOK_SKIP_WEB_BUILD="1", DAYBOOK_LOG_LEVEL="WARNING")
        suite.start()
        try:
            brand = suite.brand("bench", timezone="UTC")
            async with client.channel(suite.address("players")) as channel:
                stub = activity_service_pb2_grpc.ActivityServiceStub(channel)
                await register(stub, brand)
                requests = batches(total)
                half = len(requests) // 2
                rates, copies = [], []
                for part in (requests[:half], requests[half:]):
                    rates.append(await record(stub, brand, part))
                    copies.append(await copy(suite, len(part) / len(requests[: half * (1 + len(copies))])))
                behind = await counted(suite, brand, total)
                shown, answered = await freshness(suite, stub, brand)
            processes = json.loads(suite.run("status", "--json").stdout)
        finally:
            suite.stop()
    rate, raw = sum(rates) / len(rates), sum(copies) / len(copies)
    return [
        Figure("recorded, durable and published", rate, "bets/s", "COPY of the same rows", raw, ">= 0.3"),
        Figure("figures behind the last batch", behind, "s", target="<= 2"),
        *(
            Figure(
                f"RecordActivity to dashboard, p{share}",
                percentile(shown, share / 100),
                "ms",
                "RecordActivity alone",
                percentile(answered, share / 100),
            )
            for share in (50, 99)
        ),
        Figure("memory of the suite after it", processes["memory"] / 2**20, "MiB", target="<= 1200"),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    publish("spine", asyncio.run(main(parser.parse_args().scale)))
