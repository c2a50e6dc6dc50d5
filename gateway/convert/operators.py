"""Operators with all that they are set to, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.convert.values import amount
from gateway.domain import operator_status
from gateway.domain.access import Caller
from gateway.domain.directory import OperatorStatus
from gateway.domain.operator_status import LEGAL, Details, Step
from gateway.models import operators as models
from gateway.service.operators import may_manage
from kit.money import Money, to_minor


def details(value: Details, caller: Caller) -> models.OperatorDetails:
    """All of an operator, as the caller may see it."""
    one, settings = value.operator, value.settings
    allowed = list(settings.allowed_ips) if may_manage(caller, one) else None
    in_maintenance = one.status is OperatorStatus.MAINTENANCE
    return models.OperatorDetails(
        id=one.operator_id,
        company_id=one.company_id,
        company_name=one.company_name,
        name=one.name,
        timezone=one.timezone,
        currency=one.currency,
        status=one.status,
        jurisdiction=settings.jurisdiction or None,
        licence=settings.licence or None,
        languages=list(settings.languages),
        balance_thresholds=[amount(limit.minor, limit.currency) for limit in settings.balance_thresholds],
        allowed_ips=allowed,
        created_at=one.created_at,
        status_since=value.status_since,
        next_statuses=sorted(LEGAL[one.status], key=lambda status: status.value),
        maintenance=models.Maintenance(message=value.message, allowed_ips=allowed) if in_maintenance else None,
        scheduled=_scheduled(value.scheduled) if value.scheduled else None,
        closing=_closing(value.closing, caller) if value.closing else None,
        revision=one.revision,
    )


def entry(value: operator_status.Entry) -> models.HistoryEntry:
    """A line of an operator's history."""
    return models.HistoryEntry(
        at=value.at,
        by=value.by,
        kind=value.kind,
        **{"from": value.from_status},
        to=value.to_status,
        reason=value.reason,
        fields=list(value.fields),
        revision=value.revision,
    )


def wanted(body: models.ChangedOperator) -> dict[str, Any]:
    """The fields that are to change. Raises UnknownCurrency and BadAmount, naming the threshold."""
    given = body.model_dump(exclude={"revision", "reason", "request_id"}, exclude_none=True)
    if body.balance_thresholds is not None:
        given["balance_thresholds"] = thresholds(body.balance_thresholds)
    return given


def thresholds(amounts: Sequence[models.ThresholdAmount]) -> list[Money]:
    """Amounts as they are kept. Raises UnknownCurrency and BadAmount."""
    field = "balance_thresholds"
    return [Money(to_minor(one.amount, one.currency, field), one.currency) for one in amounts]


def step(body: models.StatusStep) -> Step:
    """A step to a status."""
    allowed = None if body.allowed_ips is None else tuple(body.allowed_ips)
    return Step(body.to, body.reason, body.at, body.until, allowed, body.message)


def _scheduled(value: operator_status.Scheduled) -> models.Scheduled:
    return models.Scheduled(
        to=value.to, at=value.at, until=value.until, ends=value.ends is not None, reason=value.reason, by=value.by
    )


def _closing(value: operator_status.Closing, caller: Caller) -> models.Closing:
    return models.Closing(
        asked_by=value.asked_by, asked_at=value.asked_at, reason=value.reason, own=value.asked_by_id == caller.id
    )
