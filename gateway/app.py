"""The composition root: the only file that constructs things."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from gateway import web
from gateway.clients import AUDIT, METRICS, PLAYERS, Services
from gateway.container import Gateway
from gateway.passwords import Passwords
from gateway.sealing import Seal
from gateway.server import HttpServer
from gateway.service.audit_scope import AuditScopes
from gateway.service.directory import Directory
from gateway.service.housekeeping import Housekeeping
from gateway.service.keys import Keys
from gateway.service.people import People
from gateway.service.second_factor import SecondFactor
from gateway.service.sessions import Sessions
from gateway.service.sign_in import SignIn
from gateway.service.status import SuiteStatus
from gateway.settings import GatewaySettings
from kit import clock
from kit.auth.tokens import Signer
from kit.clock import Clock
from kit.db import Database
from kit.process import Resources, Service
from kit.relay import Relay

NAME: Final = "gateway"
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def assemble(settings: GatewaySettings, database: Database, now: Clock = clock.now) -> Gateway:
    """All parts of the gateway around a database."""
    seal, passwords = Seal(settings.seal()), Passwords(settings.concurrent_hashes)
    signer = Signer(NAME, settings.private_key())
    services = Services(
        signer,
        {PLAYERS: settings.players_address, METRICS: settings.metrics_address, AUDIT: settings.audit_address},
        settings.upstream_ca,
    )
    directory = Directory(database, seal, now)
    return Gateway(
        settings=settings,
        database=database,
        services=services,
        sign_in=SignIn(database, seal, passwords, now),
        second_factor=SecondFactor(database, seal, now),
        sessions=Sessions(database, now),
        directory=directory,
        audit_scopes=AuditScopes(database, directory),
        people=People(database, seal, passwords, now),
        keys=Keys(database, seal, signer, now, settings.platform_key_days),
        status=SuiteStatus(database, services),
    )


def build(settings: GatewaySettings, resources: Resources) -> Service:
    """Puts the service together."""
    gateway = assemble(settings, resources.database)
    server = HttpServer(web.create(gateway), settings.listen, gateway.stopping, settings.trusted_proxies)
    return Service(
        serve=[server],
        relay=[Relay(resources.database, resources.jetstream, keep_hours=settings.outbox_keep_hours)],
        consume=[Housekeeping(resources.database, clock.now)],
        close=[gateway.services.close],
    )


@asynccontextmanager
async def opened(settings: GatewaySettings) -> AsyncIterator[Gateway]:
    """The gateway's parts without a server, for the command line."""
    database = Database(settings.database_url.get_secret_value(), NAME, pooled=False)
    gateway = assemble(settings, database)
    try:
        yield gateway
    finally:
        await gateway.services.close()
        await database.close()
