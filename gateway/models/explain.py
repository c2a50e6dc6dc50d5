"""Explanations of figures, as JSON. Money is a decimal string of the currency beside it, a ratio a share of one."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Total
from gateway.models.dashboard import NgrRule, UsedRate, Value
from gateway.models.player_history import Bet

FigureGroup = Literal["time", "game", "country", "operator", "cell"]
ChangeBy = Literal["game", "region", "player", "provider", "operator"]
FigureBasis = Literal["placed", "settled"]


class Formula(Answer):
    """A version of what a metric means."""

    text: str = Field(examples=["settled stakes - payouts"])
    definition: str = Field(description="in the caller's language")
    version: int
    effective_from: date
    source: str


class FigureTerm(Answer):
    """What goes into a figure; `converted` is in the figure's currency."""

    name: str
    sign: Literal[1, -1]
    value: Value
    currency: str | None = Field(description="null for counts")
    rate: str | None = Field(description="null without conversion, and where several rates converted it")
    converted: Value
    of: str | None = Field(description="of what it is a share")
    share_bps: int | None
    rule_version: int | None = Field(description="the version of the operator's NGR rule")
    operator_id: UUID | None
    divisor: bool


class FigureCell(Answer):
    """A part of a figure; null is what does not apply or is put together."""

    from_: Instant = Field(alias="from", serialization_alias="from")
    until: Instant
    at: str | None = Field(description="the local hour or day of a group by time", examples=["2026-11-20T14:00"])
    operator_id: UUID | None
    currency: str | None
    game: str | None
    provider: str | None
    country: str | None
    device: str | None
    channel: str | None
    value: Value = Field(description="of a quotient that of the dividend")
    divisor: Value | None = Field(description="of a quotient whose divisor is a sum")
    bets: int


class FigureCells(Answer):
    """A page of cells; all of them add up to the figure exactly, those of a quotient to its dividend."""

    items: list[FigureCell]
    next_cursor: str | None
    total: Total


class Explanation(Answer):
    """A figure with what it is made of."""

    metric: str
    label: str
    kind: Literal["money", "count", "ratio"]
    value: Value | None
    currency: str | None
    definition: str = Field(description="in the caller's language")
    formula: Formula = Field(description="the newest of formulas")
    formulas: list[Formula] = Field(description="those that held in the period, latest first")
    ngr_rules: list[NgrRule]
    timezone: str | None
    calendar: Literal["operator", "utc"]
    until: Instant | None
    rates: list[UsedRate]
    missing: list[str] = Field(description="currencies without a rate")
    terms: list[FigureTerm]
    groups: list[FigureGroup] = Field(description="in which groups the figure can be had")
    cells: FigureCells


class FigureBet(Answer):
    """A bet behind a figure, and whose it is."""

    bet: Bet
    player_id: UUID
    username: str
    country: str


class WaterfallRule(Answer):
    """A rule by which a waterfall went."""

    operator_id: UUID | None
    version: int
    effective_from: date
    text: str
    source: str


class WaterfallStep(Answer):
    """A step, signed, and what it leads to."""

    name: str
    value: str
    running: str
    subtotal: bool
    of: str | None
    share_bps: int | None
    note: str | None


class Waterfall(Answer):
    """A waterfall; without rule and steps when there was none for these days."""

    name: str = Field(examples=["house_ngr", "ukgc_ggy", "brazil_base"])
    title: str
    rule: WaterfallRule | None = Field(description="the newest of rules")
    rules: list[WaterfallRule]
    steps: list[WaterfallStep]


class Waterfalls(Answer):
    """From turnover through GGR to NGR, and to what regulators ask for."""

    currency: str
    currencies: list[str] = Field(description="all in which there is something")
    until: Instant | None
    rates: list[UsedRate]
    missing: list[str]
    views: list[Waterfall]


class ChangePart(Answer):
    """A part of a rise or fall."""

    key: str = Field(description="empty for what belongs to none")
    provider: str | None
    operator_id: UUID | None
    label: str | None
    now: Value
    before: Value
    difference: Value


class ChangeRest(Answer):
    """All other parts together."""

    count: int
    now: Value
    before: Value
    difference: Value


class Change(Answer):
    """What accounts for a rise or fall: parts and rest add up to it exactly."""

    metric: str
    kind: Literal["money", "count", "ratio"]
    currency: str | None
    now: Value
    before: Value
    difference: Value
    previous_from: date
    previous_to: date
    until: Instant | None
    previous_until: Instant | None
    rates: list[UsedRate]
    parts: list[ChangePart]
    rest: ChangeRest
    missing: list[str] = Field(description="currencies without a rate, and services that did not answer")


class ExpectedRange(Answer):
    """What is usual."""

    low: Value | None
    median: Value | None
    high: Value | None
    samples: int


class Anomaly(Answer):
    """A figure beside what is usual for it."""

    metric: str
    kind: Literal["money", "count", "ratio"]
    currency: str | None
    value: Value | None
    expected: ExpectedRange
    verdict: Literal["low", "high", "expected", "unknown"]
    unknown: Literal["too_few", "undefined", "rare"] | None = Field(description="why nothing can be said")
    why: str


class Anomalies(Answer):
    """All figures beside what is usual for them."""

    until: Instant | None
    step_days: int
    rates: list[UsedRate]
    missing: list[str]
    items: list[Anomaly]
