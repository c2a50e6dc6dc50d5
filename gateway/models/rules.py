"""What figures go by, as JSON: NGR rules, regulators' rules, exchange rates, the catalogue of games."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import RequestId

Reason = Annotated[str, Field(min_length=1, max_length=500)]
Share = Annotated[int, Field(ge=0, le=10_000, description="basis points")]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{3,5}$", examples=["BRL"])]
RegulatorRuleName = Literal["ukgc_ggy", "brazil_base"]
SumName = Literal["stakes", "settled_stakes", "payouts", "ggr", "deposits", "withdrawals", "bonus_cost", "base"]


class NgrRates(Answer):
    """What NGR takes off, in basis points: of bonus cost, GGR, GGR, deposits, turnover."""

    bonus_cost_bps: int
    gaming_tax_bps: int
    provider_fee_bps: int
    payment_fee_bps: int
    jackpot_bps: int


class NgrRuleVersion(Answer):
    """A version of an operator's NGR rule."""

    version: int
    effective_from: date
    rates: NgrRates
    formula: str = Field(examples=["GGR - bonus cost"])
    created_at: Instant
    created_by: str | None = Field(description="null for the one that every operator begins with")
    reason: str | None
    in_force: bool = Field(description="whether it holds today")


class NgrRules(Answer):
    """All versions, newest first."""

    items: list[NgrRuleVersion]


class NewNgrRule(Request):
    """A version from a local day on."""

    operator_id: UUID
    effective_from: date
    bonus_cost_bps: Share = 0
    gaming_tax_bps: Share = 0
    provider_fee_bps: Share = 0
    payment_fee_bps: Share = 0
    jackpot_bps: Share = 0
    reason: Reason
    newest_version: Annotated[
        int, Field(ge=0, le=2**31 - 1, description="the newest that was seen; 409 STALE_REVISION when there is another")
    ] = 0
    request_id: RequestId = None


class RegulatorTerm(Request):
    """So many basis points of a sum; below zero it is taken off."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$", examples=["duty"])]
    of: SumName
    share_bps: Annotated[int, Field(ge=-100_000, le=100_000)]
    note: Annotated[str, Field(max_length=500)] = ""


class RegulatorRule(Answer):
    """A version of a regulator's rule: Daybook's, or the operator's own."""

    name: RegulatorRuleName
    version: int
    effective_from: date
    terms: list[RegulatorTerm]
    text: str
    source: str
    created_at: Instant
    created_by: str | None
    reason: str | None
    own: bool
    in_force: bool


class RegulatorRules(Answer):
    """All versions of all rules, latest first."""

    items: list[RegulatorRule]


class NewRegulatorRule(Request):
    """A version of the operator's own, which holds instead of Daybook's from its day on."""

    operator_id: UUID
    name: RegulatorRuleName
    effective_from: date
    terms: Annotated[list[RegulatorTerm], Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    source: Annotated[str, Field(min_length=1, max_length=500)]
    reason: Reason
    request_id: RequestId = None


class ExchangeRate(Answer):
    """How much of `quote` one of `base` is on a day."""

    day: date
    base: str
    quote: str
    rate: str = Field(examples=["0.1835"])
    source: str
    version: int
    created_at: Instant
    created_by: str
    reason: str


class NewExchangeRate(Request):
    """A rate as a decimal string above zero."""

    base: Code
    quote: Code
    rate: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,12})?$", examples=["0.1835"])]


class NewExchangeRates(Request):
    """Rates of a day; one that differs is a new version."""

    company_id: UUID
    day: date
    rates: Annotated[list[NewExchangeRate], Field(min_length=1, max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=200, examples=["ECB reference rate"])]
    reason: Reason
    request_id: RequestId = None


class ExchangeRates(Answer):
    """Rates as they stand now."""

    items: list[ExchangeRate]


class Game(Answer):
    """A game of the catalogue, or one that was played and is not in it."""

    game: str
    provider: str
    name: str | None
    category: str | None
    theoretical_rtp: str | None = Field(examples=["0.965"])
    catalogued: bool
    updated_at: Instant | None
    updated_by: str | None


class NewGame(Request):
    """What the catalogue is to say of a game."""

    game: Annotated[str, Field(min_length=1, max_length=128)]
    provider: Annotated[str, Field(max_length=128)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    category: Annotated[str, Field(max_length=128)] = ""
    theoretical_rtp: Annotated[str, Field(pattern=r"^([01](\.[0-9]{1,6})?)?$", description="above 0, at most 1")] = ""


class NewGames(Request):
    """Games to be added or replaced."""

    operator_id: UUID
    games: Annotated[list[NewGame], Field(min_length=1, max_length=500)]
    reason: Reason
    request_id: RequestId = None


class ChangedGames(Answer):
    """Of how many the catalogue said something else before."""

    changed: int


class Report(Answer):
    """A report to a regulator as it was issued."""

    month: str = Field(examples=["2026-10"])
    revision: int
    key_id: str
    sha256: str
    issued_at: Instant
    issued_by: str


class Reports(Answer):
    """What was issued, latest first."""

    items: list[Report]


class ReportKey(Answer):
    """The Ed25519 key with which reports are verified."""

    key_id: str
    public_key: str = Field(description="PEM")
