"""The operator list: figures and standings out of messages, and all of it as JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as metrics_pb
from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb
from daybook.types.v1 import money_pb2

from gateway.convert import operators
from gateway.convert.dashboard import shown_currency
from gateway.convert.values import amount, moment, moment_or_none
from gateway.domain import overview as domain
from gateway.domain.access import Caller
from gateway.domain.overview import Amounts, Figures, Row, Standing
from gateway.models import overview as models
from gateway.models.base import Money, rfc3339
from gateway.models.dashboard import Point, ShownCurrency
from kit import money
from kit.sheets import harmless

_SHOWN: Final = tuple(models.OverviewFigures.model_fields)
_METRICS: Final = {metrics_pb.Metric.Value(f"METRIC_{name.upper()}"): name for name in (*_SHOWN, "bets")}

Rates = Mapping[tuple[str, str], Decimal]


def figures(answer: metrics_pb.CompareOperatorsResponse, own: Mapping[str, str]) -> dict[str, Figures]:
    """The figures of each operator; `own` holds their currencies, for where there is no reporting one."""
    compared = answer.compare != query_pb2.COMPARE_NONE
    found = {}
    for one in answer.operators:
        metrics, wanted = _metrics(one.figures, compared), answer.reporting_currency or own[one.operator_id]
        found[one.operator_id] = Figures(
            metrics=metrics,
            currency=_occurring(metrics, wanted),
            line=[(point.at, point.value) for point in one.sparkline.points],
            line_currency=one.sparkline.currency or wanted,
            last_activity_at=_moment(one.freshness, "last_activity_at"),
            last_recorded_at=_moment(one.freshness, "last_recorded_at"),
            last_counted_at=_moment(one.freshness, "last_counted_at"),
        )
    return found


def standing(told: players_pb.Standing, company_id: UUID, currency: str, rates: Rates) -> Standing:
    """How an operator stands, with what it holds in one currency where the rates allow."""
    balances, pending = _amounts(told.balances), _amounts(told.pending_withdrawn)
    return Standing(
        as_of=moment(told.as_of),
        players=told.players,
        online_now=told.online_now,
        balances=balances,
        pending_withdrawals=told.pending_withdrawals,
        pending_withdrawn=pending,
        open_tickets=told.open_tickets,
        overdue_tickets=told.overdue_tickets,
        excluded=told.excluded_players,
        last_activity_at=_moment(told, "last_activity_at"),
        balance=in_one(balances, str(company_id), currency, rates),
        pending_amount=in_one(pending, str(company_id), currency, rates),
    )


def in_one(amounts: Sequence[money.Money], company_id: str, currency: str, rates: Rates) -> money.Money | None:
    """The sum in one currency, each amount rounded by itself; None when a rate is missing."""
    total = 0
    for one in amounts:
        if one.currency == currency or not one.minor:
            total += one.minor
            continue
        rate = rates.get((company_id, one.currency))
        if rate is None:
            return None
        scale = money.exponent(currency) - money.exponent(one.currency)
        total += int((Decimal(one.minor) * rate).scaleb(scale).to_integral_value(ROUND_HALF_EVEN))
    return money.Money(total, currency)


def currency_of(answer: metrics_pb.CompareOperatorsResponse | None, code: str) -> ShownCurrency:
    """In which currency the list is, with the rates of the period, and those of today for what is held now."""
    if answer is None:
        return ShownCurrency(mode="reporting" if code else "own", code=code or None, rates=[], missing=[])
    shown = shown_currency(answer)
    present = shown_currency(metrics_pb.CompareOperatorsResponse(rates=answer.present_rates)).rates
    shown.rates += [rate for rate in present if rate not in shown.rates]
    return shown


def item(one: Row, caller: Caller) -> models.OverviewItem:
    """One operator."""
    told = one.figures
    return models.OverviewItem(
        operator=operators.details(one.details, caller),
        figures=_figures(told) if told else None,
        standing=_standing(one.standing) if one.standing else None,
        last_activity_at=one.last_activity_at,
        health=one.health,
        why=models.Remark(kind=one.why.kind, text=one.why.text, values=dict(one.why.values)),
        alerts=[
            models.Alert(kind=alert.kind, text=alert.text, values=dict(alert.values), level=alert.level)
            for alert in one.alerts
        ],
        # A line of nothing would say that nothing happened, where it happened in another currency.
        sparkline=_sparkline(told) if told and told.line_currency == told.currency else None,
        freshness=models.OverviewFreshness(last_recorded_at=told.last_recorded_at, last_counted_at=told.last_counted_at)
        if told
        else None,
    )


def totals(
    rows: Sequence[Row], answer: metrics_pb.CompareOperatorsResponse | None, currency: str
) -> models.OverviewTotals:
    """All operators together. Without one currency for all, amounts stand side by side."""
    told = [one.standing for one in rows if one.standing]
    together = None
    if answer is not None:
        compared = answer.compare != query_pb2.COMPARE_NONE
        metrics = _metrics(answer.totals, compared)
        together = _figures(Figures(metrics, _occurring(metrics, currency)))
    return models.OverviewTotals(
        operators=len(rows),
        by_status=dict(Counter(one.details.operator.status.value for one in rows)),
        figures=together,
        standing=_standing(_sum(told)) if told and len(told) == len(rows) else None,
    )


def as_csv(shown: models.Overview) -> str:
    """The list as a table; columns whose service did not answer are not there."""
    out = io.StringIO()
    columns = [*_OPERATOR_COLUMNS]
    if "metrics" not in shown.missing:
        columns += [(name, _figure_cell(name)) for name in _SHOWN] + _FIGURE_COLUMNS
    if "players" not in shown.missing:
        columns += _STANDING_COLUMNS
    columns += _LAST_COLUMNS
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in columns])
    for one in shown.items:
        writer.writerow([harmless(str(cell(one))) for _, cell in columns])
    return "\ufeff" + out.getvalue()  # the mark by which spreadsheets know UTF-8


def _metrics(told: Iterable[metrics_pb.Figure], compared: bool) -> dict[str, list[Amounts]]:
    found: dict[str, list[Amounts]] = {name: [] for name in _METRICS.values()}
    for one in told:
        if (name := _METRICS.get(one.metric)) is not None:
            found[name].append(Amounts(one.value, one.previous if compared else None, one.currency))
    return found


def _occurring(metrics: Mapping[str, Sequence[Amounts]], wanted: str) -> str:
    """The currency to show first: the wanted one, unless all amounts are in others, for want of a rate.

    An operator that turned over euros only did not turn over nothing in reais.
    """
    known = {one.currency for amounts in metrics.values() for one in amounts if one.currency and _moved(one)}
    return wanted if wanted in known or not known else min(known)


def _moved(one: Amounts) -> bool:
    return bool(one.value or one.previous)


def _figures(told: Figures) -> models.OverviewFigures:
    return models.OverviewFigures(**{name: _amount(told, name) for name in _SHOWN})


def _amount(told: Figures, metric: str) -> models.Amount:
    amounts = told.metrics[metric]
    if not _is_money(metric):
        one = amounts[0] if amounts else Amounts(0, 0)
        return models.Amount(value=one.value, previous=one.previous, currency=None)
    main = told.main(metric) or Amounts(0, 0, told.currency)
    shown = _money_amount(main)
    shown.others = [_money_amount(one) for one in amounts if one.currency != main.currency and _moved(one)]
    return shown


def _money_amount(one: Amounts) -> models.Amount:
    if not one.currency:  # nothing happened in any currency
        return models.Amount(value="0", previous="0", currency=None)
    previous = None if one.previous is None else money.to_decimal(one.previous, one.currency)
    return models.Amount(value=money.to_decimal(one.value, one.currency), previous=previous, currency=one.currency)


def _is_money(metric: str) -> bool:
    return metric in ("turnover", "ggr", "ngr", "deposits", "withdrawals")


def _sparkline(told: Figures) -> models.Sparkline:
    currency = told.line_currency
    points = [Point(at=at, value=money.to_decimal(value, currency)) for at, value in told.line]
    return models.Sparkline(metric="ggr", currency=currency, points=points)


def _standing(told: Standing) -> models.OverviewStanding:
    return models.OverviewStanding(
        players=told.players,
        online_now=told.online_now,
        balances=[_money(one) for one in told.balances],
        balance=_money(told.balance) if told.balance else None,
        pending_withdrawals=models.PendingWithdrawals(
            count=told.pending_withdrawals,
            amount=_money(told.pending_amount) if told.pending_amount else None,
            amounts=[_money(one) for one in told.pending_withdrawn],
        ),
        open_tickets=told.open_tickets,
        overdue_tickets=told.overdue_tickets,
        excluded=told.excluded,
        as_of=told.as_of,
    )


def _sum(told: Sequence[Standing]) -> Standing:
    """All together; in one currency only when each is."""
    return replace(
        told[0],
        as_of=min(one.as_of for one in told),
        players=sum(one.players for one in told),
        online_now=sum(one.online_now for one in told),
        balances=domain.summed(amount for one in told for amount in one.balances),
        pending_withdrawals=sum(one.pending_withdrawals for one in told),
        pending_withdrawn=domain.summed(amount for one in told for amount in one.pending_withdrawn),
        open_tickets=sum(one.open_tickets for one in told),
        overdue_tickets=sum(one.overdue_tickets for one in told),
        excluded=sum(one.excluded for one in told),
        balance=_one_sum([one.balance for one in told]),
        pending_amount=_one_sum([one.pending_amount for one in told]),
    )


def _one_sum(amounts: Sequence[money.Money | None]) -> money.Money | None:
    known = [one for one in amounts if one is not None]
    sums = domain.summed(known)
    return sums[0] if len(known) == len(amounts) and len(sums) == 1 else None


def _amounts(told: Iterable[money_pb2.Money]) -> list[money.Money]:
    return [money.Money(one.minor, one.currency) for one in told]


def _money(one: money.Money) -> Money:
    return amount(one.minor, one.currency)


def _moment(message: Any, name: str) -> datetime | None:
    return moment_or_none(message.HasField(name), getattr(message, name))


# The cells of the table.
def _figure_cell(name: str) -> Any:
    return lambda one: getattr(one.figures, name).value if one.figures else ""


def _figures_currency(one: models.OverviewItem) -> str:
    return (one.figures.turnover.currency if one.figures else None) or ""


def _elsewhere(one: models.OverviewItem) -> str:
    """What could not be put into the currency of the other cells."""
    if one.figures is None:
        return ""
    told = ((name, other) for name in _SHOWN for other in getattr(one.figures, name).others)
    return "; ".join(f"{name} {other.value} {other.currency}" for name, other in told)


def _held(amounts: Sequence[Money]) -> str:
    return "; ".join(f"{one.amount} {one.currency}" for one in amounts)


def _standing_cell(name: str) -> Any:
    return lambda one: getattr(one.standing, name) if one.standing else ""


_OPERATOR_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("operator_id", lambda one: str(one.operator.id)),
    ("operator", lambda one: one.operator.name),
    ("company", lambda one: one.operator.company_name),
    ("status", lambda one: one.operator.status.value),
    ("status_since", lambda one: rfc3339(one.operator.status_since)),
    ("jurisdiction", lambda one: one.operator.jurisdiction or ""),
    ("licence", lambda one: one.operator.licence or ""),
    ("timezone", lambda one: one.operator.timezone),
    ("currency", lambda one: one.operator.currency),
]
_FIGURE_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("figures_currency", _figures_currency),
    ("figures_elsewhere", _elsewhere),
]
_STANDING_COLUMNS: Final[list[tuple[str, Any]]] = [
    *((name, _standing_cell(name)) for name in ("players", "online_now")),
    ("balances", lambda one: _held(one.standing.balances) if one.standing else ""),
    ("balance", lambda one: one.standing.balance.amount if one.standing and one.standing.balance else ""),
    ("balance_currency", lambda one: one.standing.balance.currency if one.standing and one.standing.balance else ""),
    ("pending_withdrawals", lambda one: one.standing.pending_withdrawals.count if one.standing else ""),
    ("pending_amounts", lambda one: _held(one.standing.pending_withdrawals.amounts) if one.standing else ""),
    *((name, _standing_cell(name)) for name in ("open_tickets", "overdue_tickets", "excluded")),
]
_LAST_COLUMNS: Final[list[tuple[str, Any]]] = [
    ("last_activity_at", lambda one: rfc3339(one.last_activity_at) if one.last_activity_at else ""),
    ("health", lambda one: one.health.value),
    ("why", lambda one: one.why.text),
    ("alerts", lambda one: " ".join(alert.text for alert in one.alerts)),
]
