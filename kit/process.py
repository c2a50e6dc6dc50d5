"""The process: one service's roles (serve, relay, consume, migrate) with signals, telemetry and a clean stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
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

from kit import deadletters, logs, migrations, streams, telemetry
from kit.consumer import Consumer
from kit.db import Database
from kit.events import Stream
from kit.relay import republish
from kit.settings import ServiceSettings

log = logging.getLogger(__name__)

ROLES: Final = ("serve", "relay", "consume")
# So many more objects before cycles among them are looked for. A list makes some thousand, which are gone with the
# answer; to look through them each time takes a twentieth of it.
_OBJECTS: Final = 20_000


class NothingToRun(Exception):
    """A service was started in a role that it does not have."""


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
    arguments = _arguments(name)
    logs.set_up(name, settings.log_level)
    url = settings.database_url.get_secret_value()
    if arguments.role == "migrate":
        migrations.main(url, scripts)
        return
    telemetry.set_up(name, settings)
    try:
        if arguments.role in ("dead-letters", "republish"):
            uvloop.run(_maintain(name, settings, build, arguments))
            return
        if arguments.role is None:
            migrations.main(url, scripts)
        uvloop.run(_run(name, settings, build, (arguments.role,) if arguments.role else ROLES))
    except NothingToRun as error:
        sys.exit(str(error))
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
    opening, told = asyncio.ensure_future(open_resources(name, settings)), asyncio.ensure_future(stop.wait())
    await asyncio.wait((opening, told), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not opening.done():
        opening.cancel()  # NATS may be away for long, and nothing has begun
        return
    resources = await opening
    service = build(resources)
    try:
        runnables = [runnable for role in roles for runnable in getattr(service, role)]
        if not runnables:
            raise NothingToRun(f"{name} has nothing to do in the role {' or '.join(roles)}; do not start it.")
        for prepare in service.prepare:
            await prepare()
        gc.collect()
        gc.freeze()  # what is there by now stays
        gc.set_threshold(_OBJECTS)
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


def _arguments(name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=name)
    roles = parser.add_subparsers(dest="role", metavar="role", help="none: migrate, then everything in one process")
    for role in (*ROLES, "migrate"):
        roles.add_parser(role)
    letters = roles.add_parser("dead-letters", help="list the events that failed for good")
    letters.add_argument("--replay", metavar="EVENT_ID", type=UUID, help="apply this one again")
    again = roles.add_parser("republish", help="publish kept outbox rows again, should JetStream have lost them")
    again.add_argument("--stream", choices=[stream.name for stream in Stream], default=Stream.EVENTS.name)
    again.add_argument("--after", metavar="SEQ", type=int, required=True)
    return parser.parse_args()


async def _maintain(name: str, settings: ServiceSettings, build: Build, arguments: argparse.Namespace) -> None:
    resources = await open_resources(name, settings)
    service = build(resources)
    try:
        if arguments.role == "republish":
            number = await republish(resources.database, Stream[arguments.stream], arguments.after)
            sys.stdout.write(f"{number} events will be published again.\n")
            return
        consumers = [runnable for runnable in service.consume if isinstance(runnable, Consumer)]
        letters = deadletters.listing(resources.database, consumers, arguments.replay)
        async for letter in letters:
            sys.stdout.write(json.dumps(letter, default=str) + "\n")
    finally:
        for close in service.close:
            await close()
        await resources.nats.close()
        await resources.database.close()
