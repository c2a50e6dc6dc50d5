"""PlayersService: what a player did: bets, movements, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc as service_wire

from kit.db import Database
from services.players.convert import history as history_convert
from services.players.convert import paging
from services.players.convert import player as convert
from services.players.service import players, sessions


class History(service_wire.PlayersServiceServicer):
    """The pages of one player's history."""

    _database: Database

    async def ListBets(self, request: wire.ListBetsRequest, context: Any) -> wire.ListBetsResponse:
        """A page of a player's bets."""
        async with self._database.read() as connection:
            page, total = await players.list_bets(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                history_convert.read_bet_status(request.status),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListBetsResponse(
            bets=[history_convert.bet(bet) for bet in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def ListMovements(self, request: wire.ListMovementsRequest, context: Any) -> wire.ListMovementsResponse:
        """A page of a player's ledger."""
        async with self._database.read() as connection:
            page, total = await players.list_movements(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.currency,
                history_convert.read_movement_kind(request.kinds[0]) if request.kinds else None,
                request.page.cursor,
                request.page.size,
            )
        return wire.ListMovementsResponse(
            movements=[history_convert.movement(movement) for movement in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def ListSessions(self, request: wire.ListSessionsRequest, context: Any) -> wire.ListSessionsResponse:
        """A page of a player's sessions."""
        async with self._database.read() as connection:
            page, total = await sessions.list_sessions(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListSessionsResponse(
            sessions=[convert.session(session) for session in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )
