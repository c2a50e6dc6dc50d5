"""The dashboard, as JSON. Money is a decimal string of the currency beside it, a count is an integer."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant

Value = str | int


def _is_absent(value: str | None) -> bool:
    return value is None


class DashboardOperator(Answer):
    """An operator whose figures are shown."""

    id: UUID
    name: str
    timezone: str


class NgrRule(Answer):
    """The rule that made the NGR of some of the operators."""

    version: int
    formula: str
    effective_from: date | None
    operators: list[UUID]


class Freshness(Answer):
    """How recent the figures are; `lag_seconds` is from recording to counting."""

    last_activity_at: Instant | None
    last_recorded_at: Instant | None
    lag_seconds: float | None


class Tile(Answer):
    """A metric in the period and in the one before; one per currency for money."""

    metric: str
    value: Value
    previous: Value
    currency: str | None = Field(None, description="absent for counts", exclude_if=_is_absent)


class Point(Answer):
    """A value at a local hour or day."""

    at: str = Field(examples=["2026-11-20T14:00", "2026-11-20"])
    value: Value


class Series(Answer):
    """A metric by hour or day."""

    metric: str
    currency: str | None = Field(None, description="absent for counts", exclude_if=_is_absent)
    points: list[Point]
    previous_points: list[Point]


class TopGame(Answer):
    """A game's figures; `rtp` is payouts over settled stakes, null without any."""

    game: str
    provider: str
    currency: str
    turnover: str
    payouts: str
    ggr: str
    bets: int
    rtp: str | None = Field(examples=["0.9712"])
    previous_ggr: str


class TopRegion(Answer):
    """A country's figures; the country is empty when it is not known."""

    country: str
    currency: str
    turnover: str
    ggr: str
    bets: int
    active_players: int
    previous_ggr: str


class Dashboard(Answer):
    """Figures of operators over local days, each with the previous equivalent period."""

    from_: date = Field(alias="from", serialization_alias="from")
    to: date
    previous_from: date
    previous_to: date
    timezone: str | None = Field(description="null when the operators' zones differ")
    operators: list[DashboardOperator]
    ngr_rule: NgrRule | None = Field(description="the newest of ngr_rules")
    ngr_rules: list[NgrRule]
    freshness: Freshness
    interval: Literal["hour", "day"]
    tiles: list[Tile]
    series: list[Series]
    top_games: list[TopGame]
    top_regions: list[TopRegion]
