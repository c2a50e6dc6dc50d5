"""The recorder: takes the activities of a batch in order and collects what must be written and announced."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.players.domain.activity import (
    Crediting,
    Ending,
    Item,
    KeyKind,
    Outcome,
    Paying,
    Placing,
    Registering,
    Rejection,
    Result,
    Settling,
)
from services.players.domain.bet import Bet
from services.players.domain.ledger import Movement, MovementKind, Wallet
from services.players.domain.recording import bets, registrations, transfers
from services.players.domain.recording.happenings import Happening
from services.players.domain.recording.state import Account, Key, KnownKey, NewKey, NewPlayer, State
from services.players.domain.transfer import Transfer


class Recorder:
    """Decides the activities of a batch one after the other, each on what the ones before it left."""

    def __init__(self, state: State, recorded_at: datetime) -> None:
        self.state = state
        self.recorded_at = recorded_at
        self.players: list[NewPlayer] = []
        self.keys: list[NewKey] = []
        self.placed: dict[str, Bet] = {}
        self.changed: dict[str, Bet] = {}  # bets stored before that ended now
        self.paid: dict[Key, Transfer] = {}
        self.ended: dict[Key, Transfer] = {}  # transfers stored before that ended now
        self.movements: list[Movement] = []
        self.touched: dict[UUID, Account] = {}
        self.moved: dict[tuple[UUID, str], Wallet] = {}
        self.opened: set[tuple[UUID, str]] = set()  # wallets that there were not before
        self.happenings: list[Happening] = []

    def take(self, item: Item) -> Result:
        """Decides one activity."""
        fact = item.fact
        if isinstance(fact, Registering):
            return registrations.register(self, item, fact)
        account = self.state.accounts.get(item.external_id)
        if account is None:
            return Rejection("UNKNOWN_PLAYER", "player_external_id", "No player is registered with this external id.")
        if isinstance(fact, Placing):
            result = bets.place(self, account, item, fact)
        elif isinstance(fact, Settling):
            result = bets.settle(self, account, item, fact)
        elif isinstance(fact, Paying):
            result = transfers.pay(self, account, item, fact)
        elif isinstance(fact, Ending):
            return transfers.end(self, account, item, fact)  # done to the player, who need not be there
        elif isinstance(fact, Crediting):
            result = transfers.credit(self, account, item, fact)
            if fact.movement >= MovementKind.MANUAL_CASH_CREDIT:
                return result
        else:
            result = bets.void(self, account, item, fact)
        if result is Outcome.RECORDED and (not account.seen or item.at > account.last_seen_at):
            account.last_seen_at, account.seen = item.at, True
        return result

    def wallet(self, account: Account, currency: str) -> Wallet:
        """A player's wallet in a currency, empty when there was none."""
        key = (account.player_id, currency)
        wallet = self.state.wallets.get(key)
        if wallet is None:
            wallet = self.state.wallets[key] = Wallet(account.player_id, currency)
            self.opened.add(key)
        return wallet

    def move(
        self,
        account: Account,
        wallet: Wallet,
        kind: MovementKind,
        amount: int,
        reference: str,
        occurred_at: datetime,
        method: str = "",
        note: str = "",
        *,
        always: bool = False,
    ) -> None:
        """Moves the balance, with a line in the ledger unless the amount is zero; `always` with a line."""
        player_id, currency, moved_at = account.player_id, wallet.currency, account.moved_at
        # Never before the last movement, so that the order of time is the order of the ledger whoever's clock it was.
        if moved_at is None or moved_at < self.recorded_at:
            moved_at = account.moved_at = self.recorded_at
        wallet.updated_at = moved_at
        self.touched[player_id] = account
        self.moved[player_id, currency] = wallet
        if not amount and not always:
            return
        wallet.balance = balance = wallet.balance + amount
        account.movement_count = number = account.movement_count + 1
        self.movements.append(
            Movement(player_id, moved_at, number, kind, currency, amount, balance, reference, method, occurred_at, note)
        )

    def remember(self, kind: KeyKind, ref: str, key: KnownKey) -> None:
        """Takes note of a natural key."""
        self.state.keys[kind, ref] = key
        self.keys.append(NewKey(kind, ref, key))
