"""What is announced of manual credits and debits and of their limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import events_pb2 as wire

from kit.actions import privileged
from kit.auth.actor import Actor
from kit.events import Event
from kit.money import to_decimal
from services.players.domain.adjustment import Adjustment, Limits

# A file is often called after the person whom it shows.
_SENSITIVE: Final = ("adjustment.document",)


def adjustment_changed(
    action: str,
    actor: Actor,
    at: datetime,
    before: Adjustment | None,
    after: Adjustment,
    *,
    reason: str = "",
    request_id: str = "",
    balances: tuple[int, int] | None = None,
) -> Event:
    """A manual credit or debit was asked for, decided, taken back, or its document read; `balances` when it was done.

    It stands in the trail of its player.
    """
    told: list[dict[str, Any]] = [_adjustment(before), _adjustment(after)]
    if balances is not None:
        for state, minor in zip(told, balances, strict=True):
            state["balance"] = {after.currency: to_decimal(minor, after.currency)}
    record = privileged(
        action,
        actor,
        at,
        target_type="player",
        target_id=str(after.player_id),
        target_label=after.external_id,
        operator_id=str(after.operator_id),
        reason=reason,
        before=told[0],
        after=told[1],
        sensitive=_SENSITIVE,
        request_id=request_id,
    )
    message = wire.AdjustmentChanged(
        action=record,
        operator_id=str(after.operator_id),
        player_id=str(after.player_id),
        adjustment_id=str(after.adjustment_id),
    )
    return Event("adjustment_changed", after.operator_id, message)


def _adjustment(one: Adjustment | None) -> dict[str, Any]:
    """What is told of a credit or debit: nothing before it was asked for."""
    if one is None:
        return {}
    state: dict[str, Any] = {
        "id": one.adjustment_id,
        "kind": one.kind.name.lower(),
        "amount": to_decimal(one.minor, one.currency),
        "currency": one.currency,
        "reason": one.reason,
        "state": one.state.name.lower(),
        "requested_by": one.requested_by.name,
    }
    if one.document_name:
        state["document"] = one.document_name
    if one.number is not None:
        state["movement"] = one.number
    return {"adjustment": state}


def adjustment_limits_set(
    actor: Actor, at: datetime, operator_id: UUID, before: Limits, after: Limits, reason: str, request_id: str
) -> Event:
    """The amounts up to which one person suffices were set."""
    told = [
        {"limits": {code: to_decimal(minor, code) for code, minor in limits.by_currency.items()}}
        for limits in (before, after)
    ]
    action = privileged(
        "adjustment_limits.set",
        actor,
        at,
        target_type="adjustment_limits",
        target_id=str(operator_id),
        operator_id=str(operator_id),
        reason=reason,
        before=told[0],
        after=told[1],
        request_id=request_id,
    )
    return Event("settings_changed", operator_id, wire.SettingsChanged(action=action, operator_id=str(operator_id)))
