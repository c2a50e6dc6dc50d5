"""What a list of players asks for: protobuf -> domain."""

from __future__ import annotations

from typing import Final

from daybook.players.v1 import filter_pb2 as wire
from daybook.players.v1 import player_pb2

from services.players.domain.player import PlayerFilter, PlayerSort, PlayerStatus

_STATUSES: Final = {
    player_pb2.PLAYER_STATUS_ACTIVE: PlayerStatus.ACTIVE,
    player_pb2.PLAYER_STATUS_SUSPENDED: PlayerStatus.SUSPENDED,
    player_pb2.PLAYER_STATUS_CLOSED: PlayerStatus.CLOSED,
}
_SORTS: Final = {
    wire.PLAYER_SORT_UNSPECIFIED: PlayerSort.REGISTERED_DESC,
    wire.PLAYER_SORT_REGISTERED_DESC: PlayerSort.REGISTERED_DESC,
    wire.PLAYER_SORT_REGISTERED_ASC: PlayerSort.REGISTERED_ASC,
    wire.PLAYER_SORT_LAST_SEEN_DESC: PlayerSort.LAST_SEEN_DESC,
    wire.PLAYER_SORT_LAST_SEEN_ASC: PlayerSort.LAST_SEEN_ASC,
    wire.PLAYER_SORT_USERNAME_ASC: PlayerSort.USERNAME_ASC,
    wire.PLAYER_SORT_USERNAME_DESC: PlayerSort.USERNAME_DESC,
}


def read_filter(told: wire.PlayerFilter) -> PlayerFilter:
    """Which players are asked for."""
    return PlayerFilter(
        query=told.query.strip(),
        status=_STATUSES[told.statuses[0]] if told.statuses else None,
        country=told.countries[0] if told.countries else "",
        currency=told.currency,
    )


def read_sort(sort: wire.PlayerSort.ValueType) -> PlayerSort:
    """In which order."""
    return _SORTS[sort]
