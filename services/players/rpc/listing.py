"""PlayersService: the list of players."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc as service_wire

from kit.db import Database
from services.players.convert import listing as listing_convert
from services.players.convert import paging, text
from services.players.convert import player as convert
from services.players.service import players


class Listing(service_wire.PlayersServiceServicer):
    """The list and the search."""

    _database: Database

    async def ListPlayers(self, request: wire.ListPlayersRequest, context: Any) -> wire.ListPlayersResponse:
        """A page of players."""
        text.check(request)
        async with self._database.read() as connection:
            page, total, wallets = await players.list_players(
                connection,
                UUID(request.operator_id),
                listing_convert.read_filter(request.filter),
                listing_convert.read_sort(request.sort),
                request.page.cursor,
                request.page.size,
            )
        rows = [
            wire.ListPlayersResponse.Row(
                player=convert.player(player), balances=convert.balances(wallets[player.player_id])
            )
            for player in page.rows
        ]
        return wire.ListPlayersResponse(rows=rows, next_cursor=page.next_cursor, total=paging.total(total))
