"""Who sees what in the list: masked for every role, and never a player of somebody else's."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from daybook.players.v1 import activity_service_pb2, filter_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from daybook.types.v1 import page_pb2

from gateway.domain.roles import ROLES
from kit.auth.actor import Actor, ActorKind, Grant
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import NOON, deposit, placed, registered
from tests.players.integration.conftest import Door

PERSONAL: dict[str, Any] = {
    "first_name": "Benedita",
    "last_name": "Quaresma",
    "email": "benedita.quaresma@mail.example",
    "phone": "+5511987654321",
    "registration_ip": "203.0.113.77",
    "document": player_pb2.Document(type="cpf", number="52998224725"),
    "currency": "BRL",
}
SECRET = ("Benedita", "Quaresma", "benedita.quaresma", "987654321", "203.0.113.77", "52998224725")
SORTS = [sort for sort in filter_pb2.PlayerSort.values() if sort]


async def filled(door: Door) -> str:
    """An operator with the same two people as every other one."""
    operator = await door.operator()
    activities = [
        registered("b1", NOON, **PERSONAL),
        registered("b2", NOON, **PERSONAL),
        deposit("b1", "tx-1", 500),
        placed("b2", "bet-1", 5),
    ]
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=activities)
    results = (await door.as_platform(door.activity.RecordActivity, request)).results
    assert {result.outcome for result in results} == {activity_service_pb2.ActivityResult.OUTCOME_RECORDED}
    return operator


@pytest.fixture(scope="module")
async def operators(door: Door) -> list[str]:
    """Three operators with the same people."""
    return [await filled(door) for _ in range(3)]


def asked(sort: filter_pb2.PlayerSort.ValueType = filter_pb2.PLAYER_SORT_UNSPECIFIED, **wanted: Any) -> dict[str, Any]:
    return {"sort": sort, "filter": filter_pb2.PlayerFilter(**{"currency": "BRL", **wanted})}


async def listed(door: Door, allowed: list[str], request: wire.ListPlayersRequest) -> wire.ListPlayersResponse:
    """As staff who may read the players of these operators."""
    company = str(uuid7())
    grant = Grant(frozenset({"players.read"}), dict.fromkeys(allowed, company), frozenset({company}))
    actor = Actor(ActorKind.STAFF, str(uuid7()), "Test Staff", (grant,), "203.0.113.9")
    answer: wire.ListPlayersResponse = await client.call(
        door.players.ListPlayers, request, door.keys.signer.call_token(actor, "players"), seconds=30
    )
    return answer


@pytest.mark.parametrize("role", ROLES, ids=lambda role: getattr(role, "name", str(role)))
async def test_every_role_reads_masked_or_not_at_all(door: Door, operators: list[str], role: Any) -> None:
    permissions = ROLES[role].permissions
    for sort in SORTS:
        request = wire.ListPlayersRequest(operator_id=operators[0], page=page_pb2.Page(size=1), **asked(sort))
        if "players.read" not in permissions:
            with pytest.raises(DomainError) as refused:
                await door.as_staff(door.players.ListPlayers, request, *permissions)
            assert refused.value.kind is Kind.DENIED
            continue
        answer = await door.as_staff(door.players.ListPlayers, request, *permissions)
        [row] = answer.rows
        shown = row.player
        assert (shown.first_name, shown.last_name) == ("B•••••••", "Q•••••••")
        assert shown.email.endswith("@mail.example")
        assert shown.phone.endswith("21")
        assert shown.document.number.endswith("25")
        assert shown.registration_ip == "203.0.x.x"
        place, dot, counted = answer.next_cursor.partition(".")
        told = str(answer) + base64.urlsafe_b64decode(place + "==").decode() + dot + counted
        assert not [secret for secret in SECRET if secret.casefold() in told.casefold()]


@pytest.mark.parametrize("sort", SORTS)
async def test_a_list_holds_the_players_of_those_it_was_asked_for(
    door: Door, operators: list[str], sort: filter_pb2.PlayerSort.ValueType
) -> None:
    one, two, other = operators
    for mine in ([one], [one, two], [two, one]):
        first, *further = mine
        seen: list[tuple[str, str]] = []
        page = page_pb2.Page(size=1)
        while True:
            request = wire.ListPlayersRequest(operator_id=first, operator_ids=further, page=page, **asked(sort))
            answer = await listed(door, mine, request)
            assert answer.total.count == 2 * len(mine)
            seen += [(row.player.operator_id, row.player.external_id) for row in answer.rows]
            if not answer.next_cursor:
                break
            page.cursor = answer.next_cursor
        assert sorted(seen) == sorted((operator, name) for operator in mine for name in ("b1", "b2"))
    for mixed in ([one, other], [other, one]):
        first, *further = mixed
        with pytest.raises(DomainError) as refused:
            request = wire.ListPlayersRequest(operator_id=first, operator_ids=further, **asked(sort))
            await listed(door, [one, two], request)
        assert refused.value.kind is Kind.DENIED


async def test_nothing_typed_finds_somebody_elses_player(door: Door, operators: list[str]) -> None:
    one, _, other = operators
    theirs = (await listed(door, [other], wire.ListPlayersRequest(operator_id=other, **asked()))).rows
    ids = [row.player.player_id for row in theirs]
    typed = ["b1", "tx-1", "bet-1", "benedita", PERSONAL["email"], PERSONAL["phone"], "52998224725", "203.0.113.77"]
    for query in (*typed, *ids):
        answer = await listed(door, [one], wire.ListPlayersRequest(operator_id=one, **asked(query=query)))
        assert {row.player.operator_id for row in answer.rows} == (set() if query in ids else {one})
    for wanted in ({"player_ids": ids}, {"email": PERSONAL["email"]}, {"document": "52998224725"}):
        answer = await listed(door, [one], wire.ListPlayersRequest(operator_id=one, **asked(**wanted)))
        assert {row.player.operator_id for row in answer.rows} == (set() if "player_ids" in wanted else {one})
