"""The operators that the gateway announced."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.operator import Operator
from services.players.tables import operators


async def exists(connection: AsyncConnection, operator_id: UUID) -> bool:
    """Whether the operator has been announced."""
    query = select(operators.c.operator_id).where(operators.c.operator_id == operator_id)
    return (await connection.execute(query)).first() is not None


async def find(connection: AsyncConnection, operator_id: UUID) -> Operator | None:
    """An operator that was announced."""
    row = (await connection.execute(select(operators).where(operators.c.operator_id == operator_id))).first()
    return _operator(row) if row is not None else None


async def put(connection: AsyncConnection, operator: Operator) -> None:
    """Keeps what was announced unless something newer is known."""
    values = asdict(operator) | {"allowed_ips": list(operator.allowed_ips)}
    statement = insert(operators).values(values)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[operators.c.operator_id],
            set_={name: statement.excluded[name] for name in values if name != "operator_id"},
            where=operators.c.revision < statement.excluded.revision,
        )
    )


def _operator(row: Row[Any]) -> Operator:
    facts = row._asdict()
    return Operator(**facts | {"allowed_ips": tuple(facts["allowed_ips"])})
