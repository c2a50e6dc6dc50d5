"""Who shares what: players seen with the same device, address, document or payment instrument."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, SmallInteger, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.linking import COUNTED, PLAYERS_OF_A_VALUE, TRACES, VALUES_OF_A_KIND, Link, LinkKind
from services.players.domain.trace import TraceKind
from services.players.repository import rows

_KINDS: Final = {trace: link for link, traces in TRACES.items() for trace in traces}
_IP: Final = ", ".join(str(kind.value) for kind in TRACES[LinkKind.IP])
# A value under every kind of trace that is the same link; each is a range of the key, cut off before it grows long.
_SHARING: Final = f"""
    FROM unnest(CASE WHEN mine.kind IN ({_IP}) THEN ARRAY[{_IP}]::smallint[] ELSE ARRAY[mine.kind] END) AS alike (kind)
    CROSS JOIN LATERAL (
        SELECT player_id, first_seen_at, last_seen_at FROM traces
        WHERE operator_id = :operator AND kind = alike.kind AND value = mine.value AND player_id <> :player
        ORDER BY player_id
        LIMIT %s
    ) AS trace
"""  # noqa: S608 - our own numbers
# Of each kind the values that were seen last; most people have a handful.
LINKED: Final = f"""
    WITH mine AS MATERIALIZED (
        SELECT kind, value
        FROM (
            SELECT kind, value, row_number() OVER (PARTITION BY kind ORDER BY last_seen_at DESC, value) AS place
            FROM traces
            WHERE operator_id = :operator AND player_id = :player AND kind = ANY(:kinds)
        ) AS seen
        WHERE place <= {VALUES_OF_A_KIND}
    )
    SELECT mine.kind, mine.value, other.player_id, other.first_seen_at, other.last_seen_at, sharers.players
    FROM mine
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT player_id) AS players FROM (SELECT trace.player_id {_SHARING % COUNTED}) AS counted
    ) AS sharers
    CROSS JOIN LATERAL (
        SELECT trace.player_id, min(trace.first_seen_at) AS first_seen_at, max(trace.last_seen_at) AS last_seen_at
        {_SHARING % PLAYERS_OF_A_VALUE}
        GROUP BY trace.player_id
    ) AS other
"""  # noqa: S608 - our own numbers and statements
SHARERS: Final = f"""
    SELECT mine.kind, mine.value, (
        SELECT count(DISTINCT player_id) FROM (SELECT trace.player_id {_SHARING % COUNTED}) AS counted
    ) AS players
    FROM unnest(:kinds, :values) AS mine (kind, value)
"""  # noqa: S608 - our own numbers and statements


async def linked(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, kinds: Collection[LinkKind]
) -> list[tuple[UUID, Link]]:
    """The other players by what they share with this one. A value counts its players with this one among them."""
    traces = sorted({trace.value for kind in kinds for trace in TRACES[kind]})
    statement = text(LINKED).bindparams(bindparam("kinds", type_=ARRAY(SmallInteger)))
    found: dict[tuple[UUID, LinkKind, str], Link] = {}
    for row in await connection.execute(statement, {"operator": operator_id, "player": player_id, "kinds": traces}):
        kind = _KINDS[TraceKind(row.kind)]
        # An address both registered from and logged in from comes twice.
        found[row.player_id, kind, row.value] = Link(
            kind,
            row.value,
            rows.moment(row.first_seen_at),
            rows.moment(row.last_seen_at),
            min(row.players, COUNTED) + 1,
        )
    return [(player, link) for (player, _, _), link in found.items()]


async def sharers(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, values: Collection[tuple[TraceKind, str]]
) -> dict[tuple[TraceKind, str], int]:
    """How many other players were seen with each value, up to a thousand."""
    wanted = sorted({(kind.value, value) for kind, value in values if value})
    if not wanted:
        return {}
    statement = text(SHARERS).bindparams(
        bindparam("kinds", type_=ARRAY(SmallInteger)), bindparam("values", type_=ARRAY(Text))
    )
    asked: dict[str, Any] = {
        "operator": operator_id,
        "player": player_id,
        "kinds": [kind for kind, _ in wanted],
        "values": [value for _, value in wanted],
    }
    found = await connection.execute(statement, asked)
    return {(TraceKind(row.kind), row.value): min(row.players, COUNTED) for row in found}
