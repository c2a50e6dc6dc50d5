"""The operator list with its figures, as JSON. What a service did not answer is null, and `missing` names it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from gateway.domain.overview import Health, Level
from gateway.models.base import Answer, Instant, Money
from gateway.models.dashboard import Point, ShownCurrency
from gateway.models.operators import OperatorDetails

OverviewSort = Literal[
    "name", "-name", "status", "-status", "jurisdiction", "-jurisdiction", "players", "-players",
    "active_players", "-active_players", "turnover", "-turnover", "ggr", "-ggr", "ngr", "-ngr",
    "deposits", "-deposits", "withdrawals", "-withdrawals", "balances", "-balances",
    "open_tickets", "-open_tickets", "last_activity", "-last_activity",
]  # fmt: skip


class Amount(Answer):
    """A metric in the period and in the earlier one."""

    value: str | int
    previous: str | int | None
    currency: str | None = Field(description="null for counts")
    others: list[Amount] = Field(default_factory=list, description="amounts in further currencies")


class OverviewFigures(Answer):
    """Figures of the period, by the operator's own days and rules."""

    turnover: Amount
    ggr: Amount
    ngr: Amount
    deposits: Amount
    withdrawals: Amount
    active_players: Amount
    registrations: Amount
    ftd_count: Amount


class PendingWithdrawals(Answer):
    """Asked for and neither paid nor cancelled."""

    count: int
    amount: Money | None
    amounts: list[Money]


class OverviewStanding(Answer):
    """How an operator stands now. `balance` is all of them in one currency; null when a rate is missing."""

    players: int
    online_now: int
    balances: list[Money]
    balance: Money | None
    pending_withdrawals: PendingWithdrawals
    open_tickets: int
    overdue_tickets: int
    excluded: int
    as_of: Instant


class Remark(Answer):
    """Why an operator is as it is: a stable kind and its values for programs, the sentence for people."""

    kind: str
    text: str
    values: dict[str, str]


class Alert(Remark):
    """What needs somebody's attention."""

    level: Level


class Sparkline(Answer):
    """A metric over the period, by hour or day."""

    metric: str
    currency: str
    points: list[Point]


class OverviewFreshness(Answer):
    """How recent the figures are."""

    last_recorded_at: Instant | None
    last_counted_at: Instant | None


class OverviewItem(Answer):
    """One operator."""

    operator: OperatorDetails
    figures: OverviewFigures | None
    standing: OverviewStanding | None
    last_activity_at: Instant | None
    health: Health
    why: Remark
    alerts: list[Alert]
    sparkline: Sparkline | None
    freshness: OverviewFreshness | None


class OverviewTotals(Answer):
    """All operators of the list together."""

    operators: int
    by_status: dict[str, int]
    figures: OverviewFigures | None
    standing: OverviewStanding | None


class Overview(Answer):
    """The operator list."""

    from_: date = Field(alias="from", serialization_alias="from")
    to: date
    previous_from: date | None
    previous_to: date | None
    until: Instant | None = Field(description="when the period goes on still: up to when figures are")
    previous_until: Instant | None
    currency: ShownCurrency
    items: list[OverviewItem]
    totals: OverviewTotals
    missing: list[Literal["metrics", "players"]]
