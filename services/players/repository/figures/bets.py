"""The bets behind a figure, over all players of an operator, and what the players of rankings are called.

No index has an operator's bets in order of time, as it would slow recording down. A summary of the table finds those of
a short time; a page is put together from such times, one after the other, each longer while little is found.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import DEFAULT_SIZE, MAX_SIZE, Keyset, PageOf, Total, count
from services.players.domain.bet import LATE
from services.players.domain.figures import Basis, FigureBet, FigureBets, Named
from services.players.repository.history import bet
from services.players.tables import accounts, bets, late_bets, players

_FIRST: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(days=1)
_TIMES: Final = 8  # looked through for one page
_COUNTED: Final = timedelta(days=1)  # up to which bets are counted; to count those of longer times takes longer
_BEFORE_ANY: Final = UUID(int=0)


async def page(
    connection: AsyncConnection, operator_id: UUID, wanted: FigureBets, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of bets, those of the earliest time first, and how many there are.

    It may hold fewer than asked, or none, and still have a next cursor, from which looking goes on. Raises BadCursor.
    """
    size = min(size or DEFAULT_SIZE, MAX_SIZE)
    since, after, found = wanted.since, None, list[Any]()
    if cursor:
        order = _order(wanted.basis, bets.c)
        after = order.after(cursor)
        since = max(since, order.values_of(cursor)[0])
    length, times = (wanted.until - since, 1) if wanted.player_id else (_FIRST, _TIMES)
    while since < wanted.until and len(found) <= size and times:
        until = min(since + length, wanted.until)
        query = _within(operator_id, wanted, since, until, after).limit(size + 1 - len(found))
        found += (await connection.execute(query)).all()
        since, length, times = until, min(length * 4, _LONGEST), times - 1
    ordered = _order(wanted.basis, bets.c)
    if len(found) > size:
        last = found[size - 1]
        following = ordered.cursor_of([last.at, last.player_id, last.bet_id])
    else:
        following = ordered.cursor_of([since, _BEFORE_ANY, ""]) if since < wanted.until else ""
    rows = [FigureBet(bet(row), row.external_id, row.username, row.country) for row in found[:size]]
    if wanted.player_id or wanted.until - wanted.since <= _COUNTED:
        total = await count(connection, _within(operator_id, wanted, wanted.since, wanted.until, None))
    else:
        total = Total(len(rows), bool(cursor or following))
    return PageOf(rows, following), total


def _order(basis: Basis, row: Any) -> Keyset:
    return Keyset(f"figure_bets.{basis.value}", [row[basis.value], row.player_id, row.bet_id], descending=False)


def _within(
    operator_id: UUID, wanted: FigureBets, since: datetime, until: datetime, after: ColumnElement[bool] | None
) -> Select[Any]:
    """The bets of a time, in order."""
    at = bets.c[wanted.basis.value]
    conditions = [bets.c.operator_id == operator_id, at >= since, at < until, bets.c.voided_at.is_(None)]
    conditions += [
        bets.c[name] == value
        for name, value in (("game", wanted.game), ("provider", wanted.provider), ("currency", wanted.currency))
        if value
    ]
    if wanted.player_id is not None:
        conditions.append(bets.c.player_id == wanted.player_id)
    if wanted.country is not None:
        conditions.append(
            exists().where(
                accounts.c.operator_id == operator_id,
                accounts.c.player_id == bets.c.player_id,
                accounts.c.country == wanted.country,
            )
        )
    if after is not None:
        conditions.append(after)
    chosen = select(bets, at.label("at"))
    if wanted.basis is Basis.PLACED:
        query: Any = chosen.where(*conditions)
    else:
        late = bets.c.settled_at - bets.c.placed_at > LATE
        placed = and_(bets.c.placed_at >= since - LATE, bets.c.placed_at < until)
        known = and_(
            late_bets.c.operator_id == operator_id,
            late_bets.c.settled_at >= since,
            late_bets.c.settled_at < until,
            late_bets.c.player_id == bets.c.player_id,
            late_bets.c.placed_at == bets.c.placed_at,
            late_bets.c.bet_id == bets.c.bet_id,
        )
        query = union_all(
            chosen.where(*conditions, placed, ~late), chosen.join(late_bets, known).where(*conditions, late)
        )
    one = query.subquery("one")
    return (
        select(one, players.c.external_id, players.c.username, accounts.c.country)
        .join(players, and_(players.c.operator_id == operator_id, players.c.player_id == one.c.player_id))
        .join(accounts, and_(accounts.c.operator_id == operator_id, accounts.c.player_id == one.c.player_id))
        .order_by(one.c.at, one.c.player_id, one.c.bet_id)
    )


_NAMES: Final = text("""
    SELECT wanted.operator_id, wanted.player_id, p.username, p.external_id
    FROM unnest(CAST(:operators AS uuid[]), CAST(:players AS uuid[])) AS wanted (operator_id, player_id)
    CROSS JOIN LATERAL (
        SELECT username, external_id FROM players
        WHERE operator_id = wanted.operator_id AND player_id = wanted.player_id OFFSET 0
    ) AS p
""")


async def names(connection: AsyncConnection, wanted: list[tuple[UUID, UUID]]) -> list[Named]:
    """What players, by operator and id, are called, without unknown ones."""
    asked = {"operators": [one[0] for one in wanted], "players": [one[1] for one in wanted]}
    return [Named(*row) for row in await connection.execute(_NAMES, asked)]
