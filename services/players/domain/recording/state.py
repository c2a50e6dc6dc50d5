"""What is stored about everything that a batch names, and what is to be stored anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.players.domain.activity import Ending, Item, KeyKind, Placing, Settling, Voiding, key_of
from services.players.domain.bet import Bet
from services.players.domain.ledger import Wallet
from services.players.domain.player import Acquisition, Registration
from services.players.domain.transfer import Transfer

Key = tuple[KeyKind, str]


@dataclass(slots=True)
class Account:
    """What activity moves of a player.

    `last_seen_at` is the registration's time until the player was `seen`; `moved_at` is that of the last movement;
    `channel` is how the player came.
    """

    player_id: UUID
    country: str
    last_seen_at: datetime
    seen: bool = False
    deposit_count: int = 0
    movement_count: int = 0
    moved_at: datetime | None = None
    channel: Acquisition | None = Acquisition.DIRECT


class KnownKey(NamedTuple):
    """A natural key that is recorded: the fingerprint of its facts, whose it is, and when it occurred."""

    hash: int
    player_id: UUID
    at: datetime


@dataclass(slots=True)
class State:
    """What is stored about everything that a batch names."""

    accounts: dict[str, Account] = field(default_factory=dict)  # by external id
    # By external id, of those that the batch registers with other facts, to say which.
    registrations: dict[str, Registration] = field(default_factory=dict)
    wallets: dict[tuple[UUID, str], Wallet] = field(default_factory=dict)
    keys: dict[Key, KnownKey] = field(default_factory=dict)
    bets: dict[str, Bet] = field(default_factory=dict)  # those that the batch settles or voids
    transfers: dict[Key, Transfer] = field(default_factory=dict)  # those that the batch ends


class NewPlayer(NamedTuple):
    """A player to be created."""

    account: Account
    registration: Registration
    registered_at: datetime
    device: str


class NewKey(NamedTuple):
    """A natural key to be recorded."""

    kind: KeyKind
    ref: str
    key: KnownKey


def same_registration(told: Registration, known: KnownKey, mark: int) -> bool:
    """Whether a registration with this fingerprint repeats the one recorded; its moment counts only when it is told."""
    return known.hash == mark and told.registered_at in (None, known.at)


def bets_needed(items: Iterable[Item], keys: dict[Key, KnownKey]) -> list[tuple[str, KnownKey]]:
    """The stored bets whose state decides an activity: those settled, voided, or told again with a settlement."""
    refs = {
        item.fact.bet_id
        for item in items
        if isinstance(item.fact, (Settling, Voiding)) or (isinstance(item.fact, Placing) and item.fact.settlement)
    }
    return [(ref, keys[KeyKind.BET, ref]) for ref in sorted(refs) if (KeyKind.BET, ref) in keys]


def transfers_needed(items: Iterable[Item], keys: dict[Key, KnownKey]) -> list[tuple[Key, KnownKey]]:
    """The stored deposits and withdrawals whose state decides an activity: those that one ends."""
    ended = {key_of(item.fact) for item in items if isinstance(item.fact, Ending)}
    return [(key, keys[key]) for key in sorted(ended) if key in keys]
