"""PlayersService: accounts as platforms open and tell them, and as staff see, suspend and reinstate them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as wire
from daybook.players.v1 import players_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import care as care_convert
from services.players.convert import player as convert
from services.players.convert import text, times
from services.players.domain.activity import check_time
from services.players.domain.ban import BanScope
from services.players.domain.player import Player
from services.players.domain.profile import BY_PLATFORM
from services.players.rpc import attempts
from services.players.rpc.history import History
from services.players.rpc.listing import Listing
from services.players.service import listing, players, profiles, sessions
from services.players.service.players import Profile
from services.players.service.revisions import Change


class Players(Listing, History, service_wire.PlayersServiceServicer):
    """Accounts, and the sessions that platforms tell. Lists and histories are in modules of their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._lists = database.with_settings(listing.PLANNING)
        self._clock = clock

    async def RegisterPlayer(self, request: wire.RegisterPlayerRequest, context: Any) -> wire.RegisterPlayerResponse:
        """Registers a player."""
        text.check(request)
        registration = convert.read_registration(request.registration, "registration", self._clock())

        async def work(uow: UnitOfWork) -> tuple[Player, bool]:
            return await players.register(uow, UUID(request.operator_id), registration, self._clock)

        player, created = await attempts.run(self._database, work)
        return wire.RegisterPlayerResponse(player=convert.player(player), created=created)

    async def StartSession(self, request: wire.StartSessionRequest, context: Any) -> wire.StartSessionResponse:
        """Opens a session."""
        text.check(request)
        told = convert.read_start(request, self._clock())
        async with self._database.unit_of_work() as uow:
            session = await sessions.start(uow, UUID(request.operator_id), told, self._clock)
        return wire.StartSessionResponse(session=convert.session(session))

    async def EndSession(self, request: wire.EndSessionRequest, context: Any) -> wire.EndSessionResponse:
        """Ends a session."""
        text.check(request)
        ended_at = None
        if request.HasField("ended_at"):
            ended_at = times.read(request.ended_at, "ended_at")
            check_time(ended_at, self._clock(), "ended_at")
        async with self._database.unit_of_work() as uow:
            session = await sessions.end(uow, UUID(request.operator_id), request.session_id, ended_at, self._clock)
        return wire.EndSessionResponse(session=convert.session(session))

    async def GetPlayer(self, request: wire.GetPlayerRequest, context: Any) -> wire.GetPlayerResponse:
        """One player; in clear when asked and permitted."""
        operator_id, player_id = UUID(request.operator_id), UUID(request.player_id)
        present, at = call.current(), None
        if request.HasField("as_of"):
            at = times.read(request.as_of, "as_of")
            check_time(at, self._clock(), "as_of")
        if request.reveal:
            async with self._database.unit_of_work() as uow:
                profile = await players.reveal(
                    uow, operator_id, player_id, at, present.actor, present.request_id, self._clock
                )
            present.revealed = True
        else:
            async with self._database.read() as connection:
                if at is None:
                    profile = await players.profile(connection, operator_id, player_id)
                else:
                    profile = await players.profile_at(connection, operator_id, player_id, at)
        return _profile(profile)

    async def FindPlayer(self, request: wire.FindPlayerRequest, context: Any) -> wire.FindPlayerResponse:
        """A player by the platform's id."""
        text.check(request)
        async with self._database.read() as connection:
            player, wallets = await profiles.find(connection, UUID(request.operator_id), request.external_id)
        return wire.FindPlayerResponse(player=convert.player(player), balances=convert.balances(wallets))

    async def UpdatePlayer(self, request: wire.UpdatePlayerRequest, context: Any) -> wire.UpdatePlayerResponse:
        """Changes what a platform tells."""
        text.check(request)
        told = care_convert.read_update(request.update, request.update_mask, BY_PLATFORM, self._clock())
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.UpdatePlayerResponse:
            player = await profiles.update(
                uow,
                UUID(request.operator_id),
                request.external_id,
                told,
                actor,
                request.request_id,
                self._clock,
            )
            return wire.UpdatePlayerResponse(player=convert.player(player))

        return await requests.answered(self._database, request, wire.UpdatePlayerResponse, answer)

    async def CheckAccess(self, request: wire.CheckAccessRequest, context: Any) -> wire.CheckAccessResponse:
        """What a player may do."""
        text.check(request)
        async with self._database.read() as connection:
            access = await profiles.access(
                connection, UUID(request.operator_id), request.external_id, request.ip, self._clock
            )
        return wire.CheckAccessResponse(
            log_in=care_convert.verdict(access.denials[BanScope.LOG_IN]),
            play=care_convert.verdict(access.denials[BanScope.PLAY]),
            deposit=care_convert.verdict(access.denials[BanScope.DEPOSIT]),
            withdraw=care_convert.verdict(access.denials[BanScope.WITHDRAW]),
            revision=access.revision,
            notice=access.notice,
        )

    async def SuspendPlayer(self, request: wire.SuspendPlayerRequest, context: Any) -> wire.SuspendPlayerResponse:
        """Suspends a player."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.SuspendPlayerResponse:
            player = await players.suspend(uow, _change(request), actor, self._clock)
            return wire.SuspendPlayerResponse(player=convert.player(player))

        return await requests.answered(self._database, request, wire.SuspendPlayerResponse, answer)

    async def ReinstatePlayer(self, request: wire.ReinstatePlayerRequest, context: Any) -> wire.ReinstatePlayerResponse:
        """Reinstates a player."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.ReinstatePlayerResponse:
            player = await players.reinstate(uow, _change(request), actor, self._clock)
            return wire.ReinstatePlayerResponse(player=convert.player(player))

        return await requests.answered(self._database, request, wire.ReinstatePlayerResponse, answer)


def _change(request: wire.SuspendPlayerRequest | wire.ReinstatePlayerRequest) -> Change:
    return Change(
        UUID(request.operator_id), UUID(request.player_id), request.reason, request.revision, request.request_id
    )


def _profile(profile: Profile) -> wire.GetPlayerResponse:
    return wire.GetPlayerResponse(
        player=convert.player(profile.player),
        balances=convert.balances(profile.wallets),
        totals=convert.totals(profile.wallets),
        open_sessions=profile.open_sessions,
    )
