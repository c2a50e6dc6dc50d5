"""Rules, exchange rates and games on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from daybook.metrics.v1 import rules_service_pb2 as pb
from daybook.types.v1 import page_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from kit.paging import Total
from services.metrics.domain.exchange_rates import NewRate, StoredRate, told
from services.metrics.domain.games import CatalogueGame, ListedGame
from services.metrics.domain.regulators import RegulatorRule, Term
from services.metrics.domain.rules import AddedRule, NgrRates


def read_ngr_rates(message: pb.NgrRates) -> NgrRates:
    """Rates in basis points."""
    return NgrRates(
        bonus_cost=message.bonus_cost_bps,
        gaming_tax=message.gaming_tax_bps,
        provider_fee=message.provider_fee_bps,
        payment_fee=message.payment_fee_bps,
        jackpot=message.jackpot_bps,
    )


def ngr_rule(added: AddedRule, in_force: bool) -> pb.NgrRuleVersion:
    """A version of an NGR rule."""
    rule, rates = added.rule, added.rule.rates
    return pb.NgrRuleVersion(
        operator_id=str(rule.operator_id),
        version=rule.version,
        effective_from=day(rule.effective_from),
        rates=pb.NgrRates(
            bonus_cost_bps=rates.bonus_cost,
            gaming_tax_bps=rates.gaming_tax,
            provider_fee_bps=rates.provider_fee,
            payment_fee_bps=rates.payment_fee,
            jackpot_bps=rates.jackpot,
        ),
        formula=rates.formula(),
        created_at=moment(added.created_at),
        created_by=added.created_by,
        reason=added.reason,
        in_force=in_force,
    )


def read_terms(messages: Iterable[pb.RegulatorTerm]) -> list[Term]:
    """The terms of a regulator's rule."""
    return [Term(one.name, one.of, one.share_bps, one.note) for one in messages]


def regulator_rule(rule: RegulatorRule, in_force: bool) -> pb.RegulatorRule:
    """A version of a regulator's rule."""
    return pb.RegulatorRule(
        name=rule.name,
        version=rule.version,
        effective_from=day(rule.effective_from),
        terms=[
            pb.RegulatorTerm(name=term.name, of=term.of, share_bps=term.share_bps, note=term.note)
            for term in rule.terms
        ],
        text=rule.text,
        source=rule.source,
        created_at=moment(rule.created_at),
        created_by=rule.created_by,
        reason=rule.reason,
        own=rule.own,
        in_force=in_force,
    )


def read_rates(messages: Iterable[pb.NewExchangeRate]) -> list[NewRate]:
    """Rates as somebody tells them."""
    return [NewRate(one.base, one.quote, Decimal(one.rate)) for one in messages]


def exchange_rate(rate: StoredRate) -> pb.ExchangeRate:
    """A version of a rate."""
    return pb.ExchangeRate(
        day=day(rate.day),
        base=rate.base,
        quote=rate.quote,
        rate=told(rate.rate),
        source=rate.source,
        version=rate.version,
        created_at=moment(rate.created_at),
        created_by=rate.created_by,
        reason=rate.reason,
    )


def read_games(messages: Iterable[pb.Game]) -> list[CatalogueGame]:
    """Games as somebody tells them."""
    return [
        CatalogueGame(
            game=one.game,
            provider=one.provider,
            name=one.name,
            category=one.category,
            theoretical_rtp=Decimal(one.theoretical_rtp) if one.theoretical_rtp else None,
        )
        for one in messages
    ]


def listed_game(listed: ListedGame) -> pb.ListedGame:
    """A game of the list."""
    game = listed.game
    return pb.ListedGame(
        game=pb.Game(
            game=game.game,
            provider=game.provider,
            name=game.name,
            category=game.category,
            theoretical_rtp="" if game.theoretical_rtp is None else told(game.theoretical_rtp),
        ),
        catalogued=listed.catalogued,
        updated_at=moment(listed.updated_at) if listed.updated_at else None,
        updated_by=listed.updated_by,
    )


def total(found: Total) -> Any:
    """How many rows there are."""
    return page_pb2.Total(count=found.count, approximate=found.approximate)


def day(value: date) -> Date:
    """A calendar day."""
    return Date(year=value.year, month=value.month, day=value.day)


def moment(at: datetime) -> Timestamp:
    """A moment."""
    message = Timestamp()
    message.FromDatetime(at)
    return message
