"""A person who exports and acts on many players, and the workers that do it, as tests need them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from daybook.players.v1 import activity_service_pb2, events_pb2, filter_pb2
from daybook.players.v1 import jobs_service_pb2 as wire

from kit import clock
from kit.auth.actor import Actor, ActorKind, Grant
from kit.clock import Clock
from kit.db import Database
from kit.ids import uuid7
from kit.rpc import client
from services.players.workers import Pace, Workers
from tests.players.building import registered
from tests.players.integration.conftest import Door
from tests.polling import until

ALL = (
    "players.read",
    "players.export",
    "players.reveal",
    "players.bulk",
    "players.tag",
    "players.suspend",
    "players.note",
)
PACE = Pace(2, timedelta(seconds=30), timedelta(seconds=15), timedelta(hours=24), timedelta(days=90))


@dataclass
class Person:
    """Somebody at an operator, the same in every call."""

    door: Door
    operator: str
    permissions: tuple[str, ...] = ALL
    id: str = field(default_factory=lambda: str(uuid7()))
    company: str = field(default_factory=lambda: str(uuid7()))

    @property
    def token(self) -> str:
        """A new one for each call: they last for a minute."""
        grant = Grant(frozenset(self.permissions), {self.operator: self.company})
        actor = Actor(ActorKind.STAFF, self.id, "Test Staff", (grant,), "203.0.113.9")
        return self.door.keys.signer.call_token(actor, "players")

    async def call(self, method: Any, request: Any) -> Any:
        """A call with their token."""
        return await client.call(method, request, self.token, seconds=30)

    async def export(self, **asked: Any) -> wire.Job:
        """Starts an export; CSV of everything in UTC unless told otherwise."""
        asked = {"format": wire.EXPORT_FORMAT_CSV, "timezone": "UTC", "language": "en"} | asked
        request = wire.StartExportRequest(operator_id=self.operator, request_id=str(uuid7()), **asked)
        return (await self.call(self.door.jobs.StartExport, request)).job

    async def bulk(self, action: wire.BulkAction, expected: int, reason: str = "because", **asked: Any) -> wire.Job:
        """Starts a bulk action on everybody unless told otherwise."""
        request = wire.StartBulkRequest(
            operator_id=self.operator,
            request_id=str(uuid7()),
            action=action,
            expected=expected,
            reason=reason,
            filter=filter_pb2.PlayerFilter(**asked),
        )
        return (await self.call(self.door.jobs.StartBulk, request)).job

    async def job(self, job_id: str) -> wire.Job:
        """A job as they see it."""
        request = wire.GetJobRequest(operator_id=self.operator, job_id=job_id)
        return (await self.call(self.door.jobs.GetJob, request)).job

    async def ended(self, job_id: str) -> wire.Job:
        """A job once it neither waits nor runs."""

        async def over() -> bool:
            return (await self.job(job_id)).state not in (wire.JOB_STATE_WAITING, wire.JOB_STATE_RUNNING)

        await until(over, seconds=150)
        return await self.job(job_id)

    async def file(self, job_id: str) -> bytes:
        """The file of an export."""
        request = wire.DownloadExportRequest(operator_id=self.operator, job_id=job_id)
        stub = self.door.jobs.DownloadExport
        pieces = [piece.content async for piece in stub(request, metadata=client.metadata(self.token), timeout=60)]
        return b"".join(pieces)

    async def results(self, job_id: str, *, failed_only: bool = False) -> list[wire.ListBulkResultsResponse.Result]:
        """All results of a bulk action."""
        found: list[wire.ListBulkResultsResponse.Result] = []
        cursor = ""
        while True:
            request = wire.ListBulkResultsRequest(operator_id=self.operator, job_id=job_id, failed_only=failed_only)
            request.page.size, request.page.cursor = 200, cursor
            answer = await self.call(self.door.jobs.ListBulkResults, request)
            found += answer.results
            cursor = answer.next_cursor
            if not cursor:
                return found

    async def told(self) -> list[Any]:
        """What was announced of jobs at the operator: the actions, in order."""
        rows = await self.door.rows(
            "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
            subject=f"daybook.events.players.job_changed.{self.operator}",
        )
        return [events_pb2.JobChanged.FromString(row.payload).action for row in rows]


@asynccontextmanager
async def working(database: Database, pace: Pace = PACE, now: Clock = clock.now) -> AsyncIterator[Workers]:
    """Workers of this process."""
    stop, workers = asyncio.Event(), Workers(database, now, pace)
    running = asyncio.create_task(workers.run(stop))
    try:
        yield workers
    finally:
        stop.set()
        await running


async def crowd(door: Door, operator: str, number: int, **facts: Any) -> None:
    """Registers players p00000, p00001 …"""
    for begin in range(0, number, 1000):
        batch = [registered(f"p{n:05}", **facts) for n in range(begin, min(begin + 1000, number))]
        request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=batch)
        await door.as_platform(door.activity.RecordActivity, request)


def tagging(*add: str, remove: tuple[str, ...] = ()) -> wire.BulkAction:
    """Tags to put on and take off."""
    return wire.BulkAction(tag=wire.BulkAction.Tag(add=add, remove=remove))


async def ids(door: Door, operator: str) -> dict[str, str]:
    """Player ids by external id."""
    rows = await door.rows("SELECT external_id, player_id FROM players WHERE operator_id = :o", o=UUID(operator))
    return {row.external_id: str(row.player_id) for row in rows}
