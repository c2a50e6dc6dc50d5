"""The dashboard, as JSON. Money is a decimal string of the currency beside it, a count is an integer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant

# A string is tried first: nearly all of the hundreds are.
Value = Annotated[str | int, Field(union_mode="left_to_right")]


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
    """A metric in the period and in the earlier one; one per currency for money and ratios.

    Null is what does not exist: a ratio of nothing, a period before that nobody asked for or that is not known.
    """

    metric: str
    kind: Literal["money", "count", "ratio"]
    value: Value | None = Field(description="a decimal string, in shares of one for ratios; an integer for counts")
    previous: Value | None
    currency: str | None = Field(None, description="absent for counts", exclude_if=_is_absent)


class Point(Answer):
    """A value at a local hour or day."""

    at: str = Field(examples=["2026-11-20T14:00", "2026-11-20"])
    value: Value | None


class Series(Answer):
    """A metric by hour or day."""

    metric: str
    currency: str | None = Field(None, description="absent for counts", exclude_if=_is_absent)
    points: list[Point]
    previous_points: list[Point]


class HeatCell(Answer):
    """A value at an hour of the week; of active players the average of such hours, else the sum."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday")
    hour: int = Field(ge=0, le=23)
    value: Value


class HeatMap(Answer):
    """A metric by local weekday and hour; hours that the period did not have, or not yet, are left out."""

    metric: str
    currency: str | None = Field(None, description="absent for counts", exclude_if=_is_absent)
    cells: list[HeatCell]


class UsedRate(Answer):
    """A dated rate by which amounts were converted into the reporting currency."""

    company_id: UUID
    currency: str
    rate: str = Field(examples=["0.1835"])
    day: date
    source: str


class ShownCurrency(Answer):
    """In which currency amounts are: each in its own, or one that all are converted into where rates are known."""

    mode: Literal["own", "reporting"]
    code: str | None
    rates: list[UsedRate]
    missing: list[str] = Field(description="currencies without a rate, shown apart")


class TopGame(Answer):
    """A game's figures; `rtp` is payouts over settled stakes, null without any.

    `rtp_z` says by how many standard deviations payouts are off what the theoretical RTP makes of these stakes.
    """

    game: str
    provider: str
    currency: str
    turnover: str
    payouts: str
    ggr: str
    bets: int
    rtp: str | None = Field(examples=["0.9712"])
    previous_ggr: str
    settled_bets: int
    name: str | None
    category: str | None
    theoretical_rtp: str | None
    rtp_z: str | None = Field(examples=["-1.27"])
    rtp_verdict: Literal["above", "below", "expected", "too_few"] | None


class TopRegion(Answer):
    """A country's figures; the country is empty when it is not known."""

    country: str
    currency: str
    turnover: str
    ggr: str
    bets: int
    active_players: int
    previous_ggr: str
    deposits: str
    withdrawals: str
    registrations: int = Field(description="of the country, whatever the currency")


class Frame(Answer):
    """What was asked, and how it was understood."""

    from_: date = Field(alias="from", serialization_alias="from")
    to: date
    previous_from: date | None
    previous_to: date | None
    compare: Literal["previous", "weekdays", "year", "none"]
    calendar: Literal["operator", "utc"]
    until: Instant | None = Field(description="the present, when the period goes on still")
    previous_until: Instant | None = Field(description="where the earlier period is cut, at the same local time of day")
    filtered: bool
    currency: ShownCurrency
    missing: list[Literal["players"]] = Field(description="services that did not answer; their parts are absent")


class Dashboard(Frame):
    """Figures of operators over local days, beside those of an earlier period."""

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
    heat: list[HeatMap]


class RankedPlayer(Answer):
    """Who a ranking names; the username only for who may read players there."""

    id: UUID
    operator_id: UUID
    username: str | None
    country: str | None


class TopPlayer(Answer):
    """A player's sums over the period."""

    player: RankedPlayer
    currency: str
    ggr: str
    turnover: str
    deposits: str
    withdrawals: str


class TopPlayers(Answer):
    """Who won, lost, deposited and withdrew most."""

    winners: list[TopPlayer]
    losers: list[TopPlayer]
    depositors: list[TopPlayer]
    withdrawers: list[TopPlayer]
    currency: ShownCurrency
    missing: list[Literal["players"]]


class KnownGame(Answer):
    """A game that was played."""

    game: str
    provider: str
    name: str | None
    category: str | None


class Options(Answer):
    """What figures can be filtered by: everything that was seen so far; "" is what was not told."""

    countries: list[str]
    currencies: list[str]
    providers: list[str]
    games: list[KnownGame]
    categories: list[str]
    devices: list[str]
    channels: list[str]


class ComparedOperator(Answer):
    """One operator beside others."""

    operator_id: UUID
    timezone: str
    figures: list[Tile]
    sparkline: Series
    freshness: Freshness


class Comparison(Frame):
    """Operators side by side, and all of them together."""

    interval: Literal["hour", "day"]
    items: list[ComparedOperator]
    totals: list[Tile]
