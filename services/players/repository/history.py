"""What a player did, newest first: bets and balance movements."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.bet import Bet, BetStatus
from services.players.domain.ledger import Movement, MovementKind
from services.players.tables import bets, movements

BETS: Final = Keyset("bets", [bets.c.placed_at, bets.c.bet_id], descending=True)
MOVEMENTS: Final = Keyset("movements", [movements.c.recorded_at, movements.c.number], descending=True)


async def bets_page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, status: BetStatus | None, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's bets by time of placing."""
    query = bets_of(operator_id, player_id, status)
    found = await BETS.page(connection, query, cursor, size)
    return PageOf([_bet(row) for row in found.rows], found.next_cursor), await count(connection, query)


async def movements_page(
    connection: AsyncConnection,
    operator_id: UUID,
    player_id: UUID,
    currency: str,
    kind: MovementKind | None,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A player's ledger in the order in which it was recorded."""
    query = movements_of(operator_id, player_id, currency, kind)
    found = await MOVEMENTS.page(connection, query, cursor, size)
    return PageOf([_movement(row) for row in found.rows], found.next_cursor), await count(connection, query)


def bets_of(operator_id: UUID, player_id: UUID, status: BetStatus | None) -> Select[Any]:
    """A player's bets, in no order."""
    query = select(bets).where(bets.c.operator_id == operator_id, bets.c.player_id == player_id)
    return query if status is None else query.where(bets.c.status == status.value)


def movements_of(operator_id: UUID, player_id: UUID, currency: str, kind: MovementKind | None) -> Select[Any]:
    """A player's movements, in no order."""
    query = select(movements).where(movements.c.operator_id == operator_id, movements.c.player_id == player_id)
    if currency:
        query = query.where(movements.c.currency == currency)
    return query if kind is None else query.where(movements.c.kind == kind.value)


def _bet(row: Any) -> Bet:
    return Bet(
        player_id=row.player_id,
        placed_at=row.placed_at,
        bet_id=row.bet_id,
        round_id=row.round_id,
        game=row.game,
        provider=row.provider,
        currency=row.currency,
        stake=row.stake,
        payout=row.payout,
        settled_at=row.settled_at,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
    )


def _movement(row: Any) -> Movement:
    return Movement(
        player_id=row.player_id,
        recorded_at=row.recorded_at,
        number=row.number,
        kind=MovementKind(row.kind),
        currency=row.currency,
        amount=row.amount,
        balance_after=row.balance_after,
        reference=row.reference,
        method=row.method,
        occurred_at=row.occurred_at,
        note=row.note,
    )
