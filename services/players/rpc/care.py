"""CareService: what staff do to an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from daybook.players.v1 import care_service_pb2 as wire
from daybook.players.v1 import care_service_pb2_grpc as service_wire

from kit import requests
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.rpc import call
from services.players.convert import care as convert
from services.players.convert import paging, text, times
from services.players.convert import player as player_convert
from services.players.domain.profile import BY_STAFF
from services.players.rpc.notes import Notes
from services.players.service import bans, care, profiles, revisions
from services.players.service.revisions import Change


class Care(Notes, service_wire.CareServiceServicer):
    """Edits, bans, sessions, tags. Notes are in a module of their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def EditPlayer(self, request: wire.EditPlayerRequest, context: Any) -> wire.EditPlayerResponse:
        """Corrects a profile."""
        text.check(request)
        told = convert.read_update(request.update, request.update_mask, BY_STAFF, self._clock())
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.EditPlayerResponse:
            player = await profiles.edit(uow, _change(request), told, actor, self._clock)
            return wire.EditPlayerResponse(player=player_convert.player(player))

        return await requests.answered(self._database, request, wire.EditPlayerResponse, answer)

    async def BanPlayer(self, request: wire.BanPlayerRequest, context: Any) -> wire.BanPlayerResponse:
        """Bans a player."""
        text.check(request)
        scopes, expires_at = convert.read_scopes(request.scopes), None
        if request.HasField("expires_at"):
            expires_at = times.read(request.expires_at, "expires_at")
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.BanPlayerResponse:
            player = await bans.place(uow, _change(request), scopes, expires_at, actor, self._clock)
            return wire.BanPlayerResponse(player=player_convert.player(player))

        return await requests.answered(self._database, request, wire.BanPlayerResponse, answer)

    async def LiftBan(self, request: wire.LiftBanRequest, context: Any) -> wire.LiftBanResponse:
        """Lifts bans."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.LiftBanResponse:
            scopes = convert.read_scopes(request.scopes)
            player = await bans.lift(uow, _change(request), scopes, actor, self._clock)
            return wire.LiftBanResponse(player=player_convert.player(player))

        return await requests.answered(self._database, request, wire.LiftBanResponse, answer)

    async def ListBans(self, request: wire.ListBansRequest, context: Any) -> wire.ListBansResponse:
        """A page of a player's bans."""
        async with self._database.read() as connection:
            page, total = await bans.page(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListBansResponse(
            bans=[player_convert.ban(ban) for ban in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )

    async def EndPlayerSessions(
        self, request: wire.EndPlayerSessionsRequest, context: Any
    ) -> wire.EndPlayerSessionsResponse:
        """Ends open sessions."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.EndPlayerSessionsResponse:
            ended = await care.end_sessions(uow, _change(request), request.session_id, actor, self._clock)
            return wire.EndPlayerSessionsResponse(ended=ended)

        return await requests.answered(self._database, request, wire.EndPlayerSessionsResponse, answer)

    async def ResetTwoFactor(self, request: wire.ResetTwoFactorRequest, context: Any) -> wire.ResetTwoFactorResponse:
        """Asks the platform to take the second factor away."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.ResetTwoFactorResponse:
            player = await care.reset_two_factor(uow, _change(request), actor, self._clock)
            return wire.ResetTwoFactorResponse(player=player_convert.player(player))

        return await requests.answered(self._database, request, wire.ResetTwoFactorResponse, answer)

    async def TagPlayer(self, request: wire.TagPlayerRequest, context: Any) -> wire.TagPlayerResponse:
        """Puts tags on and takes others off."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.TagPlayerResponse:
            player = await care.tag(uow, _change(request), request.add, request.remove, actor, self._clock)
            return wire.TagPlayerResponse(player=player_convert.player(player))

        return await requests.answered(self._database, request, wire.TagPlayerResponse, answer)

    async def ListTags(self, request: wire.ListTagsRequest, context: Any) -> wire.ListTagsResponse:
        """The tags in use."""
        async with self._database.read() as connection:
            tags = await care.tags_in_use(connection, UUID(request.operator_id))
        return wire.ListTagsResponse(tags=[convert.tag(tag) for tag in tags])

    async def ListRevisions(self, request: wire.ListRevisionsRequest, context: Any) -> wire.ListRevisionsResponse:
        """A page of a player's changes."""
        async with self._database.read() as connection:
            page, total = await revisions.page(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.page.cursor,
                request.page.size,
            )
        return wire.ListRevisionsResponse(
            revisions=[convert.revision(revision) for revision in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )


def _change(request: Any) -> Change:
    """What the requests of this service have in common; not all give a reason or a revision."""
    fields = request.DESCRIPTOR.fields_by_name
    return Change(
        UUID(request.operator_id),
        UUID(request.player_id),
        request.reason if "reason" in fields else "",
        request.revision if "revision" in fields else None,
        request.request_id,
    )
