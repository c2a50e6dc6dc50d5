"""What figures ask of players: protobuf <-> domain."""

from __future__ import annotations

from collections.abc import Mapping

from daybook.players.v1 import figures_service_pb2 as wire
from daybook.types.v1 import money_pb2

from services.players.convert import times
from services.players.domain.figures import OperatorStanding


def standing(stored: OperatorStanding) -> wire.Standing:
    """How an operator stands."""
    followed, counted = stored.followed, stored.counted
    message = wire.Standing(
        operator_id=str(stored.operator_id),
        players=followed.players,
        online_now=counted.online_now,
        balances=_amounts(followed.balances),
        pending_withdrawals=counted.pending_withdrawals,
        pending_withdrawn=_amounts(counted.pending_withdrawn),
        open_tickets=counted.open_tickets,
        overdue_tickets=counted.overdue_tickets,
        excluded_players=counted.excluded_players,
    )
    times.write(message.as_of, stored.as_of)
    if counted.last_activity_at is not None:
        times.write(message.last_activity_at, counted.last_activity_at)
    return message


def _amounts(by_currency: Mapping[str, int]) -> list[money_pb2.Money]:
    return [money_pb2.Money(minor=minor, currency=currency) for currency, minor in sorted(by_currency.items())]
