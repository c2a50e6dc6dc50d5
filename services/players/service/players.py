"""Accounts: registered, shown, listed, suspended and reinstated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players import events
from services.players.domain.activity import Item, Outcome, Registering
from services.players.domain.ledger import Wallet
from services.players.domain.player import Player, PlayerStatus, Registration, Suspension
from services.players.errors import (
    PlayerAlreadySuspended,
    PlayerClosed,
    PlayerNotFound,
    PlayerNotSuspended,
    PlayerRegisteredDifferently,
    PlayerUnknownThen,
)
from services.players.repository import past, players, sessions
from services.players.repository import revisions as kept_revisions
from services.players.service import activity, operators, revisions
from services.players.service.revisions import Change


@dataclass(frozen=True, slots=True)
class Profile:
    """A player with what belongs on the first page about one."""

    player: Player
    wallets: list[Wallet]
    open_sessions: int


async def register(uow: UnitOfWork, operator_id: UUID, registration: Registration, clock: Clock) -> tuple[Player, bool]:
    """Registers a player; tells whether it is new.

    Who is known already is answered whatever became of the operator; somebody new is let in by one that is open only.
    Raises PlayerRegisteredDifferently, OperatorUnknown, OperatorNotOpen and KeyTaken.
    """
    if await players.find_external(uow.connection, operator_id, registration.external_id) is None:
        await operators.admit(uow.connection, operator_id, None, registration.registration_ip)
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
    player = await revisions.existing(connection, operator_id, player_id)
    wallets = await players.wallets_of(connection, operator_id, [player_id])
    return Profile(player, wallets[player_id], await sessions.count_open(connection, operator_id, player_id))


async def profile_at(connection: AsyncConnection, operator_id: UUID, player_id: UUID, at: datetime) -> Profile:
    """One player as recorded by a moment. Raises PlayerNotFound, and PlayerUnknownThen for one registered later."""
    player = await revisions.existing(connection, operator_id, player_id)
    if at < player.recorded_at:
        raise PlayerUnknownThen
    # Without a kept one it has never been changed.
    then = await kept_revisions.as_of(connection, operator_id, player_id, at) or player
    excluded = then.exclusion is not None and then.exclusion.in_force(at)
    done = await past.account(connection, operator_id, player_id, then.registration.currency, at)
    then = replace(
        then,
        bans=tuple(ban for ban in then.bans if ban.in_force(at)),
        exclusion=then.exclusion if excluded else None,
        last_seen_at=done.seen_at,
        online=done.open_sessions > 0,
    )
    return Profile(then, done.wallets, done.open_sessions)


async def reveal(
    uow: UnitOfWork,
    operator_id: UUID,
    player_id: UUID,
    at: datetime | None,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Profile:
    """One player, as now or as of a moment, for eyes that may see personal data in clear, which is announced.

    Raises PermissionDenied first.
    """
    actor.require("players.reveal", str(operator_id))
    if at is None:
        found = await profile(uow.connection, operator_id, player_id)
    else:
        found = await profile_at(uow.connection, operator_id, player_id, at)
    uow.outbox.add(events.player_revealed(actor, clock(), found.player, request_id))
    return found


async def suspend(uow: UnitOfWork, change: Change, actor: Actor, clock: Clock) -> Player:
    """Suspends an active player and ends the open sessions.

    Raises PlayerNotFound, PlayerAlreadySuspended, PlayerClosed and StaleRevision.
    """
    connection = uow.connection
    before = await revisions.locked(connection, change.operator_id, change.player_id)
    if before.status is PlayerStatus.SUSPENDED:
        raise PlayerAlreadySuspended
    if before.status is PlayerStatus.CLOSED:
        raise PlayerClosed
    await revisions.check(connection, before, change)
    now = clock()
    ended = (await sessions.end_all(connection, change.operator_id, [change.player_id], now))[change.player_id]
    suspension = Suspension(change.reason, actor.name, actor.id, now)
    after = replace(before, status=PlayerStatus.SUSPENDED, suspension=suspension, online=False)
    kept = await revisions.keep(uow, before, after, "player.suspend", actor, now)
    uow.outbox.add(events.player_suspended(actor, now, before, kept, ended, change.request_id))
    return kept


async def reinstate(uow: UnitOfWork, change: Change, actor: Actor, clock: Clock) -> Player:
    """Reinstates a suspended player; an account that was closed meanwhile stays closed.

    Raises PlayerNotFound, PlayerNotSuspended and StaleRevision.
    """
    connection = uow.connection
    before = await revisions.locked(connection, change.operator_id, change.player_id)
    if before.suspension is None:
        raise PlayerNotSuspended
    await revisions.check(connection, before, change)
    now = clock()
    status = PlayerStatus.CLOSED if before.status is PlayerStatus.CLOSED else PlayerStatus.ACTIVE
    after = replace(before, status=status, suspension=None)
    kept = await revisions.keep(uow, before, after, "player.reinstate", actor, now)
    uow.outbox.add(events.player_reinstated(actor, now, before, kept, change.reason, change.request_id))
    return kept
