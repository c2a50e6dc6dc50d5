"""What is announced of rules, rates, games and reports; each is a privileged action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from daybook.metrics.v1 import events_pb2 as wire

from kit.actions import privileged
from kit.auth.actor import Actor
from kit.events import Event
from services.metrics.domain.exchange_rates import StoredRate, told
from services.metrics.domain.games import CatalogueGame
from services.metrics.domain.operators import Operator
from services.metrics.domain.rebuilds import Rebuild
from services.metrics.domain.regulators import RegulatorRule
from services.metrics.domain.reports import IssuedReport
from services.metrics.domain.rules import AddedRule, NgrRule

_LIKE_A_STEP: Final = re.compile(r"[\\·/]")


def ngr_rule_added(
    actor: Actor, at: datetime, operator: Operator, before: NgrRule, added: AddedRule, request_id: str
) -> Event:
    """A version of an NGR rule; before it is the one that held on its first day."""
    rule = added.rule
    record = privileged(
        "ngr_rule.add",
        actor,
        at,
        target_type="operator",
        target_id=str(operator.operator_id),
        target_label=operator.name,
        operator_id=str(operator.operator_id),
        company_id=str(operator.company_id),
        reason=added.reason,
        before=_ngr_rule(before),
        after=_ngr_rule(rule),
        request_id=request_id,
    )
    message = wire.NgrRuleAdded(action=record, operator_id=str(operator.operator_id), version=rule.version)
    return Event("ngr_rule_added", operator.operator_id, message)


def regulator_rule_added(
    actor: Actor, at: datetime, operator: Operator, before: RegulatorRule | None, rule: RegulatorRule, request_id: str
) -> Event:
    """A version of an operator's own; before it is the one that held on its first day, if any."""
    record = privileged(
        "regulator_rule.add",
        actor,
        at,
        target_type="operator",
        target_id=str(operator.operator_id),
        target_label=operator.name,
        operator_id=str(operator.operator_id),
        company_id=str(operator.company_id),
        reason=rule.reason,
        before={rule.name: _regulator_rule(before)} if before else {},
        after={rule.name: _regulator_rule(rule)},
        request_id=request_id,
    )
    message = wire.RegulatorRuleAdded(
        action=record, operator_id=str(operator.operator_id), name=rule.name, version=rule.version
    )
    return Event("regulator_rule_added", operator.operator_id, message)


def exchange_rates_set(
    actor: Actor,
    at: datetime,
    company_id: UUID,
    day: date,
    before: Sequence[StoredRate],
    after: Sequence[StoredRate],
    reason: str,
    request_id: str,
) -> Event:
    """Rates of a day that are not as they were."""
    record = privileged(
        "exchange_rates.set",
        actor,
        at,
        target_type="company",
        target_id=str(company_id),
        company_id=str(company_id),
        reason=reason,
        before={day.isoformat(): {_pair(rate): _rate(rate) for rate in before}},
        after={day.isoformat(): {_pair(rate): _rate(rate) for rate in after}},
        request_id=request_id,
    )
    return Event("exchange_rates_set", company_id, wire.ExchangeRatesSet(action=record, company_id=str(company_id)))


def games_set(
    actor: Actor,
    at: datetime,
    operator: Operator,
    before: Sequence[CatalogueGame],
    after: Sequence[CatalogueGame],
    reason: str,
    request_id: str,
) -> Event:
    """Games of which the catalogue says something else than before."""
    record = privileged(
        "games.set",
        actor,
        at,
        target_type="operator",
        target_id=str(operator.operator_id),
        target_label=operator.name,
        operator_id=str(operator.operator_id),
        company_id=str(operator.company_id),
        reason=reason,
        before={_label(game): _game(game) for game in before},
        after={_label(game): _game(game) for game in after},
        request_id=request_id,
    )
    return Event("games_set", operator.operator_id, wire.GamesSet(action=record, operator_id=str(operator.operator_id)))


def report_issued(actor: Actor, at: datetime, operator: Operator, report: IssuedReport, request_id: str) -> Event:
    """A report to a regulator was handed out."""
    record = privileged(
        "report.issue",
        actor,
        at,
        target_type="operator",
        target_id=str(operator.operator_id),
        target_label=operator.name,
        operator_id=str(operator.operator_id),
        company_id=str(operator.company_id),
        after={f"{report.month:%Y-%m}": {"revision": report.revision, "sha256": report.sha256}},
        request_id=request_id,
    )
    message = wire.ReportIssued(
        action=record,
        operator_id=str(operator.operator_id),
        month=f"{report.month:%Y-%m}",
        revision=report.revision,
    )
    return Event("report_issued", operator.operator_id, message)


def _ngr_rule(rule: NgrRule) -> dict[str, Any]:
    rates = {f"{name}_bps": rate for name, rate in asdict(rule.rates).items()}
    return {"ngr_rule": {"version": rule.version, "effective_from": rule.effective_from, **rates}}


def _regulator_rule(rule: RegulatorRule) -> dict[str, Any]:
    return {
        "version": rule.version,
        "own": rule.own,
        "effective_from": rule.effective_from,
        "text": rule.text,
        "source": rule.source,
        "terms": {term.name: {"of": term.of, "share_bps": term.share_bps, "note": term.note} for term in rule.terms},
    }


def _pair(rate: StoredRate) -> str:
    return f"{rate.base}/{rate.quote}"


def _rate(rate: StoredRate) -> dict[str, Any]:
    return {"rate": told(rate.rate), "source": rate.source, "version": rate.version}


def _label(game: CatalogueGame) -> str:
    """A game as a step of a path of changes, of which no two are the same.

    Paths are cut at dots: these become "·", and what would then look like another name has a backslash before it.
    """
    return "/".join(_LIKE_A_STEP.sub(r"\\\g<0>", name).replace(".", "·") for name in (game.provider, game.game))


def _game(game: CatalogueGame) -> dict[str, Any]:
    rtp = None if game.theoretical_rtp is None else told(game.theoretical_rtp)
    return {"name": game.name, "category": game.category, "theoretical_rtp": rtp}


def rebuild_changed(
    action: str,
    actor: Actor,
    at: datetime,
    operator: Operator,
    before: Rebuild | None,
    after: Rebuild,
    reason: str,
    request_id: str,
) -> Event:
    """Figures are being counted again, or are not any more."""
    record = privileged(
        action,
        actor,
        at,
        target_type="operator",
        target_id=str(operator.operator_id),
        target_label=operator.name,
        operator_id=str(operator.operator_id),
        company_id=str(operator.company_id),
        reason=reason,
        before=_rebuild(before) if before else {},
        after=_rebuild(after),
        request_id=request_id,
    )
    message = wire.RebuildChanged(
        action=record, operator_id=str(operator.operator_id), rebuild_id=str(after.rebuild_id)
    )
    return Event("rebuild_changed", operator.operator_id, message)


def _rebuild(rebuild: Rebuild) -> dict[str, Any]:
    return {"rebuild": {"id": rebuild.rebuild_id, "state": rebuild.state.name.lower()}}
