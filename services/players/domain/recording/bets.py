"""Bets in a batch: placed, settled, voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.players.domain.activity import (
    Item,
    KeyKind,
    Outcome,
    Placing,
    Rejection,
    Result,
    Settlement,
    Settling,
    Voiding,
    fingerprint_of_bet,
)
from services.players.domain.bet import Bet
from services.players.domain.ledger import LARGEST_TOTAL, MovementKind, Wallet
from services.players.domain.recording.answers import repeated, too_large
from services.players.domain.recording.happenings import Happening, PlacedNow, SettledNow, VoidedNow
from services.players.domain.recording.state import Account, KnownKey

if TYPE_CHECKING:
    from services.players.domain.recording.recorder import Recorder

# Looked up once: a member of an enumeration costs several times a constant, and there are ten for each bet.
_BET: Final = KeyKind.BET
_STAKED, _WON = MovementKind.BET, MovementKind.WIN
_RECORDED: Final = Outcome.RECORDED
_SETTLED_AT_FIELDS: Final = {
    "bet_settled.payout": "occurred_at",
    "bet_placed.settlement.payout": "bet_placed.settlement.settled_at",
}


def place(batch: Recorder, account: Account, item: Item, fact: Placing) -> Result:
    """Takes a stake, and settles it when the bet is over already."""
    mark, at = fingerprint_of_bet(item, fact), item.at
    bet_id, stake, currency, round_id, game, provider, settlement = fact
    state = batch.state
    if (known := state.keys.get((_BET, bet_id))) is not None:
        result = repeated(known, mark, f"bet {bet_id}", "bet_placed.bet_id")
        if result is not Outcome.DUPLICATE or settlement is None:
            return result
        stored = state.bets.get(bet_id)
        if stored is None:
            return _unknown_bet("bet_placed.bet_id")
        return _settle(batch, account, stored, settlement, currency, "bet_placed.settlement.payout")
    wallet, player_id = batch.wallet(account, currency), account.player_id
    if wallet.turnover + stake > LARGEST_TOTAL:
        return too_large("bet_placed.stake.minor")
    if settlement is not None and wallet.payouts + settlement.payout > LARGEST_TOTAL:
        return too_large("bet_placed.settlement.payout.minor")
    bet = Bet(player_id, at, bet_id, round_id, game, provider, currency, stake)
    bet.device, bet.channel = item.device, account.channel
    wallet.turnover += stake
    wallet.bets += 1
    batch.move(account, wallet, _STAKED, -stake, bet_id, at)
    batch.remember(_BET, bet_id, KnownKey(mark, player_id, at))
    state.bets[bet_id] = batch.placed[bet_id] = bet
    batch.happenings.append(Happening(account, at, PlacedNow(bet)))
    if settlement is not None:
        _end(batch, account, wallet, bet, settlement)
    return _RECORDED


def settle(batch: Recorder, account: Account, item: Item, fact: Settling) -> Result:
    """Ends a bet placed before."""
    bet = batch.state.bets.get(fact.bet_id)
    if bet is None or bet.player_id != account.player_id:
        return _unknown_bet("bet_settled.bet_id")
    return _settle(batch, account, bet, Settlement(fact.payout, item.at), fact.currency, "bet_settled.payout")


def _settle(batch: Recorder, account: Account, bet: Bet, settlement: Settlement, currency: str, path: str) -> Result:
    if currency != bet.currency:
        return Rejection(
            "CURRENCY_MISMATCH", f"{path}.currency", f"The stake of bet {bet.bet_id} was in {bet.currency}."
        )
    if bet.settled_at is not None:
        if (bet.payout, bet.settled_at) == (settlement.payout, settlement.at):
            return Outcome.DUPLICATE
        at_fault = f"{path}.minor" if bet.payout != settlement.payout else _SETTLED_AT_FIELDS[path]
        return Rejection("RECORDED_DIFFERENTLY", at_fault, f"Bet {bet.bet_id} was settled with another payout or time.")
    if bet.voided_at is not None:
        return Rejection("BET_VOIDED", f"{path.split('.')[0]}.bet_id", f"Bet {bet.bet_id} is voided.")
    wallet = batch.wallet(account, bet.currency)
    if wallet.payouts + settlement.payout > LARGEST_TOTAL:
        return too_large(f"{path}.minor")
    _end(batch, account, wallet, bet, settlement)
    _note_change(batch, bet)
    return Outcome.RECORDED


def _end(batch: Recorder, account: Account, wallet: Wallet, bet: Bet, settlement: Settlement) -> None:
    payout, at = bet.payout, bet.settled_at = settlement
    wallet.payouts += payout
    wallet.settled_stakes += bet.stake
    batch.move(account, wallet, _WON, payout, bet.bet_id, at)
    batch.happenings.append(Happening(account, at, SettledNow(bet)))


def void(batch: Recorder, account: Account, item: Item, fact: Voiding) -> Result:
    """Takes a bet back, with its settlement when it had one."""
    at, bet = item.at, batch.state.bets.get(fact.bet_id)
    if bet is None or bet.player_id != account.player_id:
        return _unknown_bet("bet_voided.bet_id")
    if bet.voided_at is not None:
        if (bet.voided_at, bet.void_reason) == (at, fact.reason):
            return Outcome.DUPLICATE
        at_fault = "bet_voided.reason" if bet.void_reason != fact.reason else "occurred_at"
        return Rejection("RECORDED_DIFFERENTLY", at_fault, f"Bet {bet.bet_id} was voided with another reason or time.")
    wallet = batch.wallet(account, bet.currency)
    wallet.turnover -= bet.stake
    wallet.bets -= 1
    batch.move(account, wallet, MovementKind.BET_ROLLBACK, bet.stake, bet.bet_id, at, note=fact.reason)
    if bet.payout is not None:
        wallet.payouts -= bet.payout
        wallet.settled_stakes -= bet.stake
        batch.move(account, wallet, MovementKind.BET_ROLLBACK, -bet.payout, bet.bet_id, at, note=fact.reason)
    bet.voided_at, bet.void_reason = at, fact.reason
    _note_change(batch, bet)
    batch.happenings.append(Happening(account, at, VoidedNow(bet)))
    return Outcome.RECORDED


def _note_change(batch: Recorder, bet: Bet) -> None:
    if bet.bet_id not in batch.placed:
        batch.changed[bet.bet_id] = bet


def _unknown_bet(path: str) -> Rejection:
    return Rejection("UNKNOWN_BET", path, "This player has no bet with this id.")
