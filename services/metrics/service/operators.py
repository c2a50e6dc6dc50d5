"""The projection of the operator directory."""

from __future__ import annotations

from kit.db import UnitOfWork
from services.metrics.domain.operators import Operator
from services.metrics.domain.rules import first_rule
from services.metrics.repository import days, operators, rollups, standing


async def changed(uow: UnitOfWork, operator: Operator) -> None:
    """Takes in an operator as announced; a new one gets its first NGR rule. Older revisions change nothing.

    When its zone is new or another one, its business days are made from what was counted; counting waits for that.
    """
    connection, operator_id = uow.connection, operator.operator_id
    if await operators.revision(connection, operator_id) >= operator.revision:
        return
    held = await standing.alone(connection, str(operator_id))
    if await operators.put(connection, operator):
        before = held.of[str(operator_id)].timezone
        if before != operator.timezone:
            await days.change_zone(connection, operator_id, before, operator.timezone, held.detail_since)
    await operators.add_rule(connection, first_rule(operator_id))
    await rollups.notify(connection, [str(operator_id)])
