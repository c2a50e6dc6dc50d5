"""Players: what staff do to an account: edit, ban, end sessions, tag and note; and the history of all that."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from daybook.players.v1 import care_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import player_care as convert
from gateway.convert import players as players_convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import player_care as models
from gateway.models.base import Page
from gateway.models.players import ChangedPlayer
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=f"{PREFIX}/players", tags=["player care"], dependencies=SCHEMES)

_READ, _UPDATE, _SUSPEND = "players.read", "players.update", "players.suspend"
_SESSIONS, _SECURITY, _TAG, _NOTE = "players.sessions", "players.security", "players.tag", "players.note"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Editor = Annotated[Caller, Depends(Requires(_UPDATE))]
Suspender = Annotated[Caller, Depends(Requires(_SUSPEND))]
Ender = Annotated[Caller, Depends(Requires(_SESSIONS))]
Resetter = Annotated[Caller, Depends(Requires(_SECURITY))]
Tagger = Annotated[Caller, Depends(Requires(_TAG))]
Writer = Annotated[Caller, Depends(Requires(_NOTE))]


@router.get("/tags")
async def list_tags(
    caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.TagsInUse:
    """The tags in use at an operator, most used first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListTagsRequest(operator_id=str(operator.operator_id))
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    return convert.tags(await services.ask(PLAYERS, services.care.ListTags, asked, actor))


@router.patch("/{player_id}")
async def edit_player(
    player_id: UUID, body: models.PlayerEdit, caller: Editor, request: Request, gateway: TheGateway
) -> ChangedPlayer:
    """Corrects a profile; 409 STALE_REVISION names what changed meanwhile, by whom and when."""
    operator = await operator_within(request, caller, _UPDATE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_UPDATE], [operator])
    answer = await services.ask(PLAYERS, services.care.EditPlayer, convert.edit(player_id, body), actor)
    return ChangedPlayer(player=players_convert.player(answer.player, masked=True))


@router.post("/{player_id}/ban")
async def ban_player(
    player_id: UUID, body: models.BanOrder, caller: Suspender, request: Request, gateway: TheGateway
) -> ChangedPlayer:
    """Bans a player from what the scopes name; a ban from logging in ends the open sessions."""
    operator = await operator_within(request, caller, _SUSPEND, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_SUSPEND], [operator])
    answer = await services.ask(PLAYERS, services.care.BanPlayer, convert.ban_order(player_id, body), actor)
    return ChangedPlayer(player=players_convert.player(answer.player, masked=True))


@router.post("/{player_id}/lift-ban")
async def lift_ban(
    player_id: UUID, body: models.BanLift, caller: Suspender, request: Request, gateway: TheGateway
) -> ChangedPlayer:
    """Lifts the bans in force of the scopes named."""
    operator = await operator_within(request, caller, _SUSPEND, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_SUSPEND], [operator])
    answer = await services.ask(PLAYERS, services.care.LiftBan, convert.ban_lift(player_id, body), actor)
    return ChangedPlayer(player=players_convert.player(answer.player, masked=True))


@router.get("/{player_id}/bans")
async def list_bans(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Ban]:
    """All bans of a player, in force or over, newest first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListBansRequest(
        operator_id=str(operator.operator_id), player_id=str(player_id), page=page_request(cursor, limit)
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.care.ListBans, asked, actor)
    return page_of_messages(map(convert.ban, answer.bans), answer.next_cursor, answer.total)


@router.post("/{player_id}/end-sessions")
async def end_sessions(
    player_id: UUID, body: models.SessionsEnd, caller: Ender, request: Request, gateway: TheGateway
) -> models.EndedSessions:
    """Ends one open session of a player, or all."""
    operator = await operator_within(request, caller, _SESSIONS, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_SESSIONS], [operator])
    asked = convert.sessions_end(player_id, body)
    answer = await services.ask(PLAYERS, services.care.EndPlayerSessions, asked, actor)
    return models.EndedSessions(ended=answer.ended)


@router.post("/{player_id}/reset-two-factor")
async def reset_two_factor(
    player_id: UUID, body: models.TwoFactorReset, caller: Resetter, request: Request, gateway: TheGateway
) -> ChangedPlayer:
    """Asks the platform to take the player's second factor away."""
    operator = await operator_within(request, caller, _SECURITY, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_SECURITY], [operator])
    asked = convert.two_factor_reset(player_id, body)
    answer = await services.ask(PLAYERS, services.care.ResetTwoFactor, asked, actor)
    return ChangedPlayer(player=players_convert.player(answer.player, masked=True))


@router.post("/{player_id}/tags")
async def tag_player(
    player_id: UUID, body: models.TagChange, caller: Tagger, request: Request, gateway: TheGateway
) -> ChangedPlayer:
    """Puts tags on a player and takes others off; needs no revision, as tags commute."""
    operator = await operator_within(request, caller, _TAG, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_TAG], [operator])
    answer = await services.ask(PLAYERS, services.care.TagPlayer, convert.tag_change(player_id, body), actor)
    return ChangedPlayer(player=players_convert.player(answer.player, masked=True))


@router.get("/{player_id}/notes")
async def list_notes(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    withdrawn: Annotated[bool, Query(description="withdrawn ones too")] = False,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Note]:
    """A player's notes, pinned ones first, then newest first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListNotesRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id),
        withdrawn_too=withdrawn,
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.care.ListNotes, asked, actor)
    return page_of_messages(map(convert.note, answer.notes), answer.next_cursor, answer.total)


@router.post("/{player_id}/notes")
async def add_note(
    player_id: UUID, body: models.NewNote, caller: Writer, request: Request, gateway: TheGateway
) -> models.Note:
    """Writes a note, for staff only."""
    operator = await operator_within(request, caller, _NOTE, body.operator_id)
    services, actor = gateway.services, actor_for(caller, [_NOTE], [operator])
    answer = await services.ask(PLAYERS, services.care.AddNote, convert.new_note(player_id, body), actor)
    return convert.note(answer.note)


@router.post("/{player_id}/notes/{note_id}/withdraw")
async def withdraw_note(
    player_id: UUID,
    note_id: UUID,
    body: models.NoteWithdrawal,
    caller: Writer,
    request: Request,
    gateway: TheGateway,
) -> models.Note:
    """Withdraws a note: one's own, or any for who may suspend players."""
    operator = await operator_within(request, caller, _NOTE, body.operator_id)
    permissions = [_NOTE, *([_SUSPEND] if caller.may(_SUSPEND, operator) else [])]
    services, actor = gateway.services, actor_for(caller, permissions, [operator])
    asked = convert.note_withdrawal(player_id, note_id, body)
    answer = await services.ask(PLAYERS, services.care.WithdrawNote, asked, actor)
    return convert.note(answer.note)


@router.get("/{player_id}/revisions")
async def list_revisions(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Revision]:
    """A player's changes, newest first: the moments that an as-of view can be asked for."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListRevisionsRequest(
        operator_id=str(operator.operator_id), player_id=str(player_id), page=page_request(cursor, limit)
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.care.ListRevisions, asked, actor)
    return page_of_messages(map(convert.revision, answer.revisions), answer.next_cursor, answer.total)
