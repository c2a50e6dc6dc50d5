"""The bets behind a figure: all of them once, by either time, whatever the page and however late they were settled."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from daybook.players.v1 import figures_service_pb2 as wire
from daybook.types.v1 import page_pb2

from kit.errors import BadCursor, DomainError, InvalidField
from tests.players.building import placed, registered, settled, voided
from tests.players.integration.conftest import Door
from tests.players.recording import record

PLACED, SETTLED = wire.FIGURE_BASIS_PLACED, wire.FIGURE_BASIS_SETTLED
BEGIN = datetime(2026, 2, 20, tzinfo=UTC)
DAY = timedelta(days=1)


async def pages(
    door: Door, operator: str, basis: Any, since: datetime, until: datetime, size: int = 7, **asked: Any
) -> tuple[list[wire.FigureBet], page_pb2.Total]:
    """All bets, page by page, and the last total."""
    found: list[wire.FigureBet] = []
    cursor = ""
    while True:
        request = wire.ListFigureBetsRequest(
            operator_id=operator,
            basis=basis,
            until=until,
            page=page_pb2.Page(size=size, cursor=cursor),
            **asked,
            **{"from": since},
        )
        answer = await door.as_staff(door.figures.ListFigureBets, request)
        found += list(answer.bets)
        cursor = answer.next_cursor
        if not cursor:
            return found, answer.total


async def operator_with_bets(door: Door) -> tuple[str, list[dict[str, Any]]]:
    """An operator whose players bet over forty days, some bets settled late, some voided."""
    operator, chance = await door.operator(), random.Random(7)
    await record(
        door, operator, *(registered(f"p{n}", at=BEGIN - DAY, country=["BR", "PT", ""][n % 3]) for n in range(6))
    )
    bets: list[dict[str, Any]] = []
    told = []
    for number in range(300):
        at = BEGIN + timedelta(seconds=chance.randrange(40 * 86_400))
        took = chance.choice((0, 60, 86_400, 9 * 86_400, 20 * 86_400, None))
        bet = {
            "id": f"b{number}",
            "player": f"p{chance.randrange(6)}",
            "placed": at,
            "settled": None if took is None else at + timedelta(seconds=took),
            "voided": chance.random() < 0.15,
            "game": chance.choice(("crash", "dice")),
            "currency": chance.choice(("BRL", "USD")),
        }
        bets.append(bet)
        told.append(placed(bet["player"], bet["id"], 10, at=at, game=bet["game"], currency=bet["currency"]))
    ends = [settled(b["player"], b["id"], 5, at=b["settled"], currency=b["currency"]) for b in bets if b["settled"]]
    voids = [voided(b["player"], b["id"], at=b["placed"] + 30 * DAY) for b in bets if b["voided"]]
    await record(door, operator, *told)
    await record(door, operator, *ends)
    await record(door, operator, *voids)
    return operator, bets


@pytest.mark.parametrize("basis", [PLACED, SETTLED])
async def test_every_bet_is_listed_once_in_order(door: Door, basis: Any) -> None:
    operator, bets = await operator_with_bets(door)
    time = "placed" if basis == PLACED else "settled"
    stretches = [(BEGIN + 3 * DAY, BEGIN + 33 * DAY), (BEGIN + 12 * DAY, BEGIN + 13 * DAY)]
    for since, until in stretches:
        for asked in ({}, {"game": "crash"}, {"currency": "USD"}, {"country": "BR"}, {"country": ""}):
            expected = {
                b["id"]
                for b in bets
                if not b["voided"]
                and b[time] is not None
                and since <= b[time] < until
                and asked.get("game") in (None, b["game"])
                and asked.get("currency") in (None, b["currency"])
                and asked.get("country") in (None, ["BR", "PT", ""][int(b["player"][1:]) % 3])
            }
            found, total = await pages(door, operator, basis, since, until, **asked)
            assert len(found) == len(expected)
            assert {one.bet.bet_id for one in found} == expected
            moments = [getattr(one.bet, f"{time}_at").ToDatetime(UTC) for one in found]
            assert moments == sorted(moments)
            if until - since <= DAY:
                assert (total.count, total.approximate) == (len(expected), False)
            assert {one.username for one in found} <= {b["player"] for b in bets}


async def test_the_bets_of_one_player(door: Door) -> None:
    operator, _ = await operator_with_bets(door)
    found, _ = await pages(door, operator, SETTLED, BEGIN, BEGIN + 32 * DAY)
    mine = next(one for one in found if one.player_external_id == "p1")
    listed, total = await pages(door, operator, SETTLED, BEGIN, BEGIN + 32 * DAY, player_id=mine.player_id)
    assert {one.player_external_id for one in listed} == {"p1"}
    assert total.count == len(listed) == sum(one.player_external_id == "p1" for one in found)


async def test_bounds_and_cursors_are_checked(door: Door) -> None:
    operator = await door.operator()
    for since, until in ((BEGIN, BEGIN), (BEGIN, BEGIN + 33 * DAY)):
        with pytest.raises(DomainError) as refused:
            await pages(door, operator, PLACED, since, until)
        assert "until" in refused.value.fields
    for fault in ({"player_id": "nobody"}, {"page": page_pb2.Page(cursor="forged")}):
        request = wire.ListFigureBetsRequest(
            operator_id=operator, basis=PLACED, until=BEGIN + DAY, **{"from": BEGIN}, **fault
        )
        with pytest.raises((InvalidField, BadCursor, DomainError)):
            await door.as_staff(door.figures.ListFigureBets, request)
    request = wire.ListFigureBetsRequest(operator_id=operator, basis=PLACED, until=BEGIN + DAY, **{"from": BEGIN})
    with pytest.raises(DomainError) as denied:
        await door.as_staff(door.figures.ListFigureBets, request, "metrics.read")
    assert denied.value.reason == "PERMISSION_DENIED"


async def test_players_of_other_operators_have_no_name(door: Door) -> None:
    mine, other = await door.operator(), await door.operator()
    await record(door, mine, registered("ana", username="Ana"))
    await record(door, other, registered("bia", username="Bia"))
    rows = {row.external_id: row for row in await door.rows("SELECT operator_id, player_id, external_id FROM players")}
    wanted = [
        wire.NamePlayersRequest.Player(operator_id=str(row.operator_id), player_id=str(row.player_id))
        for row in (rows["ana"], rows["bia"])
    ]
    request = wire.NamePlayersRequest(operator_ids=[mine], players=wanted)
    token = door.keys.staff("players", mine, "players.read")
    answer = await door.figures.NamePlayers(request, metadata=(("authorization", f"Bearer {token}"),))
    assert [(one.username, one.external_id) for one in answer.names] == [("Ana", "ana")]
