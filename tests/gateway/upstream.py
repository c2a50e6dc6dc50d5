"""Players, metrics and audit as far as the gateway needs them: the contracts behind the kit's real server stages.

Who calls with which token is checked as in the real services; what they answer is set by the test.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from daybook.audit.v1 import audit_service_pb2, audit_service_pb2_grpc
from daybook.metrics.v1 import (
    explain_service_pb2_grpc,
    metrics_service_pb2,
    metrics_service_pb2_grpc,
    rebuild_service_pb2_grpc,
    reports_service_pb2_grpc,
    rules_service_pb2_grpc,
)
from daybook.players.v1 import (
    figures_service_pb2,
    figures_service_pb2_grpc,
    player_pb2,
    players_service_pb2,
    players_service_pb2_grpc,
)
from daybook.types.v1 import money_pb2
from pydantic import SecretStr

from kit.auth.actor import Actor
from kit.auth.tokens import Verifier
from kit.errors import DomainError
from kit.rpc import call
from kit.rpc.server import GrpcServer
from kit.settings import ServiceSettings
from tests.conftest import Keys


@dataclass
class Heard:
    """A call as a service got it."""

    request: Any
    actor: Actor
    request_id: str


@dataclass
class Answers:
    """What the services answer, and what they were asked."""

    heard: list[Heard] = field(default_factory=list)
    failure: DomainError | None = None
    player: player_pb2.Player = field(default_factory=player_pb2.Player)
    bets: list[player_pb2.Bet] = field(default_factory=list)
    movements: list[player_pb2.Movement] = field(default_factory=list)
    dashboard: metrics_service_pb2.GetDashboardResponse = field(
        default_factory=metrics_service_pb2.GetDashboardResponse
    )
    compared: metrics_service_pb2.CompareOperatorsResponse = field(
        default_factory=metrics_service_pb2.CompareOperatorsResponse
    )
    standings: list[figures_service_pb2.Standing] = field(default_factory=list)
    top: metrics_service_pb2.ListTopPlayersResponse = field(default_factory=metrics_service_pb2.ListTopPlayersResponse)
    dimensions: metrics_service_pb2.GetDimensionsResponse = field(
        default_factory=metrics_service_pb2.GetDimensionsResponse
    )
    names: list[figures_service_pb2.NamePlayersResponse.Name] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    entries: list[audit_service_pb2.Entry] = field(default_factory=list)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    version: int = 0
    watching: int = 0

    def hear(self, request: Any) -> None:
        """Notes a call, and fails it when the test wants that."""
        present = call.current()
        self.heard.append(Heard(request, present.actor, present.request_id))
        if self.failure is not None:
            raise self.failure

    async def move(self) -> None:
        """Tells all watchers that figures moved."""
        async with self.moved:
            self.version += 1
            self.moved.notify_all()


class Players(players_service_pb2_grpc.PlayersServiceServicer):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def ListPlayers(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        response = players_service_pb2.ListPlayersResponse(next_cursor="more")
        response.rows.add(player=self._answers.player).balances.add().amount.CopyFrom(
            _money(123_456, self._answers.player.currency)
        )
        response.total.count = 1
        return response

    async def GetPlayer(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        call.current().revealed = request.reveal
        response = players_service_pb2.GetPlayerResponse(player=self._answers.player, open_sessions=2)
        response.balances.add().amount.CopyFrom(_money(-5, self._answers.player.currency))
        response.totals.add(currency=self._answers.player.currency, deposits=100, ggr=-250, bets=3)
        return response

    async def ListBets(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return players_service_pb2.ListBetsResponse(bets=self._answers.bets)

    async def ListMovements(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return players_service_pb2.ListMovementsResponse(movements=self._answers.movements)

    async def ListSessions(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return players_service_pb2.ListSessionsResponse(
            sessions=[player_pb2.Session(session_id="s1", ip="203.0.113.7", device="phone")]
        )

    async def SuspendPlayer(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return players_service_pb2.SuspendPlayerResponse(player=self._answers.player)

    async def ReinstatePlayer(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return players_service_pb2.ReinstatePlayerResponse(player=self._answers.player)


class Metrics(metrics_service_pb2_grpc.MetricsServiceServicer):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def GetDashboard(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return self._answers.dashboard

    async def CompareOperators(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return self._answers.compared

    async def ListTopPlayers(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return self._answers.top

    async def GetDimensions(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return self._answers.dimensions

    async def WatchFigures(self, request: Any, context: Any) -> AsyncIterator[Any]:
        self._answers.hear(request)
        self._answers.watching += 1
        try:
            seen = -1
            while True:
                async with self._answers.moved:
                    await self._answers.moved.wait_for(lambda last=seen: self._answers.version > last)
                    seen = self._answers.version
                for operator_id in request.operator_ids:
                    yield metrics_service_pb2.WatchFiguresResponse(operator_id=operator_id)
        finally:
            self._answers.watching -= 1


class Figures(figures_service_pb2_grpc.FiguresServiceServicer):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def GetStandings(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return figures_service_pb2.GetStandingsResponse(standings=self._answers.standings)

    async def NamePlayers(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return figures_service_pb2.NamePlayersResponse(names=self._answers.names)

    async def ListFigureBets(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return self._answers.told["ListFigureBets"]


class Told:
    """A service of which every method answers what the test has told for its name."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        async def method(request: Any, context: Any) -> Any:
            self._answers.hear(request)
            return self._answers.told[name]

        return method


class Audit(audit_service_pb2_grpc.AuditServiceServicer):
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def ListEntries(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        entries = self._answers.entries
        return audit_service_pb2.ListEntriesResponse(entries=entries, change_counts=[2] * len(entries))

    async def GetEntry(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        return audit_service_pb2.GetEntryResponse(entry=self._answers.entries[0], raw=b"raw", leaf_hash=b"\x01\x02")

    async def GetCheckpoint(self, request: Any, context: Any) -> Any:
        self._answers.hear(request)
        response = audit_service_pb2.GetCheckpointResponse(size=3, root_hash=b"\xff", signed_note="note\n")
        response.open_gaps.add(source="/daybook/players/1", expected_seq=4, parked=2)
        return response


class Upstream:
    """The three servers, each on a port of its own."""

    def __init__(self, keys: Keys) -> None:
        self.answers = Answers()
        self._keys = keys
        self.servers: dict[str, GrpcServer] = {}

    async def start(self) -> None:
        """Starts those that do not run, each on the port it had before."""
        for name, servicers in self._servicers().items():
            if name not in self.servers:
                await self.start_one(name, servicers)

    async def start_one(self, name: str, servicers: Sequence[Any], port: int = 0) -> None:
        """Starts one server."""
        settings = ServiceSettings(
            database_url=SecretStr("unused"),
            nats_url=SecretStr("unused"),
            actor_public_keys=self._keys.public_keys_file,
            listen=f"127.0.0.1:{port}",
        )
        server = GrpcServer(settings, Verifier(name, self._keys.public_keys), servicers)
        await server.start()
        self.servers[name] = server

    async def restart(self, name: str) -> None:
        """Stops a server at once and starts it again on its port."""
        port = self.servers[name].port
        await self.stop_one(name)
        await self.start_one(name, self._servicers()[name], port)

    async def stop_one(self, name: str) -> None:
        """Stops a server without waiting for its calls."""
        await self.servers.pop(name)._server.stop(0)

    async def stop(self) -> None:
        """Stops all."""
        for name in list(self.servers):
            await self.stop_one(name)

    def address(self, name: str) -> str:
        """Where a service is."""
        return f"127.0.0.1:{self.servers[name].port}"

    def _servicers(self) -> dict[str, list[Any]]:
        answers = self.answers
        players, metrics = "daybook.players.v1", "daybook.metrics.v1"
        return {
            "players": [
                (
                    players_service_pb2_grpc.add_PlayersServiceServicer_to_server,
                    Players(answers),
                    f"{players}.PlayersService",
                ),
                (
                    figures_service_pb2_grpc.add_FiguresServiceServicer_to_server,
                    Figures(answers),
                    f"{players}.FiguresService",
                ),
            ],
            "metrics": [
                (
                    metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server,
                    Metrics(answers),
                    f"{metrics}.MetricsService",
                ),
                (
                    explain_service_pb2_grpc.add_ExplainServiceServicer_to_server,
                    Told(answers),
                    f"{metrics}.ExplainService",
                ),
                (
                    reports_service_pb2_grpc.add_ReportsServiceServicer_to_server,
                    Told(answers),
                    f"{metrics}.ReportsService",
                ),
                (
                    rebuild_service_pb2_grpc.add_RebuildServiceServicer_to_server,
                    Told(answers),
                    f"{metrics}.RebuildService",
                ),
                (rules_service_pb2_grpc.add_RulesServiceServicer_to_server, Told(answers), f"{metrics}.RulesService"),
            ],
            "audit": [
                (
                    audit_service_pb2_grpc.add_AuditServiceServicer_to_server,
                    Audit(answers),
                    "daybook.audit.v1.AuditService",
                ),
            ],
        }


def _money(minor: int, currency: str) -> Any:
    return money_pb2.Money(minor=minor, currency=currency)
