"""Which company an operator belongs to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.audit.domain.entries import Directory
from services.audit.tables import operators


async def companies(connection: AsyncConnection, operator_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The company of each of these operators, where it is known."""
    rows = await connection.execute(
        select(operators.c.operator_id, operators.c.company_id).where(
            operators.c.operator_id == func.any(list(operator_ids))
        )
    )
    return {row.operator_id: row.company_id for row in rows}


async def operators_of(connection: AsyncConnection, company_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The operators of these companies, each with its company."""
    rows = await connection.execute(
        select(operators.c.operator_id, operators.c.company_id).where(
            operators.c.company_id == func.any(list(company_ids))
        )
    )
    return {row.operator_id: row.company_id for row in rows}


async def learn(connection: AsyncConnection, known: Sequence[Directory]) -> None:
    """Stores what was learned, in order of operator; an older revision changes nothing."""
    newest: dict[UUID, Directory] = {}
    for each in known:
        if each.operator_id not in newest or each.revision >= newest[each.operator_id].revision:
            newest[each.operator_id] = each
    values = [
        {"operator_id": each.operator_id, "company_id": each.company_id, "revision": each.revision}
        for each in sorted(newest.values(), key=lambda each: each.operator_id)
    ]
    statement = insert(operators).values(values)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[operators.c.operator_id],
            set_={"company_id": statement.excluded.company_id, "revision": statement.excluded.revision},
            where=operators.c.revision < statement.excluded.revision,
        )
    )
