"""What a player did, newest first: bets and balance movements.

One index lists either by time, and every further one would slow recording down. What it does not find is looked for
among a bounded number of rows at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, Wanted, count, count_within
from services.players.domain.bet import Bet
from services.players.domain.history import BetFilter, MovementFilter
from services.players.domain.ledger import Movement, MovementKind
from services.players.domain.listing import Span
from services.players.domain.player import Acquisition
from services.players.repository import rows
from services.players.tables import bets, movements

BETS: Final = Keyset("bets", [bets.c.placed_at, bets.c.bet_id], descending=True)
MOVEMENTS: Final = Keyset("movements", [movements.c.recorded_at, movements.c.number], descending=True)
LOOKED_AT: Final = 50_000  # rows for one page: some 50 ms


async def bets_page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, wanted: BetFilter, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's bets by time of placing."""
    query = bets_of(operator_id, player_id, wanted.placed)
    return await _page(connection, BETS, query, bets_wanted(wanted), cursor, size, bet)


async def movements_page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, wanted: MovementFilter, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A player's ledger in the order in which it was recorded; a reference is not looked at."""
    query = movements_of(operator_id, player_id, wanted.recorded)
    return await _page(connection, MOVEMENTS, query, movements_wanted(wanted), cursor, size, movement)


async def _page(
    connection: AsyncConnection,
    order: Keyset,
    query: Select[Any],
    wanted: Wanted | None,
    cursor: str,
    size: int,
    read: Any,
) -> tuple[PageOf, Total]:
    if wanted is None:
        found = await order.page(connection, query, cursor, size)
        total = await count(connection, query)
    else:
        found = await order.page_within(connection, query, wanted, cursor, size, LOOKED_AT)
        total = await count_within(connection, order.ordered(query), wanted, LOOKED_AT)
    return PageOf([read(row) for row in found.rows], found.next_cursor), total


def bets_of(operator_id: UUID, player_id: UUID, placed: Span) -> Select[Any]:
    """A player's bets of a time, in no order."""
    query = select(bets).where(bets.c.operator_id == operator_id, bets.c.player_id == player_id)
    return query.where(*_within(bets.c.placed_at, placed))


def movements_of(operator_id: UUID, player_id: UUID, recorded: Span) -> Select[Any]:
    """A player's movements of a time, in no order."""
    query = select(movements).where(movements.c.operator_id == operator_id, movements.c.player_id == player_id)
    return query.where(*_within(movements.c.recorded_at, recorded))


def _within(column: ColumnElement[Any], span: Span) -> list[ColumnElement[bool]]:
    conditions = [] if span.since is None else [column >= span.since]
    return conditions if span.until is None else [*conditions, column < span.until]


def bets_wanted(wanted: BetFilter) -> Wanted | None:
    """What is asked of a bet besides its time; None when nothing is."""

    def conditions(bet: Any) -> Sequence[ColumnElement[bool]]:
        found = [
            bet[name] == value
            for name, value in (("game", wanted.game), ("provider", wanted.provider), ("currency", wanted.currency))
            if value
        ]
        if wanted.status is not None:
            found.append(bet.status == wanted.status.value)
        if wanted.stake.least is not None:
            found.append(bet.stake >= wanted.stake.least)
        if wanted.stake.most is not None:
            found.append(bet.stake <= wanted.stake.most)
        return found

    return conditions if conditions(bets.c) else None


def movements_wanted(wanted: MovementFilter) -> Wanted | None:
    """What is asked of a movement besides its time; None when nothing is."""

    def conditions(movement: Any) -> Sequence[ColumnElement[bool]]:
        found = [movement.currency == wanted.currency] if wanted.currency else []
        if wanted.kinds:
            found.append(movement.kind.in_(sorted(kind.value for kind in wanted.kinds)))
        if wanted.number is not None:
            found.append(movement.number == wanted.number)
        return found

    return conditions if conditions(movements.c) else None


def bet(row: Any) -> Bet:
    """A row of bets."""
    return Bet(
        player_id=row.player_id,
        placed_at=rows.moment(row.placed_at),
        bet_id=row.bet_id,
        round_id=row.round_id,
        game=row.game,
        provider=row.provider,
        currency=row.currency,
        stake=row.stake,
        payout=row.payout,
        settled_at=rows.moment_or_none(row.settled_at),
        voided_at=rows.moment_or_none(row.voided_at),
        void_reason=row.void_reason,
        device=row.device,
        channel=Acquisition(row.channel) if row.channel is not None else None,
    )


def movement(row: Any) -> Movement:
    """A row of movements."""
    return Movement(
        player_id=row.player_id,
        recorded_at=rows.moment(row.recorded_at),
        number=row.number,
        kind=MovementKind(row.kind),
        currency=row.currency,
        amount=row.amount,
        balance_after=row.balance_after,
        reference=row.reference,
        method=row.method,
        occurred_at=rows.moment(row.occurred_at),
        note=row.note,
    )
