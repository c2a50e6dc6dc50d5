"""How operators stand: counted once, followed by news since, and kept for each quarter of an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.figures import Counted, Followed, News, OperatorStanding
from services.players.domain.tickets.clocks import NEVER
from services.players.domain.tickets.ticket import TicketState
from services.players.domain.transfer import TransferStatus
from services.players.repository import rows
from services.players.tables import operator_standings

# Everything of a round is read at one moment: what was counted before, the news since, and what is counted anew.
_SNAPSHOT: Final = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
# The statement that takes the snapshot tells its time. Each part is a stretch of an index, whatever the statistics of a
# young table say.
_BEGIN: Final = text("SELECT statement_timestamp(), set_config('enable_seqscan', 'off', true)")
_KNOWN: Final = text("""
    SELECT o.operator_id, s.players, s.balances, s.counted_at
    FROM operators AS o
    LEFT JOIN operator_standings AS s USING (operator_id)
    WHERE o.operator_id = ANY (:operators)
""")
_TAKE_NEWS: Final = text("""
    WITH taken AS (DELETE FROM operator_news WHERE operator_id = ANY (:operators) RETURNING *)
    SELECT operator_id, currency, sum(players)::bigint AS players, sum(balance) AS balance
    FROM taken GROUP BY operator_id, currency
""")
_COUNT: Final = text(f"""
    SELECT wanted.operator_id,
        (SELECT count(*) FROM (
            SELECT DISTINCT player_id FROM sessions WHERE operator_id = wanted.operator_id AND ended_at IS NULL
        ) AS online) AS online_now,
        (SELECT count(*) FROM tickets
         WHERE operator_id = wanted.operator_id AND due_at >= '2000-01-01 00:00:00+00' AND due_at < :waiting
        ) AS open_tickets,
        (SELECT count(*) FROM tickets
         WHERE operator_id = wanted.operator_id AND due_at >= '2000-01-01 00:00:00+00'
           AND due_at < least(statement_timestamp(), :waiting)
        ) AS overdue_tickets,
        (SELECT count(*) FROM players
         WHERE operator_id = wanted.operator_id AND excluded_since IS NOT NULL
           AND excluded_since <= statement_timestamp()
           AND (excluded_until IS NULL OR excluded_until > statement_timestamp())
        ) AS excluded_players,
        (SELECT last_seen_at FROM standings
         WHERE operator_id = wanted.operator_id AND last_seen_at >= '2000-01-01 00:00:00+00'
         ORDER BY last_seen_at DESC LIMIT 1
        ) AS last_activity_at,
        ARRAY(
            SELECT ROW(currency, count(*), sum(amount)) FROM transfers
            WHERE operator_id = wanted.operator_id AND status = {TransferStatus.REQUESTED:d}
            GROUP BY currency ORDER BY currency
        ) AS pending
    FROM unnest(CAST(:operators AS uuid[])) AS wanted (operator_id)
""")  # noqa: S608 - a number of ours
# All players of an operator: read in whatever way is quickest.
_COUNT_ALL: Final = (
    "SELECT currency, sum(balance) AS balance FROM wallets WHERE operator_id = :operator GROUP BY currency"
)
_PLAYERS: Final = "SELECT count(*) FROM players WHERE operator_id = :operator"
_FACTS: Final = (
    "as_of", "players", "balances", "online_now", "pending_withdrawals", "pending_withdrawn", "open_tickets",
    "overdue_tickets", "excluded_players", "last_activity_at",
)  # fmt: skip
_COLUMNS: Final = ", ".join(_FACTS)
_READ: Final = text(f"""
    SELECT operator_id, {_COLUMNS} FROM operator_standings WHERE operator_id = ANY (:operators) ORDER BY operator_id
""")  # noqa: S608 - our own names
_AT: Final = text(f"""
    SELECT wanted.operator_id, {_COLUMNS}
    FROM unnest(CAST(:operators AS uuid[])) AS wanted (operator_id)
    CROSS JOIN LATERAL (
        SELECT * FROM operator_quarters WHERE operator_id = wanted.operator_id AND at <= :at ORDER BY at DESC LIMIT 1
    ) AS kept
    ORDER BY wanted.operator_id
""")  # noqa: S608 - our own names
_BETWEEN: Final = text(f"""
    SELECT operator_id, {_COLUMNS} FROM operator_quarters
    WHERE operator_id = ANY (:operators) AND at BETWEEN :since AND :until
    ORDER BY operator_id, at
""")  # noqa: S608 - our own names
_KEEP_QUARTER: Final = text(f"""
    INSERT INTO operator_quarters (operator_id, at, {_COLUMNS})
    SELECT operator_id, :at, {_COLUMNS} FROM operator_standings WHERE as_of >= :at
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - our own names
_FORGET: Final = text("""
    DELETE FROM operator_quarters USING operators
    WHERE operator_quarters.operator_id = operators.operator_id AND operator_quarters.at < :before
""")


class Known(NamedTuple):
    """What was known of an operator before: nothing at first."""

    followed: Followed
    counted_at: datetime | None


async def begin(connection: AsyncConnection) -> datetime:
    """Begins a transaction that sees everything as it is at one moment, and tells it. To be called first."""
    await connection.execute(_SNAPSHOT)
    return rows.moment((await connection.execute(_BEGIN)).one()[0])


async def known(connection: AsyncConnection, operator_ids: Sequence[UUID]) -> dict[UUID, Known]:
    """What is known of operators, those that were announced."""
    found = await connection.execute(_KNOWN, {"operators": list(operator_ids)})
    return {row.operator_id: Known(Followed(row.players or 0, row.balances or {}), row.counted_at) for row in found}


async def take_news(connection: AsyncConnection, operator_ids: Sequence[UUID]) -> Mapping[UUID, list[News]]:
    """The news of operators, which are gone with the transaction."""
    news: defaultdict[UUID, list[News]] = defaultdict(list)
    for row in await connection.execute(_TAKE_NEWS, {"operators": list(operator_ids)}):
        news[row.operator_id].append(News(row.currency, row.players, int(row.balance)))
    return news


async def count(connection: AsyncConnection, operator_ids: Sequence[UUID]) -> dict[UUID, Counted]:
    """What is counted anew each time."""
    asked = {"operators": list(operator_ids), "waiting": NEVER[TicketState.WAITING]}
    return {
        row.operator_id: Counted(
            online_now=row.online_now,
            pending_withdrawals=sum(number for _, number, _ in row.pending),
            pending_withdrawn={currency: int(minor) for currency, _, minor in row.pending},
            open_tickets=row.open_tickets,
            overdue_tickets=row.overdue_tickets,
            excluded_players=row.excluded_players,
            last_activity_at=rows.moment_or_none(row.last_activity_at),
        )
        for row in await connection.execute(_COUNT, asked)
    }


async def count_all(connection: AsyncConnection, operator_id: UUID) -> Followed:
    """What is else followed, from all players of an operator: some tenths of a second for a million."""
    await connection.execute(text("SET LOCAL enable_seqscan = on"))
    asked = {"operator": operator_id}
    players = (await connection.execute(text(_PLAYERS), asked)).scalar_one()
    balances = {row.currency: int(row.balance) for row in await connection.execute(text(_COUNT_ALL), asked)}
    await connection.execute(text("SET LOCAL enable_seqscan = off"))
    return Followed(players, {code: balances[code] for code in sorted(balances) if balances[code]})


_PUT: Final = insert(operator_standings)
_PUTTING: Final = _PUT.on_conflict_do_update(
    index_elements=[operator_standings.c.operator_id],
    set_={name: _PUT.excluded[name] for name in (*_FACTS, "counted_at")},
)


async def put(connection: AsyncConnection, standings: Sequence[tuple[OperatorStanding, datetime]]) -> None:
    """Keeps how operators stand, each with when everything of it was last counted."""
    if standings:
        await connection.execute(
            _PUTTING, [_values(standing) | {"counted_at": counted_at} for standing, counted_at in standings]
        )


async def all_operators(connection: AsyncConnection) -> list[UUID]:
    """The operators that were announced, in order."""
    found = await connection.execute(text("SELECT operator_id FROM operators ORDER BY operator_id"))
    return [row.operator_id for row in found]


async def keep_quarter(connection: AsyncConnection, at: datetime) -> None:
    """Keeps how operators stand as what it was at the beginning of a quarter of an hour; the first one stays."""
    await connection.execute(_KEEP_QUARTER, {"at": at})


async def forget_quarters(connection: AsyncConnection, now: datetime, keep: timedelta) -> None:
    """Forgets what is older than it is to be kept."""
    await connection.execute(_FORGET, {"before": now - keep})


async def read(connection: AsyncConnection, operator_ids: Sequence[UUID]) -> list[OperatorStanding]:
    """How operators stand, without those that nothing was counted of yet."""
    return [_standing(row) for row in await connection.execute(_READ, {"operators": list(operator_ids)})]


async def read_at(connection: AsyncConnection, operator_ids: Sequence[UUID], at: datetime) -> list[OperatorStanding]:
    """How operators stood at the last quarter of an hour that had begun by then, without those of whom none is kept."""
    return [_standing(row) for row in await connection.execute(_AT, {"operators": list(operator_ids), "at": at})]


async def read_between(
    connection: AsyncConnection, operator_ids: Sequence[UUID], since: datetime, until: datetime
) -> list[OperatorStanding]:
    """How operators stood at each quarter of an hour that began within a time, by operator and time."""
    asked = {"operators": list(operator_ids), "since": since, "until": until}
    return [_standing(row) for row in await connection.execute(_BETWEEN, asked)]


def _values(standing: OperatorStanding) -> dict[str, Any]:
    followed, counted = standing.followed, standing.counted
    return {
        "operator_id": standing.operator_id,
        "as_of": standing.as_of,
        "players": followed.players,
        "balances": dict(followed.balances),
        "online_now": counted.online_now,
        "pending_withdrawals": counted.pending_withdrawals,
        "pending_withdrawn": dict(counted.pending_withdrawn),
        "open_tickets": counted.open_tickets,
        "overdue_tickets": counted.overdue_tickets,
        "excluded_players": counted.excluded_players,
        "last_activity_at": counted.last_activity_at,
    }


def _standing(row: Any) -> OperatorStanding:
    return OperatorStanding(
        operator_id=row.operator_id,
        as_of=rows.moment(row.as_of),
        followed=Followed(row.players, row.balances),
        counted=Counted(
            online_now=row.online_now,
            pending_withdrawals=row.pending_withdrawals,
            pending_withdrawn=row.pending_withdrawn,
            open_tickets=row.open_tickets,
            overdue_tickets=row.overdue_tickets,
            excluded_players=row.excluded_players,
            last_activity_at=rows.moment_or_none(row.last_activity_at),
        ),
    )
