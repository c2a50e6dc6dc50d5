"""What figures go by: messages as JSON, and requests as messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.metrics.v1 import reports_service_pb2 as reports_pb
from daybook.metrics.v1 import rules_service_pb2 as pb

from gateway.convert.values import date_message, day, moment, moment_or_none
from gateway.models import rules as models
from kit.ids import uuid7


def ngr_rule(one: pb.NgrRuleVersion) -> models.NgrRuleVersion:
    """A version of an NGR rule."""
    rates = one.rates
    return models.NgrRuleVersion(
        version=one.version,
        effective_from=day(one.effective_from),
        rates=models.NgrRates(
            bonus_cost_bps=rates.bonus_cost_bps,
            gaming_tax_bps=rates.gaming_tax_bps,
            provider_fee_bps=rates.provider_fee_bps,
            payment_fee_bps=rates.payment_fee_bps,
            jackpot_bps=rates.jackpot_bps,
        ),
        formula=one.formula,
        created_at=moment(one.created_at),
        created_by=one.created_by or None,
        reason=one.reason or None,
        in_force=one.in_force,
    )


def ngr_rule_to_add(body: models.NewNgrRule) -> pb.AddNgrRuleRequest:
    """A version to be added."""
    return pb.AddNgrRuleRequest(
        operator_id=str(body.operator_id),
        effective_from=date_message(body.effective_from),
        rates=pb.NgrRates(
            bonus_cost_bps=body.bonus_cost_bps,
            gaming_tax_bps=body.gaming_tax_bps,
            provider_fee_bps=body.provider_fee_bps,
            payment_fee_bps=body.payment_fee_bps,
            jackpot_bps=body.jackpot_bps,
        ),
        reason=body.reason,
        newest_version=body.newest_version,
        request_id=_request(body.request_id),
    )


def regulator_rule(one: pb.RegulatorRule) -> models.RegulatorRule:
    """A version of a regulator's rule."""
    name: Any = one.name
    return models.RegulatorRule(
        name=name,
        version=one.version,
        effective_from=day(one.effective_from),
        terms=[_term(term) for term in one.terms],
        text=one.text,
        source=one.source,
        created_at=moment(one.created_at),
        created_by=one.created_by or None,
        reason=one.reason or None,
        own=one.own,
        in_force=one.in_force,
    )


def regulator_rule_to_add(body: models.NewRegulatorRule) -> pb.AddRegulatorRuleRequest:
    """A version to be added."""
    return pb.AddRegulatorRuleRequest(
        operator_id=str(body.operator_id),
        name=body.name,
        effective_from=date_message(body.effective_from),
        terms=[pb.RegulatorTerm(**term.model_dump()) for term in body.terms],
        text=body.text,
        source=body.source,
        reason=body.reason,
        request_id=_request(body.request_id),
    )


def exchange_rate(one: pb.ExchangeRate) -> models.ExchangeRate:
    """A version of a rate."""
    return models.ExchangeRate(
        day=day(one.day),
        base=one.base,
        quote=one.quote,
        rate=one.rate,
        source=one.source,
        version=one.version,
        created_at=moment(one.created_at),
        created_by=one.created_by,
        reason=one.reason,
    )


def rates_to_put(body: models.NewExchangeRates) -> pb.PutExchangeRatesRequest:
    """Rates to be set."""
    return pb.PutExchangeRatesRequest(
        company_id=str(body.company_id),
        day=date_message(body.day),
        rates=[pb.NewExchangeRate(**rate.model_dump()) for rate in body.rates],
        source=body.source,
        reason=body.reason,
        request_id=_request(body.request_id),
    )


def game(one: pb.ListedGame) -> models.Game:
    """A game."""
    known = one.game
    return models.Game(
        game=known.game,
        provider=known.provider,
        name=known.name or None,
        category=known.category or None,
        theoretical_rtp=known.theoretical_rtp or None,
        catalogued=one.catalogued,
        updated_at=moment_or_none(one.HasField("updated_at"), one.updated_at),
        updated_by=one.updated_by or None,
    )


def games_to_put(body: models.NewGames) -> pb.PutGamesRequest:
    """Games to be set."""
    return pb.PutGamesRequest(
        operator_id=str(body.operator_id),
        games=[pb.Game(**game.model_dump()) for game in body.games],
        reason=body.reason,
        request_id=_request(body.request_id),
    )


def report(one: reports_pb.Report) -> models.Report:
    """A report as it was issued."""
    return models.Report(
        month=one.month,
        revision=one.revision,
        key_id=one.key_id,
        sha256=one.sha256,
        issued_at=moment(one.issued_at),
        issued_by=one.issued_by,
    )


def _term(term: pb.RegulatorTerm) -> models.RegulatorTerm:
    of: Any = term.of
    return models.RegulatorTerm(name=term.name, of=of, share_bps=term.share_bps, note=term.note)


def _request(request_id: UUID | None) -> str:
    return str(request_id or uuid7())
