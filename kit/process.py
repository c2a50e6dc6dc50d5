"""The process: one service's roles (serve, relay, consume, migrate) with signals, telemetry and a clean stop."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

import uvloop
from nats.aio.client import Client
from nats.js import JetStreamContext
from sqlalchemy import select, update

from kit import logs, migrations, streams, telemetry
from kit.consumer import Consumer
from kit.db import Database
from kit.events import Received
from kit.settings import ServiceSettings
from kit.tables import dead_letters

log = logging.getLogger(__name__)

ROLES: Final = ("serve", "relay", "consume")


class Runnable(Protocol):
    """Something that runs until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set, then leaves cleanly."""


@dataclass
class Service:
    """What a composition root puts together. `prepare` runs before anything serves."""

    serve: Sequence[Runnable]
    relay: Sequence[Runnable] = ()
    consume: Sequence[Runnable] = ()
    prepare: Sequence[Callable[[], Awaitable[None]]] = field(default_factory=tuple)
    close: Sequence[Callable[[], Awaitable[None]]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Resources:
    """What a composition root is given: its database and the connection to NATS."""

    database: Database
    nats: Client
    jetstream: JetStreamContext


Build = Callable[[Resources], Service]


def main(name: str, settings: ServiceSettings, scripts: Path, build: Build) -> None:
    """Runs a service: with no role it migrates and then does everything in one process."""
    parser = argparse.ArgumentParser(prog=f"services.{name}")
    parser.add_argument("role", nargs="?", choices=[*ROLES, "migrate", "dead-letters"], default=None)
    parser.add_argument("--replay", metavar="EVENT_ID", help="with dead-letters: apply this one again")
    arguments = parser.parse_args()
    logs.set_up(name, settings.log_level)
    url = settings.database_url.get_secret_value()
    if arguments.role == "migrate":
        migrations.main(url, scripts)
        return
    telemetry.set_up(name, settings)
    try:
        if arguments.role == "dead-letters":
            uvloop.run(_dead_letters(name, settings, build, arguments.replay))
            return
        if arguments.role is None:
            migrations.main(url, scripts)
        uvloop.run(_run(name, settings, build, (arguments.role,) if arguments.role else ROLES))
    finally:
        telemetry.shut_down()


async def open_resources(name: str, settings: ServiceSettings) -> Resources:
    """Connects to the database and NATS, and sees to it that the streams are there."""
    database = Database(settings.database_url.get_secret_value(), name, pool_size=settings.pool_size)
    client = await streams.connect(settings.nats_url.get_secret_value(), name)
    jetstream = client.jetstream(timeout=5)
    await streams.ensure(jetstream, settings.stream_replicas)
    return Resources(database, client, jetstream)


async def _run(name: str, settings: ServiceSettings, build: Build, roles: Sequence[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    resources = await open_resources(name, settings)
    service = build(resources)
    try:
        for prepare in service.prepare:
            await prepare()
        runnables = [runnable for role in roles for runnable in getattr(service, role)]
        log.info("%s %s: %s", name, settings.version, ", ".join(roles))
        await run_all(runnables, stop)
    finally:
        for close in service.close:
            await close()
        await resources.nats.close()
        await resources.database.close()


async def run_all(runnables: Sequence[Runnable], stop: asyncio.Event) -> None:
    """Runs several until told to stop. One that ends early or fails stops the others, and the process with them."""
    tasks = [asyncio.create_task(runnable.run(stop)) for runnable in runnables]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _dead_letters(name: str, settings: ServiceSettings, build: Build, replay: str | None) -> None:
    """Lists the dead letters, or applies one again and marks it."""
    resources = await open_resources(name, settings)
    service = build(resources)
    consumers = {runnable.name: runnable for runnable in service.consume if isinstance(runnable, Consumer)}
    try:
        query = select(dead_letters).order_by(dead_letters.c.failed_at)
        if replay:
            query = query.where(dead_letters.c.event_id == UUID(replay))
        async with resources.database.read() as connection:
            letters = (await connection.execute(query)).all()
        if replay and not letters:
            sys.exit(f"{replay} is not a dead letter of {name}.")
        for letter in letters:
            if replay:
                event = Received.from_message(letter.subject, letter.headers, letter.payload, letter.attempts + 1)
                await consumers[letter.consumer].replay(event)
                async with resources.database.unit_of_work() as uow:
                    await uow.connection.execute(
                        update(dead_letters)
                        .where(dead_letters.c.event_id == letter.event_id, dead_letters.c.consumer == letter.consumer)
                        .values(replayed_at=letter.failed_at.now(letter.failed_at.tzinfo))
                    )
            fields = ("consumer", "event_id", "subject", "error", "attempts", "failed_at", "replayed_at")
            sys.stdout.write(json.dumps({field: getattr(letter, field) for field in fields}, default=str) + "\n")
    finally:
        for close in service.close:
            await close()
        await resources.nats.close()
        await resources.database.close()
