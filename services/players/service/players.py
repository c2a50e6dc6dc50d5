"""Accounts: registered, shown, listed, suspended and reinstated."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.paging import PageOf, Total
from services.players import events
from services.players.domain.activity import Item, Outcome, Registering
from services.players.domain.bet import BetStatus
from services.players.domain.ledger import MovementKind, Wallet
from services.players.domain.player import Player, PlayerFilter, PlayerSort, PlayerStatus, Registration, Suspension
from services.players.errors import (
    PlayerAlreadySuspended,
    PlayerClosed,
    PlayerNotFound,
    PlayerNotSuspended,
    PlayerRegisteredDifferently,
    StaleRevision,
)
from services.players.repository import history, listing, players, sessions
from services.players.service import activity


@dataclass(frozen=True, slots=True)
class Profile:
    """A player with what belongs on the first page about one."""

    player: Player
    wallets: list[Wallet]
    open_sessions: int


@dataclass(frozen=True, slots=True)
class Change:
    """What staff ask to be changed of a player, having seen a revision of it."""

    operator_id: UUID
    player_id: UUID
    reason: str
    revision: int
    request_id: str


async def register(uow: UnitOfWork, operator_id: UUID, registration: Registration, clock: Clock) -> tuple[Player, bool]:
    """Registers a player; tells whether it is new. Raises PlayerRegisteredDifferently, OperatorUnknown and KeyTaken."""
    item = Item(registration.external_id, clock(), Registering(registration))
    [outcome] = await activity.record(uow, operator_id, [item], clock)
    player = await players.find_external(uow.connection, operator_id, registration.external_id)
    if player is None:
        raise PlayerNotFound
    if not isinstance(outcome, Outcome):
        raise PlayerRegisteredDifferently(registration.differing(player.registration))
    return player, outcome is Outcome.RECORDED


async def profile(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Profile:
    """One player with wallets. Raises PlayerNotFound."""
    player = await _existing(connection, operator_id, player_id)
    wallets = await players.wallets_of(connection, operator_id, [player_id])
    return Profile(player, wallets[player_id], await sessions.count_open(connection, operator_id, player_id))


async def reveal(
    uow: UnitOfWork, operator_id: UUID, player_id: UUID, actor: Actor, request_id: str, clock: Clock
) -> Profile:
    """One player for eyes that may see personal data in clear, which is announced. Raises PermissionDenied first."""
    actor.require("players.reveal", str(operator_id))
    found = await profile(uow.connection, operator_id, player_id)
    uow.outbox.add(events.player_revealed(actor, clock(), found.player, request_id))
    return found


async def list_players(
    connection: AsyncConnection, operator_id: UUID, wanted: PlayerFilter, sort: PlayerSort, cursor: str, size: int
) -> tuple[PageOf, Total, dict[UUID, list[Wallet]]]:
    """A page of players with their wallets."""
    page, total = await listing.page(connection, operator_id, wanted, sort, cursor, size)
    wallets = await players.wallets_of(connection, operator_id, [player.player_id for player in page.rows])
    return page, total, wallets


async def list_bets(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, status: BetStatus | None, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's bets. Raises PlayerNotFound."""
    await _existing(connection, operator_id, player_id)
    return await history.bets_page(connection, operator_id, player_id, status, cursor, size)


async def list_movements(
    connection: AsyncConnection,
    operator_id: UUID,
    player_id: UUID,
    currency: str,
    kind: MovementKind | None,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A page of a player's ledger. Raises PlayerNotFound."""
    await _existing(connection, operator_id, player_id)
    return await history.movements_page(connection, operator_id, player_id, currency, kind, cursor, size)


async def suspend(uow: UnitOfWork, change: Change, actor: Actor, clock: Clock) -> Player:
    """Suspends an active player and ends the open sessions.

    Raises PlayerNotFound, PlayerAlreadySuspended, PlayerClosed and StaleRevision.
    """
    before = await _locked(uow.connection, change)
    if before.status is PlayerStatus.SUSPENDED:
        raise PlayerAlreadySuspended
    if before.status is PlayerStatus.CLOSED:
        raise PlayerClosed
    _check_revision(before, change)
    now = clock()
    suspension = Suspension(change.reason, actor.name, actor.id, now)
    after = await _keep(uow.connection, change, PlayerStatus.SUSPENDED, suspension)
    ended = await sessions.end_all(uow.connection, change.operator_id, change.player_id, now)
    uow.outbox.add(events.player_suspended(actor, now, before, after, ended, change.request_id))
    return after


async def reinstate(uow: UnitOfWork, change: Change, actor: Actor, clock: Clock) -> Player:
    """Reinstates a suspended player. Raises PlayerNotFound, PlayerNotSuspended and StaleRevision."""
    before = await _locked(uow.connection, change)
    if before.status is not PlayerStatus.SUSPENDED:
        raise PlayerNotSuspended
    _check_revision(before, change)
    after = await _keep(uow.connection, change, PlayerStatus.ACTIVE, None)
    uow.outbox.add(events.player_reinstated(actor, clock(), before, after, change.reason, change.request_id))
    return after


async def _existing(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player:
    player = await players.find(connection, operator_id, player_id)
    if player is None:
        raise PlayerNotFound
    return player


async def _locked(connection: AsyncConnection, change: Change) -> Player:
    await players.lock(connection, change.operator_id, change.player_id)
    return await _existing(connection, change.operator_id, change.player_id)


def _check_revision(player: Player, change: Change) -> None:
    if player.revision != change.revision:
        raise StaleRevision(player.revision)


async def _keep(
    connection: AsyncConnection, change: Change, status: PlayerStatus, suspension: Suspension | None
) -> Player:
    await players.keep_status(connection, change.operator_id, change.player_id, status, suspension)
    return await _existing(connection, change.operator_id, change.player_id)
