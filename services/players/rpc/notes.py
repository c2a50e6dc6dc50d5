"""CareService: notes about players."""

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
from services.players.convert import paging, text
from services.players.service import notes


class Notes(service_wire.CareServiceServicer):
    """Notes: written, withdrawn, listed."""

    _database: Database
    _clock: Clock

    async def AddNote(self, request: wire.AddNoteRequest, context: Any) -> wire.AddNoteResponse:
        """Writes a note."""
        text.check(request)
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.AddNoteResponse:
            note = await notes.add(
                uow,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.text,
                request.pinned,
                actor,
                request.request_id,
                self._clock,
            )
            return wire.AddNoteResponse(note=convert.note(note, actor.id))

        return await requests.answered(self._database, request, wire.AddNoteResponse, answer)

    async def WithdrawNote(self, request: wire.WithdrawNoteRequest, context: Any) -> wire.WithdrawNoteResponse:
        """Withdraws a note."""
        actor = call.current().actor

        async def answer(uow: UnitOfWork) -> wire.WithdrawNoteResponse:
            note = await notes.withdraw(
                uow,
                UUID(request.operator_id),
                UUID(request.player_id),
                UUID(request.note_id),
                actor,
                request.request_id,
                self._clock,
            )
            return wire.WithdrawNoteResponse(note=convert.note(note, actor.id))

        return await requests.answered(self._database, request, wire.WithdrawNoteResponse, answer)

    async def ListNotes(self, request: wire.ListNotesRequest, context: Any) -> wire.ListNotesResponse:
        """A page of a player's notes."""
        reader = call.current().actor.id
        async with self._database.read() as connection:
            page, total = await notes.page(
                connection,
                UUID(request.operator_id),
                UUID(request.player_id),
                request.withdrawn_too,
                request.page.cursor,
                request.page.size,
            )
        return wire.ListNotesResponse(
            notes=[convert.note(note, reader) for note in page.rows],
            next_cursor=page.next_cursor,
            total=paging.total(total),
        )
