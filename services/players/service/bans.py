"""Bans: placed and lifted by staff, lifted by time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import SYSTEM, Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from kit.ids import uuid7
from kit.paging import PageOf, Total
from services.players import events
from services.players.domain.ban import Ban, BanScope
from services.players.domain.player import Player
from services.players.errors import NoSuchBan
from services.players.repository import bans, operators, players, sessions
from services.players.service import revisions
from services.players.service.revisions import Change

REPLACED: Final = "replaced"
EXPIRED: Final = "expired"


async def place(
    uow: UnitOfWork,
    change: Change,
    scopes: Collection[BanScope],
    expires_at: datetime | None,
    actor: Actor,
    clock: Clock,
) -> Player:
    """Bans a player from what the scopes name; from what it is banned already, with the new reason and expiry.

    Raises PlayerNotFound, StaleRevision, and InvalidField for an expiry that is not in the future.
    """
    before = await _opened(uow, change, clock)
    placing = [(before, scopes)]
    [kept] = await place_all(uow, placing, expires_at, change.reason, actor, change.request_id, clock())
    return kept


async def place_all(
    uow: UnitOfWork,
    placing: Sequence[tuple[Player, Collection[BanScope]]],
    expires_at: datetime | None,
    reason: str,
    actor: Actor,
    request_id: str,
    now: datetime,
) -> list[Player]:
    """As `place`, several players of one operator as `all_opened` answers them, each banned from scopes of its own.

    Raises InvalidField for an expiry that is not in the future.
    """
    if expires_at is not None and expires_at <= now:
        raise InvalidField("expires_at", "must lie in the future")
    if not placing:
        return []
    connection, operator_id = uow.connection, placing[0][0].operator_id
    changes: list[tuple[Player, Player]] = []
    placed: list[tuple[UUID, Ban]] = []
    replaced: list[tuple[UUID, Ban]] = []
    for before, scopes in placing:
        mine = [Ban(uuid7(), scope, reason, actor.name, actor.id, now, expires_at) for scope in sorted(set(scopes))]
        replaced += [(before.player_id, ban) for ban in before.bans if ban.scope in scopes]
        placed += [(before.player_id, ban) for ban in mine]
        others = [ban for ban in before.bans if ban.scope not in scopes]
        changes.append((before, replace(before, bans=_by_scope(others + mine))))
    await bans.lift(connection, operator_id, replaced, now, actor.name, REPLACED)
    await bans.add(connection, operator_id, placed)
    shut_out = [before.player_id for before, scopes in placing if BanScope.LOG_IN in scopes]
    ended = await sessions.end_all(connection, operator_id, shut_out, now) if shut_out else Counter[UUID]()
    kept = await revisions.keep_all(uow, operator_id, changes, "player.ban", actor, now)
    for (before, _), after in zip(placing, kept, strict=True):
        uow.outbox.add(
            events.player_changed(
                "player.ban",
                actor,
                now,
                before,
                after,
                reason=reason,
                request_id=request_id,
                ended=ended[before.player_id],
            )
        )
    return [replace(one, online=one.online and one.player_id not in shut_out) for one in kept]


async def all_opened(uow: UnitOfWork, operator_id: UUID, player_ids: Sequence[UUID], clock: Clock) -> list[Player]:
    """Players to be banned, locked, and without bans that have run out. Raises PlayerNotFound when one is not there."""
    await players.lock(uow.connection, operator_id, *player_ids)
    now = clock()
    for player_id in await bans.run_out(uow.connection, operator_id, player_ids, now):
        await _expire(uow, operator_id, player_id, now)
    return await revisions.all_existing(uow.connection, operator_id, player_ids)


async def lift(uow: UnitOfWork, change: Change, scopes: Collection[BanScope], actor: Actor, clock: Clock) -> Player:
    """Lifts the bans in force of these scopes. Raises PlayerNotFound, StaleRevision, NoSuchBan."""
    connection = uow.connection
    before = await _opened(uow, change, clock)
    lifted = [ban for ban in before.bans if ban.scope in scopes]
    if not lifted:
        raise NoSuchBan
    now = clock()
    ended = [(before.player_id, ban) for ban in lifted]
    await bans.lift(connection, before.operator_id, ended, now, actor.name, change.reason)
    after = replace(before, bans=tuple(ban for ban in before.bans if ban not in lifted))
    kept = await revisions.keep(uow, before, after, "player.lift_ban", actor, now)
    uow.outbox.add(
        events.player_changed(
            "player.lift_ban", actor, now, before, kept, reason=change.reason, request_id=change.request_id
        )
    )
    return kept


async def expire(uow: UnitOfWork, operator_id: UUID, player_id: UUID, clock: Clock) -> int:
    """Lifts the bans of a player whose time is over; returns how many.

    A player whose lock somebody else holds is left for the next time: it may be another process doing the same.
    """
    if not await players.lock_free(uow.connection, operator_id, player_id):
        return 0
    return await _expire(uow, operator_id, player_id, clock())


async def due(connection: AsyncConnection, clock: Clock, most: int) -> list[tuple[UUID, UUID]]:
    """Players, as operator and player id, some of whose bans have run out and are not lifted yet."""
    return [(row.operator_id, row.player_id) for row in await bans.due(connection, clock(), most)]


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's bans, in force or over. Raises PlayerNotFound."""
    await revisions.existing(connection, operator_id, player_id)
    return await bans.page(connection, operator_id, player_id, cursor, size)


async def _opened(uow: UnitOfWork, change: Change, clock: Clock) -> Player:
    """The player to be changed, without bans that have run out: only now, as nobody could have seen them in force."""
    player = await revisions.opened(uow.connection, change)
    if await _expire(uow, change.operator_id, change.player_id, clock()):
        player = await revisions.existing(uow.connection, change.operator_id, change.player_id)
    return player


async def _expire(uow: UnitOfWork, operator_id: UUID, player_id: UUID, now: datetime) -> int:
    """As `expire`, of a player that is locked. Each ban is a revision of its own, so that each is told by itself."""
    connection = uow.connection
    ending = [ban for ban in await bans.unlifted(connection, operator_id, player_id) if ban.expires_at is not None]
    if not ending:
        return 0
    player = await revisions.existing(connection, operator_id, player_id)
    # By our clock or by the database's, which says what is in force: what either holds to be over must not stand in
    # the way of a new one.
    over = [ban for ban in ending if ban.expires_at is not None and (ban.expires_at <= now or ban not in player.bans)]
    operator = await operators.find(connection, operator_id) if over else None
    held = list(player.bans)
    held += [ban for ban in over if ban not in held]
    for ban in over:
        assert ban.expires_at is not None
        await bans.lift(connection, operator_id, [(player_id, ban)], ban.expires_at, SYSTEM.name, EXPIRED)
        before = replace(player, bans=_by_scope(held))
        held.remove(ban)
        after = replace(before, bans=_by_scope(held))
        player = await revisions.keep(uow, before, after, "player.ban_expired", SYSTEM, now)
        uow.outbox.add(
            events.player_changed(
                "player.ban_expired",
                SYSTEM,
                now,
                before,
                player,
                reason=ban.reason,
                company_id=str(operator.company_id) if operator else "",
            )
        )
    return len(over)


def _by_scope(held: Collection[Ban]) -> tuple[Ban, ...]:
    return tuple(sorted(held, key=lambda ban: ban.scope))
