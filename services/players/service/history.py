"""What a player did: the overview, bets and their trail, the ledger and whether it adds up, sessions, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.clock import Clock
from kit.db import UnitOfWork
from kit.paging import PageOf, Total
from services.players.domain.bet import Bet
from services.players.domain.days import last_days
from services.players.domain.history import BetFilter, MovementFilter
from services.players.domain.ledger import Movement
from services.players.domain.ledger_check import Check, check_of
from services.players.domain.linking import LINKED, Link, LinkKind, strongest
from services.players.domain.overview import DAYS, Overview, put_together
from services.players.domain.player import Player
from services.players.domain.session import Stay, flags_of
from services.players.domain.trace import TraceKind
from services.players.errors import BetNotFound, OperatorUnknown
from services.players.repository import history, ledger, links, operators, players, sessions, trail
from services.players.repository import overview as overview_rows
from services.players.service import revisions

CHECKED_AT_ONCE: Final = 50_000  # movements for one answer: a tenth of a second


@dataclass(frozen=True, slots=True)
class BetTrail:
    """A bet, everything that it moved and the other bets of its round, oldest first."""

    bet: Bet
    movements: list[Movement]
    round: list[Bet]


@dataclass(frozen=True, slots=True)
class LinkedPlayer:
    """Another player, and what both have in common, strongest first."""

    player: Player
    links: list[Link]


async def overview(connection: AsyncConnection, operator_id: UUID, player_id: UUID, clock: Clock) -> Overview:
    """What a player did today, in 7 and 30 business days and ever. Raises PlayerNotFound and OperatorUnknown."""
    await revisions.existing(connection, operator_id, player_id)
    operator = await operators.find(connection, operator_id)
    if operator is None:
        raise OperatorUnknown
    days = last_days(clock(), ZoneInfo(operator.timezone), DAYS)
    parts = await overview_rows.parts(connection, operator_id, player_id, days.starts)
    wallets = await players.wallets_of(connection, operator_id, [player_id])
    return put_together(operator.timezone, days.days, parts, wallets[player_id])


async def list_bets(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, wanted: BetFilter, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's bets. Raises PlayerNotFound and InvalidField."""
    wanted.check()
    await revisions.existing(connection, operator_id, player_id)
    return await history.bets_page(connection, operator_id, player_id, wanted, cursor, size)


async def show_bet(connection: AsyncConnection, operator_id: UUID, player_id: UUID, bet_id: str) -> BetTrail:
    """One bet of a player. Raises PlayerNotFound and BetNotFound."""
    await revisions.existing(connection, operator_id, player_id)
    bet = await trail.find_bet(connection, operator_id, player_id, bet_id)
    if bet is None:
        raise BetNotFound
    movements = await trail.movements_of_bet(connection, operator_id, bet)
    return BetTrail(bet, movements, await trail.round_of(connection, operator_id, bet))


async def list_movements(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, wanted: MovementFilter, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's ledger; behind one reference there are so few lines that they are one page.

    Raises PlayerNotFound and InvalidField.
    """
    wanted.check()
    await revisions.existing(connection, operator_id, player_id)
    if not wanted.reference:
        return await history.movements_page(connection, operator_id, player_id, wanted, cursor, size)
    lines = await trail.movements_of_reference(connection, operator_id, player_id, wanted.reference)
    found = [line for line in reversed(lines) if wanted.takes(line)]
    return PageOf(found, ""), Total(len(found), approximate=False)


async def check_ledger(
    uow: UnitOfWork, operator_id: UUID, player_id: UUID, clock: Clock, *, from_start: bool = False
) -> Check:
    """Goes on with the check of a player's ledger, or begins it; who asks again until it is complete waits for little.

    Raises PlayerNotFound.
    """
    connection = uow.connection
    await revisions.existing(connection, operator_id, player_id)
    walk = await ledger.hold(connection, operator_id, player_id, clock(), from_start=from_start)
    total = await ledger.count(connection, operator_id, player_id)
    step = await ledger.follow(connection, operator_id, player_id, walk, CHECKED_AT_ONCE)
    walk = step.after(walk)
    await ledger.keep(connection, operator_id, player_id, walk)
    return check_of(walk, step, total)


async def linked(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, kind: LinkKind | None
) -> tuple[list[LinkedPlayer], bool]:
    """The players most strongly linked with one, and whether there are more. Raises PlayerNotFound."""
    await revisions.existing(connection, operator_id, player_id)
    found = strongest(await links.linked(connection, operator_id, player_id, [kind] if kind else list(LinkKind)))
    shown = found[:LINKED]
    known = await players.find_many(connection, [(operator_id, other) for other, _ in shown])
    return [LinkedPlayer(known[other], of_one) for other, of_one in shown if other in known], len(found) > LINKED


async def list_sessions(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, open_only: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's sessions as stays. Raises PlayerNotFound."""
    await revisions.existing(connection, operator_id, player_id)
    page, total = await sessions.page(connection, operator_id, player_id, open_only, cursor, size)
    before = await sessions.before(connection, operator_id, player_id, page.rows)
    values = {(TraceKind.DEVICE, one.device) for one in page.rows} | {(TraceKind.LOGIN_IP, one.ip) for one in page.rows}
    sharing = await links.sharers(connection, operator_id, player_id, values)
    stays = [
        Stay(
            one,
            flags_of(one, before.get(one.session_id)),
            sharing.get((TraceKind.LOGIN_IP, one.ip), 0),
            sharing.get((TraceKind.DEVICE, one.device), 0),
        )
        for one in page.rows
    ]
    return PageOf(stays, page.next_cursor), total
