"""Profiles: found and told by platforms, corrected by staff, and what a player may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from services.players import events
from services.players.domain.access import Denial, denials, shut
from services.players.domain.ban import BanScope
from services.players.domain.ledger import Wallet
from services.players.domain.player import Player, PlayerStatus
from services.players.domain.profile import Told, told_of
from services.players.domain.trace import Trace, TraceKind
from services.players.errors import PlayerNotFound
from services.players.repository import players, sessions, traces
from services.players.service import revisions
from services.players.service.revisions import Change


@dataclass(frozen=True, slots=True)
class Access:
    """What keeps a player from each thing, at a revision of it; what nothing keeps it from is allowed."""

    denials: dict[BanScope, list[Denial]]
    revision: int
    notice: str = ""


async def find(connection: AsyncConnection, operator_id: UUID, external_id: str) -> tuple[Player, list[Wallet]]:
    """A player by the platform's id, with wallets. Raises PlayerNotFound."""
    player = await players.find_external(connection, operator_id, external_id)
    if player is None:
        raise PlayerNotFound
    wallets = await players.wallets_of(connection, operator_id, [player.player_id])
    return player, wallets[player.player_id]


async def access(connection: AsyncConnection, operator_id: UUID, external_id: str, ip: str, clock: Clock) -> Access:
    """What a player from an address may do now. Raises PlayerNotFound: who is not known may do nothing."""
    found = await players.standing(connection, operator_id, external_id)
    if found is None:
        raise PlayerNotFound
    (standing, door), now = found, clock()
    denied = {scope: shut(door, scope, ip) + denials(standing, scope, now) for scope in BanScope}
    return Access(denied, standing.revision, "" if door.is_open_to(ip) else door.notice)


async def update(
    uow: UnitOfWork, operator_id: UUID, external_id: str, told: Told, actor: Actor, request_id: str, clock: Clock
) -> Player:
    """What a platform tells of a player; the last told wins. Raises PlayerNotFound."""
    found = await players.find_external(uow.connection, operator_id, external_id)
    if found is None:
        raise PlayerNotFound
    before = await revisions.locked(uow.connection, operator_id, found.player_id)
    return await _tell(uow, before, told, "player.update", actor, "", request_id, clock)


async def edit(uow: UnitOfWork, change: Change, told: Told, actor: Actor, clock: Clock) -> Player:
    """What staff correct of a player. Raises PlayerNotFound and StaleRevision."""
    before = await revisions.opened(uow.connection, change)
    return await _tell(uow, before, told, "player.edit", actor, change.reason, change.request_id, clock)


async def _tell(
    uow: UnitOfWork, before: Player, told: Told, action: str, actor: Actor, reason: str, request_id: str, clock: Clock
) -> Player:
    connection, now = uow.connection, clock()
    after = told_of(before, told, now)
    ended = 0
    if _shut_out(after, now) and not _shut_out(before, now):
        ended = (await sessions.end_all(connection, before.operator_id, [before.player_id], now))[before.player_id]
        after = replace(after, online=False)
    if after.registration.document != before.registration.document:
        seen = Trace(TraceKind.DOCUMENT, after.registration.document.number, after.player_id, now)
        await traces.note(connection, after.operator_id, [seen])
    kept = await revisions.keep(uow, before, after, action, actor, now)
    if kept is not before:
        uow.outbox.add(
            events.player_changed(action, actor, now, before, kept, reason=reason, request_id=request_id, ended=ended)
        )
    return kept


def _shut_out(player: Player, now: datetime) -> bool:
    """Closed or excluded: whoever is inside must leave at once."""
    excluded = player.exclusion is not None and player.exclusion.in_force(now)
    return player.status is PlayerStatus.CLOSED or excluded
