"""The composition root: the only file that constructs things."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from gateway import core, web
from gateway.clients import AUDIT, METRICS, PLAYERS, Services
from gateway.container import Gateway
from gateway.server import HttpServer
from gateway.service.announcing import Announcer
from gateway.service.audit_scope import AuditScopes
from gateway.service.housekeeping import Housekeeping
from gateway.service.operator_statuses import OperatorStatuses
from gateway.service.operators import Operators
from gateway.service.schedules import Schedules
from gateway.service.second_factor import SecondFactor
from gateway.service.sessions import Sessions
from gateway.service.sign_in import SignIn
from gateway.service.status import SuiteStatus
from gateway.service.views import Views
from gateway.settings import GatewaySettings
from kit import clock
from kit.clock import Clock
from kit.db import Database
from kit.process import Resources, Service
from kit.relay import Relay

NAME: Final = core.NAME
MIGRATIONS: Final = Path(__file__).parent / "migrations"


def assemble(settings: GatewaySettings, database: Database, now: Clock = clock.now) -> Gateway:
    """All parts of the gateway around a database."""
    parts = core.assemble(settings, database, now)
    services = Services(
        parts.signer,
        {PLAYERS: settings.players_address, METRICS: settings.metrics_address, AUDIT: settings.audit_address},
        settings.upstream_ca,
    )
    return Gateway(
        settings=settings,
        database=database,
        services=services,
        sign_in=SignIn(database, parts.seal, parts.passwords, now),
        second_factor=SecondFactor(database, parts.seal, now),
        sessions=Sessions(database, now),
        directory=parts.directory,
        operators=Operators(database, parts.directory, parts.seal, now),
        statuses=OperatorStatuses(database, parts.directory, parts.seal, now),
        audit_scopes=AuditScopes(database, parts.directory),
        people=parts.people,
        accounts=parts.accounts,
        keys=parts.keys,
        status=SuiteStatus(database, services),
        views=Views(database, parts.seal, now),
    )


def build(settings: GatewaySettings, resources: Resources) -> Service:
    """Puts the service together."""
    gateway = assemble(settings, resources.database)
    server = HttpServer(web.create(gateway), settings.listen, gateway.stopping, settings.trusted_proxies)
    return Service(
        serve=[server],
        relay=[Relay(resources.database, resources.jetstream, keep_hours=settings.outbox_keep_hours)],
        consume=[
            Housekeeping(resources.database, clock.now),
            Schedules(resources.database, clock.now),
            Announcer(resources.database),
        ],
        close=[gateway.services.close],
    )
