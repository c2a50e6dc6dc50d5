"""Traces kept: who was seen with which device, address, document or payment instrument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.trace import Trace
from services.players.repository import rows

# In the order of the key, as two transactions that hold each other's rows would wait for ever.
_NOTE: Final = """
    INSERT INTO traces (operator_id, kind, value, player_id, first_seen_at, last_seen_at)
    SELECT $1, kind, value, player_id, min(at), max(at)
    FROM unnest($2::smallint[], $3::text[], $4::uuid[], $5::timestamptz[]) AS seen (kind, value, player_id, at)
    GROUP BY kind, value, player_id
    ORDER BY kind, value, player_id
    ON CONFLICT (operator_id, kind, value, player_id) DO UPDATE
    SET first_seen_at = least(traces.first_seen_at, excluded.first_seen_at),
        last_seen_at = greatest(traces.last_seen_at, excluded.last_seen_at)
    WHERE traces.first_seen_at > excluded.first_seen_at OR traces.last_seen_at < excluded.last_seen_at
"""


async def note(connection: AsyncConnection, operator_id: UUID, seen: Iterable[Trace]) -> None:
    """Keeps what was seen; what has no value leaves no trace. Only after a statement has opened the transaction."""
    told = [trace for trace in seen if trace.value]
    if told:
        bare = await rows.driver(connection)
        kinds, values, player_ids, moments = zip(*told, strict=True)
        await bare.execute(_NOTE, operator_id, list(kinds), list(values), list(player_ids), list(moments))
