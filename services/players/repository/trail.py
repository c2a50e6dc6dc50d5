"""What lies behind one reference: the bet, the lines that it wrote into the ledger, the round it belongs to.

Movements have no index by reference. But the moment at which something occurred is known from what is stored under its
natural key, a line is never recorded long before it occurred, and how many lines there are follows from the facts: so
they are read in the order of recording from that moment on, until all are found. That is at once where things are told
as they happen, and one walk along the player's own lines where they were imported.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.players.domain.activity import AHEAD, KeyKind
from services.players.domain.bet import Bet
from services.players.domain.ledger import Movement
from services.players.repository.history import bet, movement
from services.players.tables import bets, movements, recorded, transfers

# Clocks differ between platforms and between our own machines.
_BEFORE: Final = AHEAD * 2
_ROUND: Final = timedelta(days=1)
ROUND: Final = 20  # other bets of a round that are shown


async def find_bet(connection: AsyncConnection, operator_id: UUID, player_id: UUID, bet_id: str) -> Bet | None:
    """A player's bet by the platform's id."""
    placed_at = await connection.scalar(
        select(recorded.c.at).where(
            recorded.c.operator_id == operator_id,
            recorded.c.kind == KeyKind.BET.value,
            recorded.c.ref == bet_id,
            recorded.c.player_id == player_id,
        )
    )
    if placed_at is None:
        return None
    query = select(bets).where(
        bets.c.operator_id == operator_id,
        bets.c.player_id == player_id,
        bets.c.placed_at == placed_at,
        bets.c.bet_id == bet_id,
    )
    row = (await connection.execute(query)).first()
    return bet(row) if row is not None else None


async def round_of(connection: AsyncConnection, operator_id: UUID, one: Bet) -> list[Bet]:
    """The other bets of the player in the round of a bet, of those within a day of it, oldest first."""
    if not one.round_id:
        return []
    query = (
        select(bets)
        .where(
            bets.c.operator_id == operator_id,
            bets.c.player_id == one.player_id,
            bets.c.placed_at.between(one.placed_at - _ROUND, one.placed_at + _ROUND),
            bets.c.round_id == one.round_id,
            bets.c.bet_id != one.bet_id,
        )
        .order_by(bets.c.placed_at, bets.c.bet_id)
        .limit(ROUND)
    )
    return [bet(row) for row in await connection.execute(query)]


async def movements_of_bet(connection: AsyncConnection, operator_id: UUID, one: Bet) -> list[Movement]:
    """Everything that a bet moved, oldest first."""
    return await _lines(connection, operator_id, one.player_id, one.bet_id, _lines_of_bet(one))


async def movements_of_reference(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, reference: str
) -> list[Movement]:
    """Every line of a player's ledger behind a reference, oldest first; a few at most."""
    query = select(recorded.c.kind, recorded.c.at).where(
        recorded.c.operator_id == operator_id,
        recorded.c.kind.in_([kind.value for kind in KeyKind]),
        recorded.c.ref == reference,
        recorded.c.player_id == player_id,
    )
    expected: Counter[datetime] = Counter()
    for row in (await connection.execute(query)).all():
        if row.kind == KeyKind.BET.value:
            one = await find_bet(connection, operator_id, player_id, reference)
            if one is not None:
                expected += _lines_of_bet(one)
        elif row.kind in (KeyKind.DEPOSIT.value, KeyKind.WITHDRAWAL.value):
            expected += await _lines_of_transfer(connection, operator_id, player_id, row.kind, reference)
        elif row.kind != KeyKind.PLAYER.value:
            expected[row.at] += 1
    return await _lines(connection, operator_id, player_id, reference, expected)


def _lines_of_bet(one: Bet) -> Counter[datetime]:
    """How many lines a bet has written by when they occurred; an amount of zero writes none."""
    lines: Counter[datetime] = Counter()
    staked, paid = int(one.stake != 0), int(bool(one.payout))
    lines[one.placed_at] += staked
    if one.settled_at is not None:
        lines[one.settled_at] += paid
    if one.voided_at is not None:
        lines[one.voided_at] += staked + paid
    return lines


async def _lines_of_transfer(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, kind: int, ref: str
) -> Counter[datetime]:
    """The same of a deposit or withdrawal: one line for each thing that became of it."""
    query = select(transfers.c.requested_at, transfers.c.done_at, transfers.c.undone_at).where(
        transfers.c.operator_id == operator_id,
        transfers.c.player_id == player_id,
        transfers.c.kind == kind,
        transfers.c.ref == ref,
    )
    row: Any = (await connection.execute(query)).first()
    return Counter(at for at in row or () if at is not None)


async def _lines(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, reference: str, expected: Counter[datetime]
) -> list[Movement]:
    found: dict[int, Movement] = {}
    for at, lines in expected.items():
        if not lines:
            continue
        query = (
            select(movements)
            .where(
                movements.c.operator_id == operator_id,
                movements.c.player_id == player_id,
                movements.c.recorded_at >= at - _BEFORE,
                movements.c.occurred_at == at,
                movements.c.reference == reference,
            )
            .order_by(movements.c.recorded_at, movements.c.number)
            .limit(lines)
        )
        for row in await connection.execute(query):
            found[row.number] = movement(row)
    return [found[number] for number in sorted(found)]
