"""Recording a batch: from the stored state and the activities, what is new, what is known and what must not be.

Nothing here waits or writes. The batch's players are locked before their state is loaded, so that what is decided
still holds when it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit.ids import uuid7
from services.players.domain.activity import (
    Item,
    KeyKind,
    Outcome,
    Placing,
    Registering,
    Rejection,
    Result,
    Settlement,
    Settling,
    Transfer,
    Voiding,
    fingerprint,
    fingerprint_of,
)
from services.players.domain.bet import Bet
from services.players.domain.ledger import LARGEST_TOTAL, Movement, MovementKind, Wallet
from services.players.domain.player import Registration

Key = tuple[KeyKind, str]


@dataclass(slots=True)
class Account:
    """What activity moves of a player. `seen_at` is None before the first, `moved_at` that of the last movement."""

    player_id: UUID
    country: str
    seen_at: datetime | None = None
    deposit_count: int = 0
    movement_count: int = 0
    moved_at: datetime | None = None


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


class NewPlayer(NamedTuple):
    """A player to be created."""

    account: Account
    registration: Registration
    registered_at: datetime


class NewKey(NamedTuple):
    """A natural key to be recorded."""

    kind: KeyKind
    ref: str
    key: KnownKey


class RegisteredNow(NamedTuple):
    """A player has registered."""


class TransferredNow(NamedTuple):
    """Money has moved. `deposit_no` counts the player's deposits from 1; it is 0 for anything else."""

    transfer: Transfer
    deposit_no: int


class PlacedNow(NamedTuple):
    """A bet has been placed."""

    bet: Bet


class SettledNow(NamedTuple):
    """A bet has been settled."""

    bet: Bet


class VoidedNow(NamedTuple):
    """A bet has been voided."""

    bet: Bet


What = RegisteredNow | TransferredNow | PlacedNow | SettledNow | VoidedNow


class Happening(NamedTuple):
    """A recorded activity to be announced, with its player."""

    account: Account
    at: datetime
    what: What


_MOVES: Final = {
    KeyKind.DEPOSIT: (MovementKind.DEPOSIT, 1, "deposits"),
    KeyKind.WITHDRAWAL: (MovementKind.WITHDRAWAL, -1, "withdrawals"),
    KeyKind.BONUS: (MovementKind.BONUS, 1, "bonuses"),
}


class Recorder:
    """Takes the activities of a batch in order and collects what must be written and announced."""

    def __init__(self, state: State, recorded_at: datetime) -> None:
        self.recorded_at = recorded_at
        self.players: list[NewPlayer] = []
        self.keys: list[NewKey] = []
        self.placed: list[Bet] = []
        self.changed: dict[str, Bet] = {}  # bets stored before that ended now
        self.movements: list[Movement] = []
        self.touched: dict[UUID, Account] = {}
        self.moved: dict[tuple[UUID, str], Wallet] = {}
        self.happenings: list[Happening] = []
        self._state = state
        self._new_bets: set[str] = set()

    def take(self, item: Item) -> Result:
        """Decides one activity."""
        fact = item.fact
        if isinstance(fact, Registering):
            return self._register(item.external_id, item.at, fact.registration)
        account = self._state.accounts.get(item.external_id)
        if account is None:
            return Rejection("UNKNOWN_PLAYER", "player_external_id", "No player is registered with this external id.")
        if isinstance(fact, Placing):
            result = self._place(account, item, fact)
        elif isinstance(fact, Transfer):
            result = self._transfer(account, item, fact)
        elif isinstance(fact, Settling):
            result = self._settle_known(account, item.at, fact)
        else:
            result = self._void(account, item.at, fact)
        if result is Outcome.RECORDED and (account.seen_at is None or item.at > account.seen_at):
            account.seen_at = item.at
        return result

    def _register(self, external_id: str, at: datetime, registration: Registration) -> Result:
        mark = fingerprint_of(registration)
        if (known := self._state.keys.get((KeyKind.PLAYER, external_id))) is not None:
            if same_registration(registration, known, mark):
                return Outcome.DUPLICATE
            stored = self._state.registrations.get(external_id)
            differing = registration.differing(stored) if stored else []
            path = f"registered.{differing[0]}" if differing else "registered.external_id"
            return Rejection("RECORDED_DIFFERENTLY", path, "The player was registered before with other facts.")
        moment = registration.registered_at or at
        account = Account(uuid7(), registration.country)
        self._state.accounts[external_id] = account
        self._state.registrations[external_id] = replace(registration, registered_at=moment)
        self._remember(KeyKind.PLAYER, external_id, KnownKey(mark, account.player_id, moment))
        self.players.append(NewPlayer(account, registration, moment))
        wallet = self._wallet(account, registration.currency)
        wallet.updated_at = self.recorded_at
        self.moved[account.player_id, wallet.currency] = wallet
        self.happenings.append(Happening(account, moment, RegisteredNow()))
        return Outcome.RECORDED

    def _transfer(self, account: Account, item: Item, fact: Transfer) -> Result:
        mark = fingerprint(item.external_id, item.at, fact.minor, fact.currency, fact.method)
        if (known := self._state.keys.get((fact.kind, fact.ref))) is not None:
            return _repeated(known, mark, f"{fact.kind.name.lower()} reference {fact.ref}", _REF_FIELDS[fact.kind])
        kind, sign, total = _MOVES[fact.kind]
        wallet = self._wallet(account, fact.currency)
        if getattr(wallet, total) + fact.minor > LARGEST_TOTAL:
            return _too_large(_AMOUNT_FIELDS[fact.kind])
        setattr(wallet, total, getattr(wallet, total) + fact.minor)
        number = 0
        if fact.kind is KeyKind.DEPOSIT:
            account.deposit_count += 1
            number = account.deposit_count
        self._move(account, wallet, kind, sign * fact.minor, fact.ref, item.at, fact.method)
        self._remember(fact.kind, fact.ref, KnownKey(mark, account.player_id, item.at))
        self.happenings.append(Happening(account, item.at, TransferredNow(fact, number)))
        return Outcome.RECORDED

    def _place(self, account: Account, item: Item, fact: Placing) -> Result:
        mark = fingerprint(
            item.external_id, item.at, fact.stake, fact.currency, fact.round_id, fact.game, fact.provider
        )
        settlement = fact.settlement
        if (known := self._state.keys.get((KeyKind.BET, fact.bet_id))) is not None:
            result = _repeated(known, mark, f"bet {fact.bet_id}", "bet_placed.bet_id")
            if result is not Outcome.DUPLICATE or settlement is None:
                return result
            bet = self._state.bets.get(fact.bet_id)
            if bet is None:
                return _unknown_bet("bet_placed.bet_id")
            return self._settle(account, bet, settlement, fact.currency, "bet_placed.settlement.payout")
        wallet = self._wallet(account, fact.currency)
        if wallet.turnover + fact.stake > LARGEST_TOTAL:
            return _too_large("bet_placed.stake.minor")
        if settlement is not None and wallet.payouts + settlement.payout > LARGEST_TOTAL:
            return _too_large("bet_placed.settlement.payout.minor")
        bet = Bet(
            account.player_id, item.at, fact.bet_id, fact.round_id, fact.game, fact.provider, fact.currency, fact.stake
        )
        wallet.turnover += fact.stake
        wallet.bets += 1
        self._move(account, wallet, MovementKind.BET, -fact.stake, fact.bet_id, item.at)
        self._remember(KeyKind.BET, fact.bet_id, KnownKey(mark, account.player_id, item.at))
        self._state.bets[fact.bet_id] = bet
        self._new_bets.add(fact.bet_id)
        self.placed.append(bet)
        self.happenings.append(Happening(account, item.at, PlacedNow(bet)))
        if settlement is not None:
            self._settle(account, bet, settlement, fact.currency, "bet_placed.settlement.payout")
        return Outcome.RECORDED

    def _settle_known(self, account: Account, at: datetime, fact: Settling) -> Result:
        bet = self._state.bets.get(fact.bet_id)
        if bet is None or bet.player_id != account.player_id:
            return _unknown_bet("bet_settled.bet_id")
        return self._settle(account, bet, Settlement(fact.payout, at), fact.currency, "bet_settled.payout")

    def _settle(self, account: Account, bet: Bet, settlement: Settlement, currency: str, path: str) -> Result:
        if currency != bet.currency:
            return Rejection(
                "CURRENCY_MISMATCH", f"{path}.currency", f"The stake of bet {bet.bet_id} was in {bet.currency}."
            )
        if bet.settled_at is not None:
            if (bet.payout, bet.settled_at) == (settlement.payout, settlement.at):
                return Outcome.DUPLICATE
            at_fault = f"{path}.minor" if bet.payout != settlement.payout else _SETTLED_AT_FIELDS[path]
            return Rejection(
                "RECORDED_DIFFERENTLY", at_fault, f"Bet {bet.bet_id} was settled with another payout or time."
            )
        if bet.voided_at is not None:
            return Rejection("BET_VOIDED", f"{path.split('.')[0]}.bet_id", f"Bet {bet.bet_id} is voided.")
        wallet = self._wallet(account, bet.currency)
        if wallet.payouts + settlement.payout > LARGEST_TOTAL:
            return _too_large(f"{path}.minor")
        bet.payout, bet.settled_at = settlement
        wallet.payouts += settlement.payout
        wallet.settled_stakes += bet.stake
        self._move(account, wallet, MovementKind.WIN, settlement.payout, bet.bet_id, settlement.at)
        self._note_change(bet)
        self.happenings.append(Happening(account, settlement.at, SettledNow(bet)))
        return Outcome.RECORDED

    def _void(self, account: Account, at: datetime, fact: Voiding) -> Result:
        bet = self._state.bets.get(fact.bet_id)
        if bet is None or bet.player_id != account.player_id:
            return _unknown_bet("bet_voided.bet_id")
        if bet.voided_at is not None:
            if (bet.voided_at, bet.void_reason) == (at, fact.reason):
                return Outcome.DUPLICATE
            at_fault = "bet_voided.reason" if bet.void_reason != fact.reason else "occurred_at"
            return Rejection(
                "RECORDED_DIFFERENTLY", at_fault, f"Bet {bet.bet_id} was voided with another reason or time."
            )
        wallet = self._wallet(account, bet.currency)
        wallet.turnover -= bet.stake
        wallet.bets -= 1
        self._move(account, wallet, MovementKind.BET_ROLLBACK, bet.stake, bet.bet_id, at)
        if bet.payout is not None:
            wallet.payouts -= bet.payout
            wallet.settled_stakes -= bet.stake
            self._move(account, wallet, MovementKind.BET_ROLLBACK, -bet.payout, bet.bet_id, at)
        bet.voided_at, bet.void_reason = at, fact.reason
        self._note_change(bet)
        self.happenings.append(Happening(account, at, VoidedNow(bet)))
        return Outcome.RECORDED

    def _wallet(self, account: Account, currency: str) -> Wallet:
        key = (account.player_id, currency)
        wallet = self._state.wallets.get(key)
        if wallet is None:
            wallet = self._state.wallets[key] = Wallet(account.player_id, currency)
        return wallet

    def _move(
        self,
        account: Account,
        wallet: Wallet,
        kind: MovementKind,
        amount: int,
        reference: str,
        occurred_at: datetime,
        method: str = "",
    ) -> None:
        """Moves the balance, with a line in the ledger unless the amount is zero."""
        player_id = account.player_id
        self.touched[player_id] = account
        self.moved[player_id, wallet.currency] = wallet
        if account.moved_at is None or account.moved_at < self.recorded_at:
            account.moved_at = self.recorded_at
        # Never before the last movement, so that the order of time is the order of the ledger whoever's clock it was.
        wallet.updated_at = account.moved_at
        if not amount:
            return
        wallet.balance += amount
        account.movement_count += 1
        self.movements.append(
            Movement(
                player_id,
                account.moved_at,
                account.movement_count,
                kind,
                wallet.currency,
                amount,
                wallet.balance,
                reference,
                method,
                occurred_at,
            )
        )

    def _remember(self, kind: KeyKind, ref: str, key: KnownKey) -> None:
        self._state.keys[kind, ref] = key
        self.keys.append(NewKey(kind, ref, key))

    def _note_change(self, bet: Bet) -> None:
        if bet.bet_id not in self._new_bets:
            self.changed[bet.bet_id] = bet


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


_REF_FIELDS: Final = {
    KeyKind.DEPOSIT: "deposit.transaction_id",
    KeyKind.WITHDRAWAL: "withdrawal.transaction_id",
    KeyKind.BONUS: "bonus_credited.bonus_id",
}
_AMOUNT_FIELDS: Final = {
    KeyKind.DEPOSIT: "deposit.amount.minor",
    KeyKind.WITHDRAWAL: "withdrawal.amount.minor",
    KeyKind.BONUS: "bonus_credited.amount.minor",
}
_SETTLED_AT_FIELDS: Final = {
    "bet_settled.payout": "occurred_at",
    "bet_placed.settlement.payout": "bet_placed.settlement.settled_at",
}


def _repeated(known: KnownKey, mark: int, noun: str, path: str) -> Result:
    if known.hash == mark:
        return Outcome.DUPLICATE
    return Rejection("RECORDED_DIFFERENTLY", path, f"The {noun} was recorded before with other facts.")


def _unknown_bet(path: str) -> Rejection:
    return Rejection("UNKNOWN_BET", path, "This player has no bet with this id.")


def _too_large(path: str) -> Rejection:
    return Rejection("TOTAL_TOO_LARGE", path, "The player's total would exceed what can be kept.")
