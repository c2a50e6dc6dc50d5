"""Adds tallies to the rollups: keys in order so that concurrent consumers cannot deadlock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.tally import Tally
from services.metrics.repository import active

CHANNEL: Final = "figures"


def _upsert(table: str, key: Mapping[str, str], sums: Sequence[str]) -> TextClause:
    """Adds the sums to the rows of their keys; key columns come with the SQL type of their array.

    The key's `quarter` becomes the instant at which the bucket begins.
    """
    columns = [*key, *sums]
    arrays = [f"CAST(:{name} AS {key.get(name, 'bigint')}[])" for name in columns]
    selected = ["to_timestamp(quarter * 900)" if name == "quarter" else name for name in columns]
    named = ["bucket" if name == "quarter" else name for name in columns]
    return text(f"""
        INSERT INTO {table} AS cell ({", ".join(named)})
        SELECT {", ".join(selected)} FROM unnest({", ".join(arrays)}) AS added ({", ".join(columns)})
        ON CONFLICT ({", ".join(named[: len(key)])})
        DO UPDATE SET {", ".join(f"{name} = cell.{name} + excluded.{name}" for name in sums)}
    """)  # noqa: S608 - names from this module only


_BET_KEY: Final = {
    "operator_id": "uuid",
    "quarter": "bigint",
    "currency": "text",
    "game": "text",
    "provider": "text",
    "country": "text",
}
_BET_SUMS: Final = ("bets", "stakes", "settled_bets", "settled_stakes", "payouts")
_ACCOUNT_KEY: Final = {"operator_id": "uuid", "quarter": "bigint", "currency": "text", "country": "text"}
_ACCOUNT_SUMS: Final = (
    "registrations",
    "deposits",
    "deposited",
    "first_deposits",
    "first_deposited",
    "withdrawals",
    "withdrawn",
    "bonuses",
    "bonus_cost",
)
_ADD_BETS: Final = _upsert("bet_cells", _BET_KEY, _BET_SUMS)
_ADD_ACCOUNTS: Final = _upsert("account_cells", _ACCOUNT_KEY, _ACCOUNT_SUMS)

_SET_FRESHNESS: Final = text("""
    INSERT INTO freshness AS known (operator_id, last_activity_at, last_recorded_at, last_counted_at)
    SELECT operator_id, activity_at, recorded_at, :now
    FROM unnest(
        CAST(:operators AS uuid[]), CAST(:activity AS timestamptz[]), CAST(:recorded AS timestamptz[])
    ) AS seen (operator_id, activity_at, recorded_at)
    ON CONFLICT (operator_id) DO UPDATE SET
        last_activity_at = greatest(known.last_activity_at, excluded.last_activity_at),
        last_recorded_at = greatest(known.last_recorded_at, excluded.last_recorded_at),
        last_counted_at = greatest(known.last_counted_at, excluded.last_counted_at)
""")
_NOTIFY: Final = text(f"""
    SELECT pg_notify('{CHANNEL}', operator_id) FROM unnest(CAST(:operators AS text[])) AS moved (operator_id)
""")  # noqa: S608 - a constant of ours


async def add(connection: AsyncConnection, tally: Tally, now: datetime) -> None:
    """Adds a tally, notes how recent the operators' figures are and, at commit, tells who watches them."""
    bets = sorted((key, sums) for key, sums in tally.bets.items() if any(sums))
    if bets:
        await connection.execute(_ADD_BETS, _arrays(_BET_KEY, _BET_SUMS, ((*key, *sums) for key, sums in bets)))
    placed = sorted((key, bets_left) for key, bets_left in tally.active.items() if bets_left)
    if placed:
        await active.add(connection, placed)
    accounts = sorted((key, sums) for key, sums in tally.accounts.items())
    if accounts:
        await connection.execute(
            _ADD_ACCOUNTS, _arrays(_ACCOUNT_KEY, _ACCOUNT_SUMS, ((*key, *sums) for key, sums in accounts))
        )
    operators = sorted(tally.seen)
    if operators:
        seen = [tally.seen[operator] for operator in operators]
        await connection.execute(
            _SET_FRESHNESS,
            {
                "operators": operators,
                "activity": [one.activity_at for one in seen],
                "recorded": [one.recorded_at for one in seen],
                "now": now,
            },
        )
        await notify(connection, operators)


async def notify(connection: AsyncConnection, operators: Sequence[str]) -> None:
    """Tells, at commit, that figures of operators moved."""
    await connection.execute(_NOTIFY, {"operators": list(operators)})


def _arrays(key: Mapping[str, str], sums: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """One array per column."""
    columns = zip(*rows, strict=True)
    return {name: list(values) for name, values in zip([*key, *sums], columns, strict=True)}
