"""What a player did, as JSON: the overview, bets, the ledger, sessions, linked accounts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Money
from gateway.models.players import PlayerStatus

BetStatus = Literal["placed", "settled", "voided"]
MovementKind = Literal[
    "deposit",
    "withdrawal",
    "bet",
    "win",
    "bet_rollback",
    "bonus",
    "deposit_rollback",
    "withdrawal_freeze",
    "withdrawal_settle",
    "withdrawal_rollback",
    "free_spin_win",
    "promo",
    "manual_cash_credit",
    "manual_cash_debit",
    "manual_bonus_credit",
    "manual_bonus_debit",
    "adjustment",
]
SessionFlag = Literal["ip_changed", "device_changed", "new_country"]
PeriodName = Literal["today", "7d", "30d", "all"]
LinkKind = Literal["device", "ip", "document", "instrument"]


class Figures(Answer):
    """What a player did in one currency, as decimal strings of it."""

    currency: str
    deposits: str
    withdrawals: str
    turnover: str
    payouts: str
    ggr: str = Field(description="settled stakes less payouts, by the time of settlement")
    ngr: str = Field(description="GGR less bonuses")
    bonuses: str
    bets: int
    rtp: str | None = Field(description="payouts over settled stakes; null without settled stakes", examples=["0.9612"])


class OverviewPeriod(Answer):
    """A period of business days of the operator, today included."""

    name: PeriodName
    figures: list[Figures]


class OverviewDay(Answer):
    """A business day on which something happened."""

    date: date
    figures: list[Figures]


class FavouriteGame(Answer):
    """A game of the last 30 days."""

    game: str
    provider: str
    currency: str
    turnover: str
    ggr: str
    bets: int


class Overview(Answer):
    """What a player did: in periods, by day of the last 30 (oldest first), and the games played most."""

    timezone: str
    periods: list[OverviewPeriod]
    days: list[OverviewDay]
    games: list[FavouriteGame]


class Bet(Answer):
    """A bet; `payout` and `ggr` are null until it is settled."""

    bet_id: str
    round_id: str
    game: str
    provider: str
    status: BetStatus
    stake: Money
    payout: Money | None
    ggr: Money | None
    placed_at: Instant
    settled_at: Instant | None
    voided_at: Instant | None
    void_reason: str


class Movement(Answer):
    """A line of the balance history; `amount` is signed."""

    id: str
    kind: MovementKind
    amount: Money
    balance_before: Money
    balance_after: Money
    reference: str
    method: Annotated[str, Field(examples=["pix"])]
    note: Annotated[str, Field(description="the game of free spins, why it was taken back or corrected")]
    occurred_at: Instant
    recorded_at: Instant


class BetTrail(Answer):
    """A bet, what it moved, and the other bets of its round, oldest first."""

    bet: Bet
    movements: list[Movement]
    round: list[Bet]


class WalletCheck(Answer):
    """A wallet beside the sum of its movements."""

    currency: str
    balance: Money
    movements_sum: Money
    movements: int
    adds_up: bool
    first_fault_movement_id: str | None


class LedgerCheck(Answer):
    """Whether each wallet is the sum of its movements and each movement follows from the one before."""

    wallets: list[WalletCheck]
    checked_at: Instant
    complete: bool = Field(description="whether all movements were checked; otherwise ask again")
    checked: int = Field(description="movements checked, now or before")
    total: int = Field(description="movements there are")
    begun_at: Instant = Field(description="when the first movement was checked")


class PlayerSession(Answer):
    """A player's session; the address is masked."""

    id: str
    started_at: Instant
    ended_at: Instant | None
    ip: str
    device: str
    country: str
    user_agent: str
    open: bool
    flags: list[SessionFlag] = Field(description="what is new since the session before")
    sharing_ip: int = Field(description="other players seen with this address, up to 1,000")
    sharing_device: int = Field(description="other players seen with this device, up to 1,000")


class Link(Answer):
    """What two players have in common; the value is masked."""

    kind: LinkKind
    value: str
    first_seen_at: Instant
    last_seen_at: Instant
    players: int = Field(description="how many players have it, up to about 1,000")


class LinkedAccount(Answer):
    """Another player; the name is masked."""

    id: UUID
    external_id: str
    username: str
    name: str
    status: PlayerStatus
    country: str
    registered_at: Instant


class Linked(Answer):
    """Another player with what both have in common, strongest first."""

    player: LinkedAccount
    links: list[Link]


class LinkedPlayers(Answer):
    """The players most strongly linked; `more` when there are further ones."""

    items: list[Linked]
    more: bool
