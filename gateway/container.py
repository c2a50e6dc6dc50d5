"""Everything a route may use, put together once by the composition root."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from gateway.clients import Services
from gateway.service.accounts import Accounts
from gateway.service.audit_scope import AuditScopes
from gateway.service.directory import Directory
from gateway.service.keys import Keys
from gateway.service.operator_statuses import OperatorStatuses
from gateway.service.operators import Operators
from gateway.service.people import People
from gateway.service.second_factor import SecondFactor
from gateway.service.sessions import Sessions
from gateway.service.sign_in import SignIn
from gateway.service.status import SuiteStatus
from gateway.service.views import Views
from gateway.settings import GatewaySettings
from kit.db import Database


@dataclass
class Gateway:
    """The parts of the running gateway. `stopping` is set before the server closes, so that streams can end."""

    settings: GatewaySettings
    database: Database
    services: Services
    sign_in: SignIn
    second_factor: SecondFactor
    sessions: Sessions
    directory: Directory
    operators: Operators
    statuses: OperatorStatuses
    audit_scopes: AuditScopes
    people: People
    accounts: Accounts
    keys: Keys
    status: SuiteStatus
    views: Views
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def gateway_of(request: Request) -> Gateway:
    """The gateway that serves a request."""
    return cast(Gateway, request.app.state.gateway)


TheGateway = Annotated[Gateway, Depends(gateway_of)]
