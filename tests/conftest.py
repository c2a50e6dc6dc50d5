"""What all tests share: one embedded Postgres, a NATS server per test module, migrated databases, a key pair."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nats
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from nats.aio.client import Client

from deploy.local.nats import EmbeddedNats
from deploy.local.postgres import EmbeddedPostgres
from kit import migrations, streams
from kit.auth.actor import Actor, ActorKind, Grant
from kit.auth.tokens import Signer
from kit.ids import uuid7

pytest_plugins = ["tests.suite_fixtures"]

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "test-only"

MakeDatabase = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One server for the whole session; tests that stop or kill it must start one of their own."""
    server = EmbeddedPostgres(
        tmp_path_factory.mktemp("postgres") / "data", durable=False, settings={"max_connections": "300"}
    )
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedNats]:
    """A server of the module's own, so that durable consumers of other modules are not in the way."""
    server = EmbeddedNats(tmp_path_factory.mktemp("nats") / "nats", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
async def nats_client(nats_server: EmbeddedNats) -> AsyncIterator[Client]:
    """A connection to the module's server, with the suite's streams created."""
    client = await nats.connect(nats_server.url)
    await streams.ensure(client.jetstream(), 1)
    yield client
    await client.close()


@dataclass
class Databases:
    """Databases cloned from one migrated template per service."""

    server: EmbeddedPostgres
    templates: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def __call__(self, service: str) -> str:
        """The URL of a fresh database with a service's newest schema; "kit" has the kit's tables only."""
        template = f"{service}_template"
        if template not in self.templates:
            self.server.create_database(template, owner=service, password=PASSWORD)
            folder = ROOT / "gateway" if service == "gateway" else ROOT / "services" / service
            scripts = ROOT / "tests" / "kit" / "migrations" if service == "kit" else folder / "migrations"
            url = self.server.url(template, service, PASSWORD)
            # In a thread of its own: the caller may be inside an event loop.
            _in_thread(lambda: asyncio.run(migrations.upgrade(url, scripts)))
            self.templates.add(template)
        name = f"{service}_{next(self.numbers)}"
        self.server.create_database(name, owner=service, password=PASSWORD, template=template)
        return self.server.url(name, service, PASSWORD)


@pytest.fixture(scope="session")
def make_database(postgres: EmbeddedPostgres) -> MakeDatabase:
    """Makes a fresh migrated database: `make_database("players") -> url`."""
    return Databases(postgres)


@dataclass(frozen=True)
class Keys:
    """The gateway's signing key as tests use it."""

    signer: Signer
    private_key_file: Path
    public_keys: dict[str, str]
    public_keys_file: Path

    def staff(self, audience: str, operator_id: str, *permissions: str, company_id: str = "") -> str:
        """A call token of a staff member with permissions for one operator and its company."""
        company = company_id or str(uuid7())
        grant = Grant(frozenset(permissions), {operator_id: company}, frozenset({company}))
        return self.signer.call_token(
            Actor(ActorKind.STAFF, str(uuid7()), "Test Staff", (grant,), "203.0.113.9"), audience
        )

    def platform(self, operator_id: str, *, key_id: str = "", company_id: str = "") -> str:
        """A platform key for one operator."""
        grant = Grant(frozenset({"players.record"}), {operator_id: company_id or str(uuid7())})
        return self.signer.platform_key(
            Actor(ActorKind.PLATFORM, key_id or str(uuid7()), "Test Platform", (grant,)), 30
        )


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """An Ed25519 pair of the issuer "gateway", as objects and as the files that settings name."""
    folder = tmp_path_factory.mktemp("keys")
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = {"gateway": private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()}
    (folder / "private.pem").write_bytes(pem)
    (folder / "public.json").write_text(json.dumps(public))
    return Keys(Signer("gateway", pem), folder / "private.pem", public, folder / "public.json")


def _in_thread(work: Callable[[], None]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()
