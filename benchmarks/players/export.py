"""Exports of everybody beside COPY OUT of the same columns of the same rows, and what they take of memory."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import httpx
import psutil
from rich.console import Console

from benchmarks.players import crowd
from benchmarks.players.listing import Loaded
from benchmarks.report import Figure
from deploy.local.suite import Suite
from services.players.repository.jobs.columns import COLUMNS

_ROUNDS: Final = 3
_SAMPLE_EVERY: Final = 0.1  # seconds
_POLL: Final = 0.05
_MB: Final = 1_000_000

_RAW: Final = ", ".join(column.sql for column in COLUMNS.values())
# What somebody would write by hand: every value as it is stored, joined and sorted as the planner likes.
_COPY: Final = f"""
    SELECT {_RAW}
    FROM players AS p
    JOIN accounts AS a ON a.operator_id = p.operator_id AND a.player_id = p.player_id
    LEFT JOIN wallets AS w
        ON w.operator_id = p.operator_id AND w.player_id = p.player_id AND w.currency = p.currency
    WHERE p.operator_id = $1
    ORDER BY p.registered_at DESC, p.player_id DESC
"""


@dataclass
class Memory:
    """What a process held before and at most meanwhile, in MB."""

    before: float
    samples: list[float] = field(default_factory=list)

    @property
    def most(self) -> float:
        """The highest sample."""
        return max(self.samples, default=self.before)


@asynccontextmanager
async def watched(suite: Suite, service: str) -> AsyncIterator[Memory]:
    """The memory of a service while something is done."""
    process = psutil.Process(suite.pid(service))
    memory = Memory(process.memory_info().rss / _MB)

    async def sample() -> None:
        while True:
            memory.samples.append(process.memory_info().rss / _MB)
            await asyncio.sleep(_SAMPLE_EVERY)

    sampling = asyncio.create_task(sample())
    try:
        yield memory
    finally:
        sampling.cancel()


async def exported(client: httpx.AsyncClient, operator: str, format: str) -> tuple[dict[str, Any], float]:
    """An export of everybody with every column, once it is done, and the seconds until then."""
    begun = time.perf_counter()
    body = {"operator_id": operator, "format": format, "timezone": "America/Sao_Paulo", "sort": "-registered_at"}
    job = (await client.post("/players/exports", json=body)).raise_for_status().json()
    while job["state"] in ("waiting", "running"):
        await asyncio.sleep(_POLL)
        job = (await client.get(f"/jobs/{job['id']}", params={"operator_id": operator})).raise_for_status().json()
    if job["state"] != "done":
        raise RuntimeError(f"The export ended as {job['state']}: {job['problem']}")
    return job, time.perf_counter() - begun


async def fetched(client: httpx.AsyncClient, job: dict[str, Any]) -> float:
    """The seconds in which a file is fetched; every byte of it must come."""
    begun, size = time.perf_counter(), 0
    path, query = f"/jobs/{job['id']}/file", {"operator_id": job["operator_id"]}
    async with client.stream("GET", path, params=query, timeout=600) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_raw():
            size += len(piece)
    if size != job["size_bytes"]:
        raise RuntimeError(f"{size} bytes came of {job['size_bytes']}.")
    return time.perf_counter() - begun


async def copied(suite: Suite, operator: UUID) -> float:
    """The seconds of COPY OUT, its bytes thrown away."""
    connection = await crowd.connect(suite)

    async def discard(_: bytes) -> None:
        pass

    try:
        begun = time.perf_counter()
        await connection.copy_from_query(_COPY, operator, output=discard, format="csv")
        return time.perf_counter() - begun
    finally:
        await connection.close()


async def figures(loaded: Loaded) -> list[Figure]:
    """Rounds of ours and the rival's in turn, the median of each."""
    suite, brand, players = loaded.suite, loaded.brand, loaded.players
    ours: dict[str, list[float]] = {"csv": [], "xlsx": []}
    theirs: list[float] = []
    fetching: list[float] = []
    async with suite.client(brand.api_key) as client:
        await copied(suite, UUID(brand.operator_id))  # what was cold is warm for both
        await exported(client, brand.operator_id, "csv")
        async with watched(suite, "players") as service, watched(suite, "gateway") as gateway:
            for number in range(_ROUNDS):
                theirs.append(await copied(suite, UUID(brand.operator_id)))
                for format in ours:
                    job, seconds = await exported(client, brand.operator_id, format)
                    ours[format].append(seconds)
                    fetching.append(await fetched(client, job) / job["size_bytes"] * _MB)
                    Console().print(f"round {number + 1}, {format}: {seconds:.1f} s beside COPY in {theirs[-1]:.1f} s")
    rival = players / statistics.median(theirs)
    return [
        Figure("export to CSV", players / statistics.median(ours["csv"]), "rows/s", "COPY OUT", rival, ">= 0.4"),
        Figure("export to XLSX", players / statistics.median(ours["xlsx"]), "rows/s", "COPY OUT", rival),
        Figure("fetching a file", 1 / statistics.median(fetching), "MB/s"),
        Figure("memory of players, most", service.most, "MB", "before", service.before, "<= 1.5"),
        Figure("memory of gateway, most", gateway.most, "MB", "before", gateway.before, "<= 1.5"),
    ]
