"""Sessions: a player's stays, as the platform tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import DomainError, InvalidField
from services.players.domain.access import Reason, Standing, denials
from services.players.domain.ban import BanScope
from services.players.domain.player import Player
from services.players.domain.session import Session, SessionStart
from services.players.domain.trace import Trace, TraceKind
from services.players.errors import (
    PlayerBanned,
    PlayerClosed,
    PlayerNotFound,
    PlayerSelfExcluded,
    PlayerSuspended,
    SessionNotFound,
    SessionStartedDifferently,
)
from services.players.repository import listing, players, sessions, traces
from services.players.service import operators

_REFUSALS: Final[dict[Reason, type[DomainError]]] = {
    Reason.CLOSED: PlayerClosed,
    Reason.SUSPENDED: PlayerSuspended,
    Reason.SELF_EXCLUDED: PlayerSelfExcluded,
    Reason.BANNED: PlayerBanned,
}


async def start(uow: UnitOfWork, operator_id: UUID, told: SessionStart, clock: Clock) -> Session:
    """Opens a session, or answers with the one that was opened by the same words.

    Raises PlayerNotFound, SessionStartedDifferently, OperatorNotOpen, and what keeps the player from logging in:
    PlayerClosed, PlayerSuspended, PlayerSelfExcluded or PlayerBanned, with `until` when it ends by itself.
    """
    connection = uow.connection
    player = await players.find_external(connection, operator_id, told.external_id)
    if player is None:
        raise PlayerNotFound
    # Under the player's lock nobody suspends the player between the look and the opening.
    await players.lock(connection, operator_id, player.player_id)
    await sessions.claim(connection, operator_id, told.session_id)
    known = await sessions.find(connection, operator_id, told.session_id)
    if known is not None:
        if differing := known.differing(told, player.player_id):
            raise SessionStartedDifferently(differing)
        return known
    await operators.admit(connection, operator_id, BanScope.LOG_IN, told.ip)
    player = await players.find(connection, operator_id, player.player_id) or player
    _admit(player, clock())
    session = Session(
        session_id=told.session_id,
        player_id=player.player_id,
        started_at=told.started_at or clock(),
        ended_at=None,
        ip=told.ip,
        device=told.device,
        country=told.country,
        user_agent=told.user_agent,
    )
    await sessions.add(connection, operator_id, session)
    await sessions.saw(connection, operator_id, player.player_id, session.started_at)
    seen = [(TraceKind.DEVICE, session.device), (TraceKind.LOGIN_IP, session.ip)]
    await traces.note(
        connection, operator_id, [Trace(kind, value, player.player_id, session.started_at) for kind, value in seen]
    )
    await listing.follow(connection, operator_id, [player.player_id])
    return session


def _admit(player: Player, now: datetime) -> None:
    """Raises the first reason why a player may not log in."""
    for denial in denials(Standing.of(player), BanScope.LOG_IN, now):
        raise _REFUSALS[denial.reason](details={"until": denial.until.isoformat()} if denial.until else None)


async def end(uow: UnitOfWork, operator_id: UUID, session_id: str, ended_at: datetime | None, clock: Clock) -> Session:
    """Ends a session; one that has ended stays as it is. Raises SessionNotFound and InvalidField."""
    connection = uow.connection
    await sessions.claim(connection, operator_id, session_id)
    session = await sessions.find(connection, operator_id, session_id)
    if session is None:
        raise SessionNotFound
    if session.ended_at is not None:
        return session
    if ended_at is not None and ended_at < session.started_at:
        raise InvalidField("ended_at", "must not be before the session started")
    # A session may have been told to start a little ahead of our clock.
    await sessions.end(connection, operator_id, session_id, ended_at or max(clock(), session.started_at))
    return await sessions.find(connection, operator_id, session_id) or session
