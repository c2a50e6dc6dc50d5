"""PlayersService: what a player did: overview, bets, movements, sessions, linked accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc as service_wire

from kit.clock import Clock
from kit.db import Database
from services.players.convert import history as convert
from services.players.convert import overview as overview_convert
from services.players.convert import paging, text
from services.players.domain.linking import LinkKind
from services.players.service import history


class History(service_wire.PlayersServiceServicer):
    """The pages of one player's history."""

    _database: Database
    _clock: Clock

    async def GetOverview(self, request: wire.GetOverviewRequest, context: Any) -> wire.GetOverviewResponse:
        """What a player did today, in 7 and 30 days and ever."""
        async with self._database.read() as connection:
            found = await history.overview(connection, UUID(request.operator_id), UUID(request.player_id), self._clock)
        return overview_convert.overview(found)

    async def ListBets(self, request: wire.ListBetsRequest, context: Any) -> wire.ListBetsResponse:
        """A page of a player's bets."""
        text.check(request)
        async with self._database.read() as connection:
            page, total = await history.list_bets(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                convert.read_bets(request),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListBetsResponse(
            bets=[convert.bet(bet) for bet in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def GetBet(self, request: wire.GetBetRequest, context: Any) -> wire.GetBetResponse:
        """One bet with its trail."""
        text.check(request)
        async with self._database.read() as connection:
            found = await history.show_bet(
                connection, UUID(request.operator_id), UUID(request.player_id), request.bet_id
            )
        return wire.GetBetResponse(
            bet=convert.bet(found.bet),
            movements=[convert.movement(line) for line in found.movements],
            round=[convert.bet(bet) for bet in found.round],
        )

    async def ListMovements(self, request: wire.ListMovementsRequest, context: Any) -> wire.ListMovementsResponse:
        """A page of a player's ledger."""
        text.check(request)
        async with self._database.read() as connection:
            page, total = await history.list_movements(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                convert.read_movements(request),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListMovementsResponse(
            movements=[convert.movement(movement) for movement in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def CheckLedger(self, request: wire.CheckLedgerRequest, context: Any) -> wire.CheckLedgerResponse:
        """Whether the ledger adds up."""
        async with self._database.unit_of_work() as uow:
            check = await history.check_ledger(
                uow, UUID(request.operator_id), UUID(request.player_id), self._clock, from_start=request.from_start
            )
        return overview_convert.ledger_check(check, self._clock())

    async def ListSessions(self, request: wire.ListSessionsRequest, context: Any) -> wire.ListSessionsResponse:
        """A page of a player's sessions."""
        async with self._database.read() as connection:
            page, total = await history.list_sessions(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.open_only,
                request.page.cursor,
                request.page.size,
            )
        return wire.ListSessionsResponse(
            sessions=[overview_convert.stay(stay) for stay in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def ListLinkedPlayers(
        self, request: wire.ListLinkedPlayersRequest, context: Any
    ) -> wire.ListLinkedPlayersResponse:
        """Players who share something with one."""
        async with self._database.read() as connection:
            found, more = await history.linked(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                LinkKind(request.kind) if request.kind else None,
            )
        return wire.ListLinkedPlayersResponse(players=[overview_convert.linked(one) for one in found], more=more)
