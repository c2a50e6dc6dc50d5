"""FiguresService: what figures need of players beside announced activity."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import figures_service_pb2 as wire
from daybook.players.v1 import figures_service_pb2_grpc as service_wire

from kit.clock import Clock
from kit.db import Database
from services.players.convert import figures as convert
from services.players.convert import times
from services.players.service.figures import standings


class Figures(service_wire.FiguresServiceServicer):
    """How operators stand."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
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
