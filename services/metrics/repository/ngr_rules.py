"""Reads and writes the versions of operators' NGR rules."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.rules import AddedRule, NgrRates, NgrRule
from services.metrics.tables import ngr_rules

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('ngr rules ' || :operator, 0))")


async def lock(connection: AsyncConnection, operator_id: UUID) -> None:
    """Lets one transaction at a time add to an operator's rules."""
    await connection.execute(_LOCK, {"operator": str(operator_id)})


async def versions(connection: AsyncConnection, operator_id: UUID) -> list[AddedRule]:
    """All versions, newest first."""
    columns = ngr_rules.c
    rows = await connection.execute(
        select(
            columns.version,
            columns.effective_from,
            columns.bonus_cost_bps,
            columns.gaming_tax_bps,
            columns.provider_fee_bps,
            columns.payment_fee_bps,
            columns.jackpot_bps,
            columns.created_at,
            columns.created_by,
            columns.reason,
        )
        .where(columns.operator_id == operator_id)
        .order_by(columns.version.desc())
    )
    return [
        AddedRule(NgrRule(operator_id, row[0], row[1], NgrRates(*row[2:7])), row[7], row[8], row[9]) for row in rows
    ]


async def add(connection: AsyncConnection, added: AddedRule) -> None:
    """Stores a version."""
    rule = added.rule
    await connection.execute(
        insert(ngr_rules).values(
            operator_id=rule.operator_id,
            version=rule.version,
            effective_from=rule.effective_from,
            created_at=added.created_at,
            created_by=added.created_by,
            reason=added.reason,
            **{f"{name}_bps": rate for name, rate in asdict(rule.rates).items()},
        )
    )
