"""Players: the profile, suspending and reinstating."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from daybook.players.v1 import players_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import players as convert
from gateway.convert.values import timestamp
from gateway.domain.access import Caller
from gateway.models import players as models
from gateway.models.base import Moment
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=f"{PREFIX}/players", tags=["players"], dependencies=SCHEMES)

_READ, _REVEAL, _SUSPEND = "players.read", "players.reveal", "players.suspend"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Suspender = Annotated[Caller, Depends(Requires(_SUSPEND))]


@router.get("/{player_id}")
async def get_player(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    reveal: Annotated[bool, Query(description="personal data in clear; needs players.reveal, and is audited")] = False,
    as_of: Annotated[Moment | None, Query(description="the account as it had been recorded by then")] = None,
) -> models.PlayerProfile:
    """A player with wallets and lifetime totals, now or then; personal data is masked unless revealed."""
    operator = await operator_within(request, caller, _READ, operator_id)
    permissions = [_READ]
    if reveal:
        await operator_within(request, caller, _REVEAL, operator.operator_id)
        permissions.append(_REVEAL)
    asked = pb.GetPlayerRequest(
        operator_id=str(operator.operator_id), player_id=str(player_id), reveal=reveal, as_of=timestamp(as_of)
    )
    actor = actor_for(caller, permissions, [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.players.GetPlayer, asked, actor)
    return convert.profile(answer, masked=not reveal)


@router.post("/{player_id}/suspend")
async def suspend_player(
    player_id: UUID, body: models.StatusChange, caller: Suspender, request: Request, gateway: TheGateway
) -> models.ChangedPlayer:
    """Suspends an active player and ends the open sessions; 409 STALE_REVISION when the player changed meanwhile."""
    operator = await operator_within(request, caller, _SUSPEND, body.operator_id)
    asked = pb.SuspendPlayerRequest(player_id=str(player_id), **convert.status_change(body))
    actor = actor_for(caller, [_SUSPEND], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.players.SuspendPlayer, asked, actor)
    return models.ChangedPlayer(player=convert.player(answer.player, masked=True))


@router.post("/{player_id}/reinstate")
async def reinstate_player(
    player_id: UUID, body: models.StatusChange, caller: Suspender, request: Request, gateway: TheGateway
) -> models.ChangedPlayer:
    """Reinstates a suspended player; 409 STALE_REVISION when the player changed meanwhile."""
    operator = await operator_within(request, caller, _SUSPEND, body.operator_id)
    asked = pb.ReinstatePlayerRequest(player_id=str(player_id), **convert.status_change(body))
    actor = actor_for(caller, [_SUSPEND], [operator])
    answer = await gateway.services.ask(PLAYERS, gateway.services.players.ReinstatePlayer, asked, actor)
    return models.ChangedPlayer(player=convert.player(answer.player, masked=True))
