"""What a batch recorded, to be announced."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.players.domain.activity import Crediting
from services.players.domain.bet import Bet
from services.players.domain.ledger import MovementKind
from services.players.domain.recording.state import Account
from services.players.domain.transfer import Transfer


class RegisteredNow(NamedTuple):
    """A player has registered, with a device."""

    device: str


class PlacedNow(NamedTuple):
    """A bet has been placed."""

    bet: Bet


class SettledNow(NamedTuple):
    """A bet has been settled."""

    bet: Bet


class VoidedNow(NamedTuple):
    """A bet has been voided."""

    bet: Bet


class PaidNow(NamedTuple):
    """A deposit or a withdrawal was told first. `deposit_no` counts the player's deposits from 1; else it is 0."""

    transfer: Transfer
    deposit_no: int


class EndedNow(NamedTuple):
    """A deposit was taken back, a withdrawal paid or cancelled; `how` says which."""

    transfer: Transfer
    how: MovementKind


class CreditedNow(NamedTuple):
    """Money was given, or taken."""

    crediting: Crediting


What = RegisteredNow | PlacedNow | SettledNow | VoidedNow | PaidNow | EndedNow | CreditedNow


class Happening(NamedTuple):
    """A recorded activity to be announced, with its player."""

    account: Account
    at: datetime
    what: What
