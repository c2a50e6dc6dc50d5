"""Top players, and what figures can be filtered by, as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from daybook.metrics.v1 import metrics_service_pb2 as pb
from daybook.players.v1 import figures_service_pb2 as players_pb

from gateway.convert.dashboard import shown_currency
from gateway.models import dashboard as models
from kit import money

Names = Mapping[tuple[str, str], str]


def wanted(answer: pb.ListTopPlayersResponse) -> dict[tuple[str, str], players_pb.NamePlayersRequest.Player]:
    """The players of all rankings, each once."""
    return {
        (one.operator_id, one.player_id): players_pb.NamePlayersRequest.Player(
            operator_id=one.operator_id, player_id=one.player_id
        )
        for ranking in (answer.winners, answer.losers, answer.depositors, answer.withdrawers)
        for one in ranking
    }


def names_of(answer: players_pb.NamePlayersResponse) -> Names:
    """Usernames by operator and player."""
    return {(one.operator_id, one.player_id): one.username for one in answer.names}


def top_players(answer: pb.ListTopPlayersResponse, names: Names, *, missing: bool) -> models.TopPlayers:
    """The rankings, with the names that are known."""

    def ranking(several: Iterable[pb.TopPlayer]) -> list[models.TopPlayer]:
        return [_player(one, names) for one in several]

    return models.TopPlayers(
        winners=ranking(answer.winners),
        losers=ranking(answer.losers),
        depositors=ranking(answer.depositors),
        withdrawers=ranking(answer.withdrawers),
        currency=shown_currency(answer),
        missing=["players"] if missing else [],
    )


def options(answer: pb.GetDimensionsResponse) -> models.Options:
    """What figures can be filtered by."""
    return models.Options(
        countries=list(answer.countries),
        currencies=list(answer.currencies),
        providers=list(answer.providers),
        games=[
            models.KnownGame(game=one.game, provider=one.provider, name=one.name or None, category=one.category or None)
            for one in answer.games
        ],
        categories=list(answer.categories),
        devices=list(answer.devices),
        channels=list(answer.channels),
    )


def _player(one: pb.TopPlayer, names: Names) -> models.TopPlayer:
    return models.TopPlayer(
        player=models.RankedPlayer(
            id=UUID(one.player_id),
            operator_id=UUID(one.operator_id),
            username=names.get((one.operator_id, one.player_id)) or None,
            country=one.country or None,
        ),
        currency=one.currency,
        ggr=money.to_decimal(one.ggr, one.currency),
        turnover=money.to_decimal(one.turnover, one.currency),
        deposits=money.to_decimal(one.deposits, one.currency),
        withdrawals=money.to_decimal(one.withdrawals, one.currency),
    )
