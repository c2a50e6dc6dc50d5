"""Events heard as what the domain counts: operators, and recorded activity as a tally."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from daybook.gateway.v1 import events_pb2 as directory
from daybook.players.v1 import events_pb2 as players
from daybook.players.v1 import player_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from services.metrics.domain.calendar import QUARTER_SECONDS, zone_of
from services.metrics.domain.operators import Operator
from services.metrics.domain.tally import NO_CURRENCY, Cell, Tally
from services.metrics.errors import UnusableEvent


def operator(message: directory.OperatorChanged) -> Operator:
    """An operator as announced. Raises UnusableEvent when its zone does not exist or its id is none."""
    try:
        zone_of(message.timezone)
        operator_id, company_id = UUID(message.operator_id), UUID(message.company_id)
    except ValueError as error:
        raise UnusableEvent(f"The operator cannot be taken in: {error}.") from error
    status = directory.OperatorStatus.Name(message.status).removeprefix("OPERATOR_STATUS_").lower()
    return Operator(operator_id, company_id, message.name, message.timezone, message.currency, status, message.revision)


def add_to(tally: Tally, message: players.ActivityRecorded) -> None:
    """Adds the activities of an event to a tally. Raises UnusableEvent when an id is none."""
    latest = add_activities(tally, message.operator_id, message.activities)
    if latest is not None:
        tally.saw(_id(message.operator_id), _moment(latest), _moment(message.recorded_at))


def add_activities(tally: Tally, told_id: str, activities: Iterable[players.RecordedActivity]) -> Timestamp | None:
    """Adds activities of an operator to a tally, and tells when the latest happened. Raises UnusableEvent as above.

    Kinds that came later than this release concern no figure that it knows, nor do withdrawals that are not paid yet.
    """
    operator_id = _id(told_id)
    latest = None
    for activity in activities:
        at = activity.occurred_at
        if latest is None or (at.seconds, at.nanos) > (latest.seconds, latest.nanos):
            latest = at
        kind = activity.WhichOneof("kind")
        if kind is not None and kind in _ADD:
            _ADD[kind](tally, operator_id, activity, getattr(activity, kind))
    return latest


@lru_cache(maxsize=100_000)
def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise UnusableEvent("The activity names no operator or no player.") from error


def _cell(
    tally: Tally, operator_id: str, activity: players.RecordedActivity, at: Timestamp, currency: str, bet: Any = None
) -> Cell:
    """Where something is counted; what is no bet has no game."""
    game, provider = ("", "") if bet is None else (bet.game, bet.provider)
    quarter, country = at.seconds // QUARTER_SECONDS, activity.country
    return tally.cells[operator_id, quarter, currency, game, provider, country, activity.device, activity.channel]


def _placed(tally: Tally, operator_id: str, activity: players.RecordedActivity, bet: Any) -> None:
    stake = bet.stake
    cell = _cell(tally, operator_id, activity, activity.occurred_at, stake.currency, bet)
    cell.placed(_id(activity.player_id), stake.minor)


def _settled(tally: Tally, operator_id: str, activity: players.RecordedActivity, bet: Any) -> None:
    stake = bet.stake
    cell = _cell(tally, operator_id, activity, activity.occurred_at, stake.currency, bet)
    cell.settled(_id(activity.player_id), stake.minor, bet.payout.minor)


def _voided(tally: Tally, operator_id: str, activity: players.RecordedActivity, bet: Any) -> None:
    """Takes a bet back where it had been counted."""
    stake, player = bet.stake, _id(activity.player_id)
    _cell(tally, operator_id, activity, bet.placed_at, stake.currency, bet).placed(player, stake.minor, -1)
    if bet.previous_status == player_pb2.BET_STATUS_SETTLED:
        cell = _cell(tally, operator_id, activity, bet.settled_at, stake.currency, bet)
        cell.settled(player, stake.minor, bet.payout.minor, -1)


def _registered(tally: Tally, operator_id: str, activity: players.RecordedActivity, _: Any) -> None:
    _cell(tally, operator_id, activity, activity.occurred_at, NO_CURRENCY).registered()


def _deposited(tally: Tally, operator_id: str, activity: players.RecordedActivity, deposit: Any) -> None:
    amount = deposit.amount
    cell = _cell(tally, operator_id, activity, activity.occurred_at, amount.currency)
    cell.deposited(_id(activity.player_id), amount.minor, first=deposit.deposit_no == 1)


def _reversed(tally: Tally, operator_id: str, activity: players.RecordedActivity, deposit: Any) -> None:
    """Takes a deposit back when it was reversed, not where it had been counted: what was reported stays reported."""
    amount = deposit.amount
    cell = _cell(tally, operator_id, activity, activity.occurred_at, amount.currency)
    cell.reversed(_id(activity.player_id), amount.minor)


def _withdrew(tally: Tally, operator_id: str, activity: players.RecordedActivity, withdrawal: Any) -> None:
    amount = withdrawal.amount
    cell = _cell(tally, operator_id, activity, activity.occurred_at, amount.currency)
    cell.withdrew(_id(activity.player_id), amount.minor)


def _credited(tally: Tally, operator_id: str, activity: players.RecordedActivity, bonus: Any) -> None:
    _cell(tally, operator_id, activity, activity.occurred_at, bonus.amount.currency).credited(bonus.amount.minor)


_BONUS_BY_HAND: Final = (player_pb2.MOVEMENT_KIND_MANUAL_BONUS_CREDIT, player_pb2.MOVEMENT_KIND_MANUAL_BONUS_DEBIT)


def _adjusted(tally: Tally, operator_id: str, activity: players.RecordedActivity, adjustment: Any) -> None:
    """A bonus given or taken by hand; corrections of cash concern no figure."""
    if adjustment.kind in _BONUS_BY_HAND:
        _credited(tally, operator_id, activity, adjustment)


_ADD: Final = {
    "registered": _registered,
    "deposit": _deposited,
    "withdrawal": _withdrew,
    "bet_placed": _placed,
    "bet_settled": _settled,
    "bet_voided": _voided,
    "bonus_credited": _credited,
    "deposit_reversed": _reversed,
    "adjusted": _adjusted,
}


def _moment(message: Timestamp) -> datetime:
    return message.ToDatetime(UTC)
