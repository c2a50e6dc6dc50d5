"""FiguresService: what figures need of players beside announced activity."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from daybook.players.v1 import figures_service_pb2 as wire
from daybook.players.v1 import figures_service_pb2_grpc as service_wire

from kit.clock import Clock
from kit.db import Database
from services.players import events
from services.players.convert import figures as convert
from services.players.convert import paging, text, times
from services.players.domain.figures import Announced
from services.players.service.figures import bets, replay, standings

_SENT_AT_ONCE: Final = 500  # activities


class Figures(service_wire.FiguresServiceServicer):
    """How operators stand, the bets behind figures, and the history to count again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._histories = database.with_settings(replay.READING, pool_size=2)
        self._clock = clock

    async def GetStandings(self, request: wire.GetStandingsRequest, context: Any) -> wire.GetStandingsResponse:
        """How operators stand, or stood."""
        at = times.read(request.at, "at") if request.HasField("at") else None
        since = times.read(request.history_from, "history_from") if request.HasField("history_from") else None
        async with self._database.read() as connection:
            stood = await standings.look_up(
                connection, [UUID(one) for one in request.operator_ids], at, since, self._clock
            )
        return wire.GetStandingsResponse(
            standings=[convert.standing(one) for one in stood.standings],
            history=[convert.standing(one) for one in stood.history],
        )

    async def ListFigureBets(self, request: wire.ListFigureBetsRequest, context: Any) -> wire.ListFigureBetsResponse:
        """A page of the bets behind a figure."""
        text.check(request)
        async with self._database.read() as connection:
            page, total = await bets.list_bets(
                connection,
                UUID(request.operator_id),
                convert.read_bets(request),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListFigureBetsResponse(
            bets=[convert.figure_bet(one) for one in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def NamePlayers(self, request: wire.NamePlayersRequest, context: Any) -> wire.NamePlayersResponse:
        """What players are called."""
        async with self._database.read() as connection:
            named = await bets.name(
                connection,
                [UUID(one) for one in request.operator_ids],
                [(UUID(one.operator_id), UUID(one.player_id)) for one in request.players],
            )
        return wire.NamePlayersResponse(names=[convert.name(one) for one in named])

    async def ReplayActivity(
        self, request: wire.ReplayActivityRequest, context: Any
    ) -> AsyncIterator[wire.ReplayActivityResponse]:
        """All that figures count, from one moment."""
        async with self._histories.unit_of_work() as uow:
            async for part in replay.history(uow.connection, UUID(request.operator_id)):
                if isinstance(part, Announced):
                    yield convert.announced(part)
                    continue
                for start in range(0, len(part), _SENT_AT_ONCE):
                    yield events.replayed(part[start : start + _SENT_AT_ONCE])
