"""Reads what figures can be filtered by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.dimensions import Dimensions, KnownGame

# Each dimension by itself; registrations have no currency, accounts no game: these gaps are not dimensions.
_SEEN: Final = text("""
    WITH seen AS MATERIALIZED (
        SELECT DISTINCT currency, country, device, channel FROM slices
        WHERE operator_id = ANY(CAST(:operators AS uuid[]))
    )
    SELECT array_agg(DISTINCT country ORDER BY country),
           array_agg(DISTINCT currency ORDER BY currency) FILTER (WHERE currency <> ''),
           array_agg(DISTINCT device ORDER BY device), array_agg(DISTINCT channel ORDER BY channel)
    FROM seen
""")
_GAMES: Final = text("""
    SELECT game, provider, coalesce(min(games.name), ''), coalesce(min(games.category), '')
    FROM (
        SELECT DISTINCT operator_id, game, provider FROM slices
        WHERE operator_id = ANY(CAST(:operators AS uuid[])) AND game <> ''
    ) AS seen LEFT JOIN games USING (operator_id, game, provider)
    GROUP BY game, provider
    ORDER BY game, provider
""")


async def seen(connection: AsyncConnection, operator_ids: Collection[UUID]) -> Dimensions:
    """Everything that was seen of operators so far."""
    of: dict[str, Any] = {"operators": list(operator_ids)}
    countries, currencies, devices, channels = (await connection.execute(_SEEN, of)).one()
    games = [KnownGame(*row) for row in await connection.execute(_GAMES, of)]
    return Dimensions(countries or (), currencies or (), devices or (), channels or (), games)
