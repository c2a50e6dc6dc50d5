"""The list of players: who is found by what, in which order, page by page."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2, filter_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from daybook.types.v1 import page_pb2
from sqlalchemy import text

from kit.errors import DomainError
from kit.events import Received
from kit.ids import uuid7
from services.players.consumers import on_activity
from tests.players.building import NOON, placed, registered
from tests.players.integration.conftest import Door

PEOPLE: dict[str, dict[str, Any]] = {
    "p1": {"first_name": "João", "last_name": "da Silva", "username": "Goleiro_10", "email": "joao@mail.example"},
    "p2": {"first_name": "Joana", "last_name": "Müller", "username": "jo-mu", "phone": "+5511988887777"},
    "p3": {"first_name": "Łukasz", "last_name": "Øster", "username": "ŁUKASZ", "country": "PL", "currency": "EUR"},
    "p4": {"first_name": "Ana", "last_name": "Silveira", "username": "p1", "country": "BR"},
    "p5": {"username": "%_%", "country": "BR"},
    "p6": {"username": "дмитрий"},
    "straße": {"username": "Weiß 77"},
}


@pytest.fixture(scope="module")
async def crowd(door: Door) -> str:
    """An operator with people of all sorts, each registered an hour after the one before; some were seen since."""
    operator = await door.operator()
    batch = [
        registered(name, NOON + timedelta(hours=number), **{"currency": "BRL", **facts})
        for number, (name, facts) in enumerate(PEOPLE.items())
    ]
    batch.append(placed("p2", "b", 5, at=NOON + timedelta(days=2)))
    batch.append(placed("p1", "c", 5, at=NOON + timedelta(days=1)))
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=batch)
    results = (await door.as_platform(door.activity.RecordActivity, request)).results
    assert {result.outcome for result in results} == {activity_service_pb2.ActivityResult.OUTCOME_RECORDED}
    return operator


async def find(door: Door, operator: str, **wanted: Any) -> wire.ListPlayersResponse:
    """A page; what is not the page or the order is a condition of the filter."""
    rest = {name: wanted.pop(name) for name in ("sort", "page") if name in wanted}
    request = wire.ListPlayersRequest(operator_id=operator, filter=filter_pb2.PlayerFilter(**wanted), **rest)
    return await door.as_staff(door.players.ListPlayers, request)


async def names(door: Door, operator: str, **wanted: Any) -> list[str]:
    return [row.player.external_id for row in (await find(door, operator, **wanted)).rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("joao", {"p1"}),
        ("JOÃO", {"p1"}),
        ("joa", {"p1", "p2"}),
        ("silv", {"p1", "p4"}),
        ("silva jo", {"p1"}),
        ("muller", {"p2"}),
        ("MÜLL", {"p2"}),
        ("lukasz", {"p3"}),
        ("oster", {"p3"}),
        ("goleiro", {"p1"}),
        ("goleiro_1", {"p1"}),
        ("jo-mu", {"p2"}),
        ("weiss", {"straße"}),
        ("STRASSE", set()),  # an external id is found as it is, in full
        ("straße", {"straße"}),
        ("ДМИ", {"p6"}),
        ("p1", {"p1", "p4"}),  # the id of one, the username of another
        ("joao@mail.example", {"p1"}),
        ("JOAO@MAIL.EXAMPLE", {"p1"}),
        ("+55 11 98888-7777", {"p2"}),
        ("5511988887777", {"p2"}),
        ("%_", {"p5"}),
        ("%", {"p5"}),
        ("_", set()),
        ("silva ana", set()),
        ("nobody", set()),
        ("' OR 1=1 --", set()),
        ("\U0010ffff", set()),
    ],
)
async def test_who_is_found_by_what(door: Door, crowd: str, query: str, found: set[str]) -> None:
    listed = await find(door, crowd, query=query)
    assert {row.player.external_id for row in listed.rows} == found
    assert (listed.total.count, listed.total.approximate) == (len(found), False)


async def test_a_player_is_found_by_our_id(door: Door, crowd: str) -> None:
    [row] = (await find(door, crowd, query="goleiro")).rows
    assert await names(door, crowd, query=row.player.player_id) == ["p1"]
    assert await names(door, crowd, query=row.player.player_id.upper()) == ["p1"]
    assert await names(door, crowd, query=str(uuid7())) == []


async def test_filters_combine(door: Door, crowd: str) -> None:
    assert await names(door, crowd, countries=["PL"]) == ["p3"]
    assert set(await names(door, crowd, countries=["BR"])) == {"p4", "p5"}
    assert await names(door, crowd, countries=["BR"], query="ana") == ["p4"]
    assert await names(door, crowd, currency="EUR") == ["p3"]
    assert await names(door, crowd, statuses=[player_pb2.PLAYER_STATUS_SUSPENDED]) == []
    assert len(await names(door, crowd, statuses=[player_pb2.PLAYER_STATUS_ACTIVE])) == len(PEOPLE)
    with pytest.raises(DomainError) as refused:
        await find(door, crowd, query="a\0b")
    assert list(refused.value.fields) == ["filter.query"]


BY_NAME = ["p5", "p1", "p2", "p3", "p4", "straße", "p6"]
BY_TIME = list(PEOPLE)
BY_SEEN = ["p3", "p4", "p5", "p6", "straße", "p1", "p2"]
ORDERS = {
    filter_pb2.PLAYER_SORT_UNSPECIFIED: BY_TIME[::-1],
    filter_pb2.PLAYER_SORT_REGISTERED_DESC: BY_TIME[::-1],
    filter_pb2.PLAYER_SORT_REGISTERED_ASC: BY_TIME,
    filter_pb2.PLAYER_SORT_LAST_SEEN_ASC: BY_SEEN,
    filter_pb2.PLAYER_SORT_LAST_SEEN_DESC: BY_SEEN[::-1],
    filter_pb2.PLAYER_SORT_USERNAME_ASC: BY_NAME,
    filter_pb2.PLAYER_SORT_USERNAME_DESC: BY_NAME[::-1],
}


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 200])
async def test_pages_in_every_order_give_each_player_once(
    door: Door, crowd: str, sort: wire.PlayerSort.ValueType, size: int
) -> None:
    seen: list[str] = []
    page = page_pb2.Page(size=size)
    while True:
        answer = await find(door, crowd, sort=sort, page=page)
        seen += [row.player.external_id for row in answer.rows]
        if not answer.next_cursor:
            break
        page.cursor = answer.next_cursor
    assert seen == ORDERS[sort]
    assert answer.total.count == len(PEOPLE)


async def test_rows_hold_balances_and_masked_people(door: Door, crowd: str) -> None:
    [row] = (await find(door, crowd, query="goleiro")).rows
    assert [(b.amount.currency, b.amount.minor) for b in row.balances] == [("BRL", -5)]
    assert (row.player.first_name, row.player.last_name) == ("J•••", "d• S••••")
    assert row.player.last_seen_at.ToDatetime(NOON.tzinfo) == NOON + timedelta(days=1)
    [unseen] = (await find(door, crowd, query="ana silveira")).rows
    assert not unseen.player.HasField("last_seen_at")


async def test_paging_is_stable_while_players_register(door: Door) -> None:
    operator = await door.operator()

    async def add(*external_ids: str, hours: int) -> None:
        request = activity_service_pb2.RecordActivityRequest(
            operator_id=operator,
            activities=[registered(name, NOON + timedelta(hours=hours)) for name in external_ids],
        )
        await door.as_platform(door.activity.RecordActivity, request)

    await add(*(f"old{i}" for i in range(6)), hours=0)  # all at the same moment: the id decides
    page, seen = page_pb2.Page(size=2), []
    for number in range(3):
        answer = await find(door, operator, page=page)
        seen += [row.player.external_id for row in answer.rows]
        page.cursor = answer.next_cursor
        await add(f"new{number}", hours=1 + number)
    assert sorted(seen) == [f"old{i}" for i in range(6)]
    assert answer.next_cursor == ""


@pytest.mark.parametrize("by", ["EMAIL", "NAME"])
async def test_a_cursor_says_nothing_of_what_is_masked_and_answers_nothing_about_it(
    door: Door, crowd: str, by: str
) -> None:
    sort = filter_pb2.PlayerSort.Value(f"PLAYER_SORT_{by}_DESC")
    seen, page = [], page_pb2.Page(size=1)
    while True:
        answer = await find(door, crowd, sort=sort, page=page)
        [row] = answer.rows
        seen.append(row.player.external_id)
        if not answer.next_cursor:
            break
        order, *position = json.loads(base64.urlsafe_b64decode(answer.next_cursor.partition(".")[0] + "=="))
        assert position == [row.player.player_id]
        page.cursor = answer.next_cursor
    assert sorted(seen) == sorted(PEOPLE)
    # Nor can one be made up to ask whose value lies before another.
    for guess in (["m", row.player.player_id], [str(uuid7())]):
        forged = base64.urlsafe_b64encode(json.dumps([order, *guess]).encode()).decode()
        with pytest.raises(DomainError) as refused:
            await find(door, crowd, sort=sort, page=page_pb2.Page(size=1, cursor=forged))
        assert refused.value.reason == "BAD_CURSOR"


async def test_a_cursor_of_another_order_is_refused(door: Door, crowd: str) -> None:
    first = await find(door, crowd, page=page_pb2.Page(size=1))
    for cursor in (first.next_cursor, "nonsense", "AAAA"):
        with pytest.raises(DomainError) as refused:
            await find(door, crowd, sort=filter_pb2.PLAYER_SORT_USERNAME_ASC, page=page_pb2.Page(size=1, cursor=cursor))
        assert refused.value.reason == "BAD_CURSOR"


def received(kind: str, payload: bytes) -> Received:
    """An event on the stream of activity."""
    return Received(uuid7(), kind, "/daybook/players/activity/1", 1, "", "daybook.activity", payload, {}, 1)


async def test_who_was_registered_by_the_release_before_comes_into_the_list_with_the_activity(door: Door) -> None:
    operator = await door.operator()
    batch = [registered("new", first_name="Bea"), registered("old", first_name="Áda"), placed("old", "b", 5)]
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=batch)
    await door.as_platform(door.activity.RecordActivity, request)
    [event] = await door.announced(operator)
    told = event.SerializeToString()
    [old] = await door.rows(
        "SELECT player_id FROM players WHERE operator_id = :o AND external_id = 'old'", o=UUID(operator)
    )
    async with door.database.unit_of_work() as uow:  # as that release left it
        for statement in (
            "DELETE FROM standings WHERE operator_id = :o AND player_id = :p",
            "UPDATE players SET name_folded = '' WHERE operator_id = :o AND player_id = :p",
        ):
            await uow.connection.execute(text(statement), {"o": UUID(operator), "p": old.player_id})
    async with door.database.unit_of_work() as uow:  # beside what a release to come tells
        await on_activity(uow, [received("daybook.players.v1.ToCome", b""), received(event.DESCRIPTOR.full_name, told)])
    assert await names(door, operator, sort=filter_pb2.PLAYER_SORT_NAME_ASC) == ["old", "new"]
    [row] = await door.rows("SELECT * FROM standings JOIN players USING (player_id) WHERE external_id = 'old'")
    assert (row.turnover, row.name_folded != "") == (5, True)
