"""A process of relay and consumer over the kit's test database, told to kill itself at a precise moment.

Run as `python -m tests.faults.program DATABASE_URL NATS_URL SERVICE [--die published|committed]`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from kit import streams
from kit.consumer import Consumer
from kit.db import Database, UnitOfWork
from kit.events import Received, Stream
from kit.process import run_all
from kit.relay import Relay


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingRelay(Relay):
    """Dies after JetStream has the rows and before they are marked."""

    async def _publish(self, stream: Stream, rows: Any) -> None:
        await super()._publish(stream, rows)
        die()


class DyingConsumer(Consumer):
    """Dies after the commit and before the acknowledgement."""

    async def _apply(self, events: Sequence[Received]) -> None:
        await super()._apply(events)
        die()


async def count(uow: UnitOfWork, events: Sequence[Received]) -> None:
    """Counts how often each event took effect."""
    for event in events:
        await uow.connection.execute(
            text("INSERT INTO things (id) VALUES (:id) ON CONFLICT (id) DO UPDATE SET seen = things.seen + 1"),
            {"id": event.action},
        )


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("nats")
    parser.add_argument("service")
    parser.add_argument("--die", choices=["published", "committed"])
    arguments = parser.parse_args()
    database = Database(arguments.database, arguments.service)
    client = await streams.connect(arguments.nats, arguments.service)
    jetstream = client.jetstream(timeout=2)
    await streams.ensure(jetstream, 1)
    relay = (DyingRelay if arguments.die == "published" else Relay)(database, jetstream)
    consumer = (DyingConsumer if arguments.die == "committed" else Consumer)(
        f"faults-{arguments.service}",
        Stream.EVENTS,
        database,
        jetstream,
        count,
        subjects=[f"daybook.events.{arguments.service}.>"],
        batch=40,
        ack_wait=1.0,
    )
    await run_all([relay, consumer], asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main())
