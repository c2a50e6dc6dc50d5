"""Operators, as the gateway announces them."""

from __future__ import annotations

from kit import clock
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players.domain.operator import Operator
from services.players.repository import operators
from services.players.repository.tickets import settings as ticket_settings
from services.players.repository.tickets import store
from services.players.service.tickets.settings import follow_zone


async def keep(uow: UnitOfWork, operator: Operator, now: Clock = clock.now) -> None:
    """Keeps what was announced of an operator; the newest revision wins. Business time follows the operator's zone."""
    await store.hold_settings(uow.connection, operator.operator_id)
    before = await ticket_settings.of(uow.connection, operator.operator_id)
    await operators.put(uow.connection, operator)
    await follow_zone(uow, operator.operator_id, before, now)
