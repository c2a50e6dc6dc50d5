"""The projection of the operator directory."""

from __future__ import annotations

from kit.db import UnitOfWork
from services.metrics.domain.operators import Operator
from services.metrics.domain.rules import first_rule
from services.metrics.repository import operators, rollups


async def changed(uow: UnitOfWork, operator: Operator) -> None:
    """Takes in an operator as announced; a new one gets its first NGR rule. Older revisions change nothing."""
    await operators.put(uow.connection, operator)
    await operators.add_rule(uow.connection, first_rule(operator.operator_id))
    await rollups.notify(uow.connection, [str(operator.operator_id)])
