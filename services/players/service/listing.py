"""The list of players, of one operator or several."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.db import UnitOfWork
from kit.paging import Total
from services.players.domain.ledger import Wallet
from services.players.domain.listing import Order, PlayerFilter
from services.players.domain.player import Player
from services.players.repository import listing, players

# What the sessions that list must be told of planning.
PLANNING: Final = listing.PLANNING


@dataclass(frozen=True, slots=True)
class Listed:
    """A player in a list with the wallets, and by what the text that was typed identifies the player, if it does."""

    player: Player
    wallets: list[Wallet]
    matched: str

    @property
    def own_wallet(self) -> Wallet:
        """The wallet in the player's own currency, empty before anything moved in it."""
        own = self.player.registration.currency
        return next((one for one in self.wallets if one.currency == own), Wallet(self.player.player_id, own))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, the cursor of the next, and how many there are in all."""

    players: list[Listed]
    next_cursor: str
    total: Total


async def page(
    connection: AsyncConnection,
    operator_ids: Sequence[UUID],
    wanted: PlayerFilter,
    order: Order,
    cursor: str,
    size: int,
) -> Page:
    """A page of players, in a session with the settings `PLANNING`. Raises InvalidField and BadCursor."""
    wanted.check(order)
    found = await listing.page(connection, operator_ids, wanted, order, cursor, size)
    people = await players.find_with_wallets(connection, found.keys)
    matched: dict[UUID, str] = {}
    if wanted.query:
        for operator_id in {operator_id for operator_id, _ in found.keys}:
            ids = [player_id for owner, player_id in found.keys if owner == operator_id]
            matched |= await listing.matched(connection, operator_id, wanted.query, ids)
    listed = [
        Listed(*people[player_id], matched.get(player_id, "")) for _, player_id in found.keys if player_id in people
    ]
    return Page(listed, found.next_cursor, found.total)


async def follow(uow: UnitOfWork, moved: Mapping[UUID, Collection[UUID]]) -> None:
    """Brings the list in step with what activity moved, by operator; in order, as several may follow at once."""
    for operator_id in sorted(moved):
        unlisted = await listing.follow(uow.connection, operator_id, moved[operator_id])
        # Registered by a process of a release that knew no such list: their names are not folded for it either. Locked,
        # as names are read and written back.
        for player_id in sorted(unlisted):
            await players.lock(uow.connection, operator_id, player_id)
        await listing.refresh(uow.connection, operator_id, unlisted)
