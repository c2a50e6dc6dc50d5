"""What figures ask of players: protobuf <-> domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from daybook.players.v1 import figures_service_pb2 as wire
from daybook.types.v1 import money_pb2

from kit.errors import InvalidField
from services.players.convert import times
from services.players.convert.history import bet
from services.players.domain.figures import Announced, Basis, FigureBet, FigureBets, Named, OperatorStanding

_BASES: Final = {wire.FIGURE_BASIS_PLACED: Basis.PLACED, wire.FIGURE_BASIS_SETTLED: Basis.SETTLED}


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


def read_bets(request: wire.ListFigureBetsRequest) -> FigureBets:
    """Which bets are wanted. Raises InvalidField."""
    try:
        player_id = UUID(request.player_id) if request.player_id else None
    except ValueError:
        raise InvalidField("player_id", "must be a UUID") from None
    return FigureBets(
        basis=_BASES[request.basis],
        since=times.read(getattr(request, "from"), "from"),
        until=times.read(request.until, "until"),
        game=request.game,
        provider=request.provider,
        currency=request.currency,
        country=request.country if request.HasField("country") else None,
        player_id=player_id,
    )


def figure_bet(found: FigureBet) -> wire.FigureBet:
    """A bet behind a figure."""
    return wire.FigureBet(
        bet=bet(found.bet),
        player_id=str(found.bet.player_id),
        player_external_id=found.external_id,
        username=found.username,
        country=found.country,
    )


def name(named: Named) -> wire.NamePlayersResponse.Name:
    """What a player is called."""
    return wire.NamePlayersResponse.Name(
        operator_id=str(named.operator_id),
        player_id=str(named.player_id),
        username=named.username,
        external_id=named.external_id,
    )


def announced(held: Announced) -> wire.ReplayActivityResponse:
    """What a history holds of what was announced."""
    return wire.ReplayActivityResponse(
        announced_source=held.source,
        announced_through=held.through,
        announced_ids=[str(one) for one in held.ids],
        total=held.about,
    )


def _amounts(by_currency: Mapping[str, int]) -> list[money_pb2.Money]:
    return [money_pb2.Money(minor=minor, currency=currency) for currency, minor in sorted(by_currency.items())]
