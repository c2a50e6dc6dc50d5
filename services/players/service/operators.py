"""Operators, as the gateway announces them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit import clock
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players.domain.access import shut
from services.players.domain.ban import BanScope
from services.players.domain.operator import Operator
from services.players.errors import OperatorNotOpen, OperatorUnknown
from services.players.repository import operators
from services.players.repository.tickets import settings as ticket_settings
from services.players.repository.tickets import store
from services.players.service.tickets.settings import follow_zone


async def admit(connection: AsyncConnection, operator_id: UUID, scope: BanScope | None, ip: str) -> None:
    """Raises OperatorUnknown, and OperatorNotOpen when it keeps somebody from an address from something.

    For no scope it is about registering.
    """
    operator = await operators.find(connection, operator_id)
    if operator is None:
        raise OperatorUnknown
    for denial in shut(operator.door, scope, ip):
        raise OperatorNotOpen(denial.reason.value, denial.message, operator.notice)


async def keep(uow: UnitOfWork, operator: Operator, now: Clock = clock.now) -> None:
    """Keeps what was announced of an operator; the newest revision wins. Business time follows the operator's zone."""
    await store.hold_settings(uow.connection, operator.operator_id)
    before = await ticket_settings.of(uow.connection, operator.operator_id)
    await operators.put(uow.connection, operator)
    await follow_zone(uow, operator.operator_id, before, now)
