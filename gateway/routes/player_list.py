"""Players: the list and the search, of one brand or several."""

from __future__ import annotations

from typing import Annotated

from daybook.players.v1 import players_service_pb2 as pb
from fastapi import APIRouter, Depends, Query, Request

from gateway.clients import PLAYERS, actor_for
from gateway.container import TheGateway
from gateway.convert import player_list as convert
from gateway.convert.values import page_of_messages, page_request
from gateway.domain.access import Caller
from gateway.models import player_list as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, Requires, operator_within, operators_within
from kit.errors import InvalidField

router = APIRouter(prefix=f"{PREFIX}/players", tags=["players"], dependencies=SCHEMES)

_READ = "players.read"


@router.get("")
async def list_players(
    caller: Annotated[Caller, Depends(Requires(_READ))],
    request: Request,
    gateway: TheGateway,
    asked: Annotated[models.PlayersQuery, Query()],
) -> models.PlayersPage:
    """A page of players; personal data is masked.

    Ranges and orders of money are within one currency: that of the filter, or of the operator when only one is asked.
    """
    if asked.operator_id:
        operators = await operators_within(request, caller, _READ, asked.operator_id)
    else:
        operators = [await operator_within(request, caller, _READ, None)]
    currency = asked.currency
    if not currency and convert.needs_currency(asked, asked.sort):
        if len(operators) > 1:
            raise InvalidField("currency", "is needed to compare money of several operators")
        currency = operators[0].currency
    first, *further = operators
    message = pb.ListPlayersRequest(
        operator_id=str(first.operator_id),
        operator_ids=[str(one.operator_id) for one in further],
        filter=convert.filter_message(asked, currency),
        sort=convert.sort_message(asked.sort),
        page=page_request(asked.cursor, asked.limit),
    )
    actor = actor_for(caller, [_READ], operators)
    answer = await gateway.services.ask(PLAYERS, gateway.services.players.ListPlayers, message, actor)
    page = page_of_messages(map(convert.summary, answer.rows), answer.next_cursor, answer.total)
    return models.PlayersPage(
        items=page.items, next_cursor=page.next_cursor, total=page.total, currency=currency or None
    )
