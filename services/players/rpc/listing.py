"""PlayersService: the list of players."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc as service_wire

from kit.db import Database
from services.players.convert import listing as convert
from services.players.convert import paging, text
from services.players.service import listing


class Listing(service_wire.PlayersServiceServicer):
    """The list and the search."""

    # Its sessions plan for lists.
    _lists: Database

    async def ListPlayers(self, request: wire.ListPlayersRequest, context: Any) -> wire.ListPlayersResponse:
        """A page of players."""
        text.check(request)
        operators = {UUID(one): None for one in [request.operator_id, *request.operator_ids]}
        wanted, order = convert.read_filter(request.filter), convert.read_order(request.sort)
        async with self._lists.read() as connection:
            page = await listing.page(
                connection, list(operators), wanted, order, request.page.cursor, request.page.size
            )
        return wire.ListPlayersResponse(
            rows=[convert.row(listed) for listed in page.players],
            next_cursor=page.next_cursor,
            total=paging.total(page.total),
        )
