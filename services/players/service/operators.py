"""Operators, as the gateway announces them."""

from __future__ import annotations

from kit.db import UnitOfWork
from services.players.domain.operator import Operator
from services.players.repository import operators


async def keep(uow: UnitOfWork, operator: Operator) -> None:
    """Keeps what was announced of an operator; the newest revision wins."""
    await operators.put(uow.connection, operator)
