"""Every change of a player goes through here: locked, checked against what the caller saw, kept as a new revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor
from kit.db import UnitOfWork
from kit.paging import PageOf, Total
from services.players.domain.player import Player
from services.players.domain.revision import COMMUTING, REGISTERED, Revision, changed, told_since
from services.players.errors import PlayerNotFound, StaleRevision
from services.players.repository import listing, players, revisions


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked to be changed of a player, by whom who saw a revision of it; None changes it as it is now."""

    operator_id: UUID
    player_id: UUID
    reason: str
    revision: int | None
    request_id: str


async def existing(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player:
    """A player. Raises PlayerNotFound."""
    player = await players.find(connection, operator_id, player_id)
    if player is None:
        raise PlayerNotFound
    return player


async def all_existing(connection: AsyncConnection, operator_id: UUID, player_ids: Sequence[UUID]) -> list[Player]:
    """Players in the order told. Raises PlayerNotFound when one is not there."""
    found = await players.find_many(connection, [(operator_id, player_id) for player_id in player_ids])
    if not found.keys() >= {*player_ids}:
        raise PlayerNotFound
    return [found[player_id] for player_id in player_ids]


async def locked(connection: AsyncConnection, operator_id: UUID, player_id: UUID) -> Player:
    """A player that nobody else changes until the transaction ends. Raises PlayerNotFound."""
    await players.lock(connection, operator_id, player_id)
    return await existing(connection, operator_id, player_id)


async def all_locked(connection: AsyncConnection, operator_id: UUID, player_ids: Sequence[UUID]) -> list[Player]:
    """Players as `locked`, in the order told. Raises PlayerNotFound when one is not there."""
    await players.lock(connection, operator_id, *player_ids)
    return await all_existing(connection, operator_id, player_ids)


async def check(connection: AsyncConnection, player: Player, change: Change) -> None:
    """Raises StaleRevision, with what changed, when the caller saw another player than this."""
    if change.revision is None or change.revision == player.revision:
        return
    since = await revisions.since(connection, player.operator_id, player.player_id, change.revision)
    if len(since) == player.revision - change.revision and all(COMMUTING.issuperset(one.fields) for one in since):
        return
    raise StaleRevision(player.revision, told_since(since))


async def opened(connection: AsyncConnection, change: Change) -> Player:
    """The player to be changed, locked and as the caller saw it. Raises PlayerNotFound and StaleRevision."""
    player = await locked(connection, change.operator_id, change.player_id)
    await check(connection, player, change)
    return player


async def keep(uow: UnitOfWork, before: Player, after: Player, action: str, actor: Actor, at: datetime) -> Player:
    """Keeps what a locked player has become as a new revision, and answers it; nothing new is no revision.

    To be called last, after sessions, tags and bans are written.
    """
    [kept] = await keep_all(uow, before.operator_id, [(before, after)], action, actor, at)
    return kept


async def keep_all(
    uow: UnitOfWork, operator_id: UUID, told: Sequence[tuple[Player, Player]], action: str, actor: Actor, at: datetime
) -> list[Player]:
    """As `keep`, what several players of an operator, each told before and after, have become."""
    connection, answer = uow.connection, [before for before, _ in told]
    changes: list[tuple[Player, Player]] = []
    noted: list[tuple[Player, Revision]] = []
    for n, (before, after) in enumerate(told):
        if fields := changed(before, after):
            answer[n] = replace(after, revision=before.revision + 1)
            changes.append((before, answer[n]))
            noted.append((answer[n], Revision(answer[n].revision, at, action, actor.name, actor.id, fields)))
    if changes:
        ids = [kept.player_id for _, kept in changes]
        await players.keep(connection, changes)
        # Most players never change: what they were at first is kept together with their first change.
        known = await revisions.ever_changed(connection, operator_id, ids)
        first = [(before, _registered(before)) for before, _ in changes if before.player_id not in known]
        await revisions.add(connection, first + noted)
        await listing.refresh(connection, operator_id, ids)
    return answer


async def page(
    connection: AsyncConnection, operator_id: UUID, player_id: UUID, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """A page of a player's changes, newest first; the last is the registration. Raises PlayerNotFound."""
    player = await existing(connection, operator_id, player_id)
    found, total = await revisions.page(connection, operator_id, player_id, cursor, size)
    if not total.count:
        return PageOf([_registered(player)], ""), Total(1, False)
    return found, total


def _registered(player: Player) -> Revision:
    return Revision(player.revision, player.recorded_at, REGISTERED, "", "", ())
