"""Players: what they did: overview, bets, balance history and its check, sessions, linked accounts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from daybook.players.v1 import player_pb2
from daybook.players.v1 import players_service_pb2 as pb
from fastapi import APIRouter, Depends, Path, Query, Request

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import player_history as convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import player_history as models
from gateway.models.base import Moment, Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, OperatorId, Requires, operator_within

router = APIRouter(prefix=f"{PREFIX}/players", tags=["player history"], dependencies=SCHEMES)

_READ = "players.read"
Reader = Annotated[Caller, Depends(Requires(_READ))]
Currency = Annotated[str, Query(pattern="^([A-Z0-9]{3,5})?$")]
Text = Annotated[str, Query(max_length=128)]
Amount = Annotated[str | None, Query(max_length=32, pattern=r"^[0-9]+(\.[0-9]+)?$", examples=["250.00"])]
From = Annotated[Moment | None, Query(alias="from", description="at or after")]
Until = Annotated[Moment | None, Query(description="before")]


@router.get("/{player_id}/overview")
async def get_overview(
    player_id: UUID, caller: Reader, request: Request, gateway: TheGateway, operator_id: OperatorId = None
) -> models.Overview:
    """What a player did today, in 7 and 30 business days and ever, by day, and the favourite games."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.GetOverviewRequest(operator_id=str(operator.operator_id), player_id=str(player_id))
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    return convert.overview(await services.ask(PLAYERS, services.players.GetOverview, asked, actor))


@router.get("/{player_id}/bets")
async def list_bets(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    status: Annotated[models.BetStatus | None, Query()] = None,
    game: Text = "",
    provider: Text = "",
    currency: Currency = "",
    from_: From = None,
    until: Until = None,
    stake_min: Amount = None,
    stake_max: Amount = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Bet]:
    """A player's bets, newest first by when they were placed.

    What is rare among very many bets is looked for some of them at a time: a page may then be short, or empty, and
    still have a next one.
    """
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListBetsRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id),
        status=convert.BET_STATUS[status] if status else player_pb2.BET_STATUS_UNSPECIFIED,
        placed=convert.span(from_, until),
        game=game,
        provider=provider,
        currency=currency,
        stake=convert.stakes(stake_min, stake_max, currency),
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.players.ListBets, asked, actor)
    return page_of_messages(map(convert.bet, answer.bets), answer.next_cursor, answer.total)


@router.get("/{player_id}/bets/{bet_id:path}")
async def get_bet(
    player_id: UUID,
    bet_id: Annotated[str, Path(min_length=1, max_length=128, description="the platform's id, whatever it holds")],
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
) -> models.BetTrail:
    """One bet with everything that it moved, and the other bets of its round."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.GetBetRequest(operator_id=str(operator.operator_id), player_id=str(player_id), bet_id=bet_id)
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    return convert.bet_trail(await services.ask(PLAYERS, services.players.GetBet, asked, actor))


@router.get("/{player_id}/balance-history")
async def list_movements(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    currency: Currency = "",
    kind: Annotated[list[models.MovementKind] | None, Query(max_length=20, description="any of these")] = None,
    from_: From = None,
    until: Until = None,
    reference: Annotated[str, Query(max_length=128, description="the platform's id behind a line, in full")] = "",
    movement_id: Annotated[str, Query(pattern="^([1-9][0-9]{0,17})?$", description="this line alone")] = "",
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Movement]:
    """A player's balance history, newest first; `from` and `until` are of when a line was recorded."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListMovementsRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id),
        currency=currency,
        kinds=[convert.MOVEMENT_KIND[one] for one in dict.fromkeys(kind or ())],
        recorded=convert.span(from_, until),
        reference=reference,
        movement_id=movement_id,
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.players.ListMovements, asked, actor)
    return page_of_messages(map(convert.movement, answer.movements), answer.next_cursor, answer.total)


@router.get("/{player_id}/ledger-check")
async def check_ledger(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    from_start: Annotated[bool, Query(description="begin with the first movement, whatever was checked")] = False,
) -> models.LedgerCheck:
    """Whether each wallet is the sum of its movements. It goes on where it had come to: ask again until complete."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.CheckLedgerRequest(
        operator_id=str(operator.operator_id), player_id=str(player_id), from_start=from_start
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    return convert.ledger_check(await services.ask(PLAYERS, services.players.CheckLedger, asked, actor))


@router.get("/{player_id}/sessions")
async def list_sessions(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    open_only: Annotated[bool, Query(description="only those that have not ended")] = False,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.PlayerSession]:
    """A player's sessions, newest first; addresses are masked."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListSessionsRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id),
        open_only=open_only,
        page=page_request(cursor, limit),
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    answer = await services.ask(PLAYERS, services.players.ListSessions, asked, actor)
    return page_of_messages(map(convert.session, answer.sessions), answer.next_cursor, answer.total)


@router.get("/{player_id}/linked")
async def list_linked(
    player_id: UUID,
    caller: Reader,
    request: Request,
    gateway: TheGateway,
    operator_id: OperatorId = None,
    kind: Annotated[models.LinkKind | None, Query(description="only links of this kind")] = None,
) -> models.LinkedPlayers:
    """Other players with the same device, address, document or payment instrument, the strongest links first."""
    operator = await operator_within(request, caller, _READ, operator_id)
    asked = pb.ListLinkedPlayersRequest(
        operator_id=str(operator.operator_id),
        player_id=str(player_id),
        kind=convert.LINK_KIND[kind] if kind else pb.LINK_KIND_UNSPECIFIED,
    )
    services, actor = gateway.services, actor_for(caller, [_READ], [operator])
    return convert.linked(await services.ask(PLAYERS, services.players.ListLinkedPlayers, asked, actor))
