"""Fixtures of the audit tests: a fresh log, and sources of events on the module's NATS server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.aio.client import Client

from tests.audit.world import Log, Source

MakeDatabase = Callable[[str], str]
MakeSource = Callable[[str], Source]


@pytest.fixture
async def log(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Log]:
    """An empty log in a database of its own."""
    made = Log(make_database("audit"), tmp_path / "checkpoints", Ed25519PrivateKey.generate())
    yield made
    await made.database.close()


@pytest.fixture
async def make_source(make_database: MakeDatabase, nats_client: Client) -> AsyncIterator[MakeSource]:
    """Makes a service that announces events."""
    made: list[Source] = []

    def make(service: str) -> Source:
        made.append(Source(make_database("kit"), service, nats_client.jetstream()))
        return made[-1]

    yield make
    for source in made:
        await source.database.close()
