"""Reads and writes regulators' rules: those that Daybook knows, and operators' own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.regulators import RegulatorRule, Term
from services.metrics.tables import known_regulator_rules, regulator_rules

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('regulator rules ' || :operator, 0))")


async def lock(connection: AsyncConnection, operator_id: UUID) -> None:
    """Lets one transaction at a time add to an operator's rules."""
    await connection.execute(_LOCK, {"operator": str(operator_id)})


async def rules(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, list[RegulatorRule]]:
    """All versions that matter to each of the operators, latest first."""
    ours = known_regulator_rules.c
    shared = [
        _rule(row)
        for row in await connection.execute(
            select(ours.name, ours.version, ours.effective_from, ours.terms, ours.text, ours.source, ours.created_at)
        )
    ]
    columns = regulator_rules.c
    own = await connection.execute(
        select(
            columns.operator_id,
            columns.name,
            columns.version,
            columns.effective_from,
            columns.terms,
            columns.text,
            columns.source,
            columns.created_at,
            columns.created_by,
            columns.reason,
        ).where(columns.operator_id == func.any(list(ids)))
    )
    found = {operator_id: list(shared) for operator_id in ids}
    for row in own:
        found[row[0]].append(_rule(row[1:]))
    for versions in found.values():
        versions.sort(key=lambda rule: (rule.name, rule.effective_from, rule.own, rule.version), reverse=True)
    return found


async def add(connection: AsyncConnection, operator_id: UUID, rule: RegulatorRule) -> None:
    """Stores a version of an operator's own."""
    await connection.execute(
        insert(regulator_rules).values(
            operator_id=operator_id,
            name=rule.name,
            version=rule.version,
            effective_from=rule.effective_from,
            terms=[asdict(term) for term in rule.terms],
            text=rule.text,
            source=rule.source,
            created_at=rule.created_at,
            created_by=rule.created_by,
            reason=rule.reason,
        )
    )


def _rule(row: Any) -> RegulatorRule:
    """The first seven columns are those of every rule; an own one has who added it and why besides."""
    name, version, since, terms, words, source, created_at, *added = row
    by, reason = added if added else ("", "")
    return RegulatorRule(
        name=name,
        version=version,
        effective_from=since,
        terms=tuple(Term(**term) for term in terms),
        text=words,
        source=source,
        created_at=created_at,
        created_by=by,
        reason=reason,
        own=bool(added),
    )
