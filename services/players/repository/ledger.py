"""A player's ledger followed movement by movement, and how far that has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, TextClause, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.ledger_check import Followed, Step, Walk, beginning
from services.players.repository import rows
from services.players.tables import accounts, ledger_checks
from services.players.tables.base import BYTES, MOMENT

# One statement, so that wallets and movements are of the same moment. The movements come in the order of the index and
# no month before the last one followed is looked into; a wallet's first one follows from where the walk had left it.
FOLLOW: Final = """
    WITH further AS MATERIALIZED (
        SELECT currency, recorded_at, number, amount, balance_after FROM movements
        WHERE operator_id = :operator AND player_id = :player
          AND recorded_at >= :at AND (recorded_at > :at OR number > :number)
        ORDER BY recorded_at, number
        LIMIT :most
    ), followed AS (
        SELECT currency, number, amount, balance_after,
               lag(balance_after) OVER line AS before, lead(number) OVER line IS NULL AS last
        FROM further
        WINDOW line AS (PARTITION BY currency ORDER BY recorded_at, number)
    ), summed AS (
        SELECT f.currency, sum(f.amount)::bigint AS total, count(*) AS lines,
               max(f.balance_after) FILTER (WHERE f.last) AS balance_after,
               min(f.number) FILTER (
                   WHERE f.balance_after <> coalesce(f.before, known.balance_after, 0) + f.amount
               ) AS first_fault
        FROM followed AS f
        LEFT JOIN unnest(:currencies, :balances) AS known (currency, balance_after) ON known.currency = f.currency
        GROUP BY f.currency
    )
    SELECT currency, w.balance, s.total, s.lines, s.balance_after, s.first_fault, l.recorded_at, l.number
    FROM (SELECT currency, balance FROM wallets WHERE operator_id = :operator AND player_id = :player) AS w
    FULL JOIN summed AS s USING (currency)
    LEFT JOIN (SELECT recorded_at, number FROM further ORDER BY recorded_at DESC, number DESC LIMIT 1) AS l ON true
"""


def follow_statement(sql: str) -> TextClause:
    """The statement above, with what the walk had found for parameters."""
    return text(sql).bindparams(
        bindparam("currencies", type_=ARRAY(BYTES)),
        bindparam("balances", type_=ARRAY(BigInteger)),
        bindparam("at", type_=MOMENT),
    )


_FOLLOW: Final = follow_statement(FOLLOW)


def asked(operator_id: UUID, player_id: UUID, walk: Walk, most: int) -> dict[str, Any]:
    """What the statement above is asked."""
    return {
        "operator": operator_id,
        "player": player_id,
        "at": walk.at,
        "number": walk.number,
        "most": most,
        "currencies": list(walk.wallets),
        "balances": [followed.balance_after for followed in walk.wallets.values()],
    }


async def follow(connection: AsyncConnection, operator_id: UUID, player_id: UUID, walk: Walk, most: int) -> Step:
    """Follows so many movements after those that a walk has followed."""
    found = (await connection.execute(_FOLLOW, asked(operator_id, player_id, walk, most))).all()
    wallets = {
        row.currency: Followed(row.total, row.lines, row.balance_after, row.first_fault)
        for row in found
        if row.lines is not None
    }
    last = found[0] if wallets else None
    return Step(
        rows.moment(last.recorded_at) if last else None,
        last.number if last else 0,
        wallets,
        {row.currency: row.balance for row in found if row.balance is not None},
        sum(followed.lines for followed in wallets.values()) == most,
    )


async def count(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> int:
    """How many movements a player has."""
    query = select(accounts.c.movement_count).where(
        accounts.c.operator_id == operator_id, accounts.c.player_id == player_id
    )
    return int((await connection.execute(query)).scalar_one())


async def hold(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, now: datetime, *, from_start: bool
) -> Walk:
    """How far the check of a player has come; nobody else goes on with it until the transaction ends."""
    new = _kept(beginning(now))
    held = insert(ledger_checks).values(operator_id=operator_id, player_id=player_id, **new)
    # Either way the row is written, which locks it.
    changes = new if from_start else {"begun_at": ledger_checks.c.begun_at}
    query = held.on_conflict_do_update(index_elements=["operator_id", "player_id"], set_=changes).returning(
        *(ledger_checks.c[name] for name in new)
    )
    row = (await connection.execute(query)).one()
    wallets: Mapping[str, list[Any]] = row.wallets
    return Walk(
        rows.moment(row.begun_at),
        rows.moment(row.recorded_at),
        row.number,
        {currency: Followed(*values) for currency, values in wallets.items()},
    )


async def keep(connection: AsyncConnection, operator_id: UUID, player_id: UUID, walk: Walk) -> None:
    """Keeps how far a check that is held has come."""
    await connection.execute(
        ledger_checks.update()
        .where(ledger_checks.c.operator_id == operator_id, ledger_checks.c.player_id == player_id)
        .values(**_kept(walk))
    )


def _kept(walk: Walk) -> dict[str, Any]:
    return {
        "begun_at": walk.begun_at,
        "recorded_at": walk.at,
        "number": walk.number,
        "wallets": {currency: list(followed) for currency, followed in walk.wallets.items()},
    }
