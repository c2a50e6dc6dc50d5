"""One running metrics service per test module."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client

from tests.conftest import Keys, MakeDatabase
from tests.metrics.running import Metrics, running


@pytest.fixture(scope="module")
async def metrics(make_database: MakeDatabase, nats_client: Client, keys: Keys) -> AsyncIterator[Metrics]:
    """The service on a database and NATS server of the module's own; operators are made by each test."""
    async with running(make_database("metrics"), nats_client, keys) as service:
        yield service
