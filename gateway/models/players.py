"""Players with their balances, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Money, Request
from gateway.models.directory import RequestId
from gateway.models.player_care import Acquisition, Ban, Document, Exclusion, KycStatus

PlayerStatus = Literal["active", "suspended", "closed"]


class Suspension(Answer):
    """Why a player may not use the account."""

    reason: str
    by: str
    at: Instant


class Player(Answer):
    """A player; personal data is masked unless `masked` is false."""

    id: UUID
    external_id: str
    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    date_of_birth: date | None
    country: str
    region: str
    language: str
    currency: str
    status: PlayerStatus
    suspension: Suspension | None
    registered_at: Instant
    registration_ip: str
    last_seen_at: Instant | None
    document: Document | None
    kyc_level: int
    kyc_status: KycStatus
    vip_level: int
    affiliate_id: str
    referrer_external_id: str
    acquisition: Acquisition
    exclusion: Exclusion | None
    risk_flags: list[str]
    tags: list[str]
    bans: list[Ban]
    online: bool
    two_factor: bool
    two_factor_reset_at: Instant | None
    revision: int
    masked: bool


class Balance(Answer):
    """A wallet."""

    currency: str
    amount: Money
    updated_at: Instant | None


class PlayerTotals(Answer):
    """A player's lifetime totals in one currency, as decimal strings of it."""

    currency: str
    deposits: str
    withdrawals: str
    turnover: str
    payouts: str
    ggr: str
    bets: int
    bonuses: str
    ngr: str
    pending_withdrawals: str
    adjustments: str


class PlayerProfile(Answer):
    """A player with wallets and totals."""

    player: Player
    balances: list[Balance]
    totals: list[PlayerTotals]
    open_sessions: int


class StatusChange(Request):
    """A suspension or reinstatement; `revision` is the one that the caller saw."""

    operator_id: UUID
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    revision: Annotated[int, Field(ge=1, le=2**53 - 1)]
    request_id: RequestId = None


class ChangedPlayer(Answer):
    """The player as it is now."""

    player: Player
