"""What else staff do to an account: tags, sessions ended, a second factor taken away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.players import events
from services.players.domain.player import Player
from services.players.domain.tag import TagInUse, normalised, retagged
from services.players.errors import SessionNotFound
from services.players.repository import listing, sessions, tags
from services.players.service import revisions
from services.players.service.revisions import Change


async def tag(
    uow: UnitOfWork, change: Change, add: Collection[str], remove: Collection[str], actor: Actor, clock: Clock
) -> Player:
    """Puts tags on a player and takes others off. Tags commute, so that no revision need have been seen.

    Raises PlayerNotFound, and InvalidField for what is no tag, is both put on and taken off, or is one too many.
    """
    put, taken = normalised(add, "add"), normalised(remove, "remove")
    if not put and not taken:
        raise InvalidField("add", "must name a tag, or remove must")
    if put & taken:
        raise InvalidField("remove", "must not name a tag that is put on")
    before = await revisions.locked(uow.connection, change.operator_id, change.player_id)
    [kept] = await retag(uow, [before], put, taken, change.reason, actor, change.request_id, clock())
    return kept


async def retag(
    uow: UnitOfWork,
    held: Sequence[Player],
    put: frozenset[str],
    taken: frozenset[str],
    reason: str,
    actor: Actor,
    request_id: str,
    now: datetime,
) -> list[Player]:
    """As `tag`, several locked players of one operator. Raises InvalidField when it is too many of one of them."""
    if not held:
        return []
    operator_id, ids = held[0].operator_id, [player.player_id for player in held]
    changes = [(player, replace(player, tags=retagged(player.tags, put, taken))) for player in held]
    await tags.put(uow.connection, operator_id, ids, put)
    await tags.take(uow.connection, operator_id, ids, taken)
    kept = await revisions.keep_all(uow, operator_id, changes, "player.tag", actor, now)
    for before, after in zip(held, kept, strict=True):
        if after is not before:
            uow.outbox.add(
                events.player_changed("player.tag", actor, now, before, after, reason=reason, request_id=request_id)
            )
    return kept


async def tags_in_use(connection: AsyncConnection, operator_id: UUID) -> list[TagInUse]:
    """An operator's tags, most used first."""
    return await tags.in_use(connection, operator_id)


async def end_sessions(uow: UnitOfWork, change: Change, session_id: str, actor: Actor, clock: Clock) -> int:
    """Ends one open session of a player, or all without an id; returns how many were open.

    Raises PlayerNotFound and SessionNotFound.
    """
    connection = uow.connection
    player = await revisions.locked(connection, change.operator_id, change.player_id)
    now = clock()
    was_open = await sessions.count_open(connection, player.operator_id, player.player_id)
    if session_id:
        session = await sessions.find(connection, player.operator_id, session_id)
        if session is None or session.player_id != player.player_id:
            raise SessionNotFound
        ended = int(session.ended_at is None)
        await sessions.end(connection, player.operator_id, session_id, max(now, session.started_at))
    else:
        ended = (await sessions.end_all(connection, player.operator_id, [player.player_id], now))[player.player_id]
    if ended:
        await listing.refresh(connection, player.operator_id, [player.player_id])
        uow.outbox.add(events.sessions_ended(actor, now, player, was_open, ended, change.reason, change.request_id))
    return ended


async def reset_two_factor(uow: UnitOfWork, change: Change, actor: Actor, clock: Clock) -> Player:
    """Asks the platform to take the second factor away; it answers by telling `two_factor`.

    Raises PlayerNotFound and StaleRevision.
    """
    before = await revisions.opened(uow.connection, change)
    now = clock()
    after = replace(before, two_factor_reset_at=now)
    kept = await revisions.keep(uow, before, after, "player.reset_two_factor", actor, now)
    uow.outbox.add(
        events.player_changed(
            "player.reset_two_factor", actor, now, before, kept, reason=change.reason, request_id=change.request_id
        )
    )
    return kept
