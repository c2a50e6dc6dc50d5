"""How operators stand, as tiles of the dashboard: now, and at the moment with which it is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from daybook.metrics.v1 import query_pb2
from daybook.players.v1 import figures_service_pb2 as players_pb
from daybook.types.v1 import money_pb2

from gateway.models import dashboard as models
from kit import money

Amounts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the players service told: now, and earlier when that is known."""

    now: players_pb.GetStandingsResponse
    before: players_pb.GetStandingsResponse | None
    companies: Mapping[str, str]
    reporting: str
    rates: Mapping[tuple[str, str], Decimal]


def rates_of(present: Iterable[query_pb2.UsedRate]) -> dict[tuple[str, str], Decimal]:
    """The rates of the present day, by company and currency."""
    return {(one.company_id, one.currency): Decimal(one.rate) for one in present}


def standing_tiles(standing: Standing) -> list[models.Tile]:
    """Pending withdrawals and balances per currency shown, and who is online."""
    tiles = []
    for metric, take in _MONEY.items():
        now, before = _sums(standing, standing.now, take), _sums(standing, standing.before, take)
        for currency in sorted(now.keys() | before.keys()) or ([standing.reporting] if standing.reporting else []):
            tiles.append(
                models.Tile(
                    metric=metric,
                    kind="money",
                    value=money.to_decimal(now.get(currency, 0), currency),
                    previous=money.to_decimal(before.get(currency, 0), currency) if standing.before else None,
                    currency=currency,
                )
            )
    online = sum(one.online_now for one in standing.now.standings)
    earlier = sum(one.online_now for one in standing.before.standings) if standing.before else None
    return [*tiles, models.Tile(metric="online_now", kind="count", value=online, previous=earlier)]


def _sums(
    standing: Standing,
    told: players_pb.GetStandingsResponse | None,
    take: Callable[[players_pb.Standing], Iterable[money_pb2.Money]],
) -> Amounts:
    """The sums by currency shown: converted by the rates of the present day where there is one."""
    exact: dict[str, Decimal] = {}
    for one in told.standings if told else ():
        company = standing.companies.get(one.operator_id, "")
        for amount in take(one):
            shown, value = amount.currency, Decimal(amount.minor)
            rate = standing.rates.get((company, amount.currency))
            if standing.reporting and rate is not None and amount.currency != standing.reporting:
                shown = standing.reporting
                value = (value * rate).scaleb(money.exponent(shown) - money.exponent(amount.currency))
            exact[shown] = exact.get(shown, Decimal(0)) + value
    return {currency: int(value.to_integral_value(ROUND_HALF_EVEN)) for currency, value in exact.items()}


_MONEY: dict[str, Callable[[players_pb.Standing], Iterable[money_pb2.Money]]] = {
    "pending_withdrawals": lambda one: one.pending_withdrawn,
    "player_balances": lambda one: one.balances,
}
