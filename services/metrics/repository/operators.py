"""Reads and writes operators, their NGR rules and the freshness of their figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.operators import Freshness, Operator
from services.metrics.domain.rules import NgrRates, NgrRule
from services.metrics.tables import freshness, ngr_rules, operators


async def revision(connection: AsyncConnection, operator_id: UUID) -> int:
    """The revision of an operator that is stored; -1 before any."""
    found = await connection.execute(select(operators.c.revision).where(operators.c.operator_id == operator_id))
    stored: int | None = found.scalar_one_or_none()
    return -1 if stored is None else stored


async def put(connection: AsyncConnection, operator: Operator) -> bool:
    """Stores an operator unless the same or a newer revision is stored already; returns whether it did."""
    values = asdict(operator)
    del values["generation"]
    statement = insert(operators).values(values)
    newer = statement.on_conflict_do_update(
        index_elements=[operators.c.operator_id],
        set_={name: statement.excluded[name] for name in values if name != "operator_id"},
        where=operators.c.revision < statement.excluded.revision,
    )
    return bool((await connection.execute(newer)).rowcount)


async def add_rule(connection: AsyncConnection, rule: NgrRule) -> None:
    """Stores a version of a rule; one that is there already stays as it is."""
    rates = {f"{name}_bps": rate for name, rate in asdict(rule.rates).items()}
    await connection.execute(
        insert(ngr_rules)
        .values(operator_id=rule.operator_id, version=rule.version, effective_from=rule.effective_from, **rates)
        .on_conflict_do_nothing()
    )


async def find(connection: AsyncConnection, ids: Collection[UUID]) -> list[tuple[Operator, Freshness]]:
    """Those of the operators that are known, each with how recent its figures are."""
    rows = await connection.execute(
        select(
            operators.c.operator_id,
            operators.c.company_id,
            operators.c.name,
            operators.c.timezone,
            operators.c.currency,
            operators.c.status,
            operators.c.revision,
            operators.c.generation,
            freshness.c.last_activity_at,
            freshness.c.last_recorded_at,
            freshness.c.last_counted_at,
        )
        .join_from(operators, freshness, operators.c.operator_id == freshness.c.operator_id, isouter=True)
        .where(operators.c.operator_id == func.any(list(ids)))
    )
    return [(Operator(*row[:8]), Freshness(*row[8:])) for row in rows]


async def rules(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, list[NgrRule]]:
    """All versions of the operators' rules."""
    rows = await connection.execute(
        select(
            ngr_rules.c.operator_id,
            ngr_rules.c.version,
            ngr_rules.c.effective_from,
            ngr_rules.c.bonus_cost_bps,
            ngr_rules.c.gaming_tax_bps,
            ngr_rules.c.provider_fee_bps,
            ngr_rules.c.payment_fee_bps,
            ngr_rules.c.jackpot_bps,
        ).where(ngr_rules.c.operator_id == func.any(list(ids)))
    )
    found: dict[UUID, list[NgrRule]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(NgrRule(*row[:3], NgrRates(*row[3:])))
    return found


async def freshness_of(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Freshness]:
    """How recent the figures of operators are; those of whom nothing was counted are missing."""
    rows = await connection.execute(
        select(
            freshness.c.operator_id,
            freshness.c.last_activity_at,
            freshness.c.last_recorded_at,
            freshness.c.last_counted_at,
        ).where(freshness.c.operator_id == func.any(list(ids)))
    )
    return {row[0]: Freshness(*row[1:]) for row in rows}


async def of_company(connection: AsyncConnection, company_id: UUID) -> list[str]:
    """The ids of a company's operators."""
    rows = await connection.execute(
        select(operators.c.operator_id).where(operators.c.company_id == company_id).order_by(operators.c.operator_id)
    )
    return [str(operator_id) for operator_id in rows.scalars()]
