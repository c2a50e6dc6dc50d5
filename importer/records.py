"""Records: what a row tells, once it is understood."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Bet(NamedTuple):
    """A bet. Amounts in minor units; `payout` is None while it is open."""

    bet_id: str
    round_id: str
    game: str
    provider: str
    stake: int
    payout: int | None
    settled_at: datetime | None


class Transfer(NamedTuple):
    """A deposit, or with `out` a withdrawal; the amount in minor units."""

    transaction_id: str
    amount: int
    method: str
    out: bool


class Record(NamedTuple):
    """Something a player did."""

    player: str
    at: datetime
    currency: str
    what: Bet | Transfer
    device: str = ""


class Player(NamedTuple):
    """What a row says of a player who is not known yet; seen is when the row happened."""

    external_id: str
    seen: datetime
    currency: str
    registered_at: datetime | None = None
    username: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    date_of_birth: date | None = None
    country: str = ""
    region: str = ""
    language: str = ""
    registration_ip: str = ""


class Reject(Exception):
    """A row that is not taken: a stable reason, the field at fault, one sentence."""

    def __init__(self, reason: str, field: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field
        self.message = message
