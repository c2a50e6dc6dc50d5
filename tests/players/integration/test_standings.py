"""How operators stand agrees with what is stored of their players, whoever counts and whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import figures_service_pb2 as wire
from daybook.players.v1 import filter_pb2
from daybook.players.v1 import players_service_pb2 as players_wire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.db import is_outage
from kit.errors import DomainError
from kit.rpc import client
from services.players.domain.figures import quarter_of
from services.players.service.figures import standings
from services.players.standings import Standings
from tests.players.building import (
    adjusted,
    bonus,
    cancelled,
    deposit,
    paid,
    placed,
    registered,
    requested,
    reversed_,
    settled,
    voided,
    withdrawal,
)
from tests.players.integration.conftest import Door
from tests.players.recording import record
from tests.players.ticketing import Support
from tests.polling import until

KEEP = timedelta(days=400)


def keeper(door: Door) -> Standings:
    return Standings(door.database, 0.1, KEEP)


async def standing(door: Door, operator: str, **asked: Any) -> wire.GetStandingsResponse:
    request = wire.GetStandingsRequest(operator_ids=[operator], **asked)
    token = door.keys.staff("players", operator, "metrics.read")
    found: wire.GetStandingsResponse = await client.call(door.figures.GetStandings, request, token, seconds=10)
    return found


def money(amounts: Any) -> dict[str, int]:
    return {one.currency: one.minor for one in amounts}


async def naive(door: Door, operator: str) -> dict[str, int]:
    """The sums of balances, from the ledger itself."""
    rows = await door.rows(
        "SELECT currency, sum(amount) AS held FROM movements WHERE operator_id = :o GROUP BY currency", o=UUID(operator)
    )
    return {row.currency: int(row.held) for row in rows if row.held}


async def test_an_operator_stands_as_its_players_do(door: Door) -> None:
    operator = await door.operator()
    await record(
        door,
        operator,
        *(registered(name) for name in ("ana", "bia", "caio")),
        registered("dora", currency="USD"),
        deposit("ana", "d1", 10_000),
        deposit("bia", "d2", 500),
        deposit("dora", "d3", 700, currency="USD"),
        placed("ana", "b1", 1_000, 2_500),
        placed("bia", "b2", 400),
        requested("ana", "w1", 3_000),
        requested("ana", "w2", 200),
        requested("dora", "w3", 100, currency="USD"),
        paid("ana", "w2"),
    )
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    assert found.players == 4
    assert money(found.balances) == {"BRL": 10_000 - 1_000 + 2_500 - 3_200 + 500 - 400, "USD": 600}
    assert found.pending_withdrawals == 2
    assert money(found.pending_withdrawn) == {"BRL": 3_000, "USD": 100}
    assert (found.open_tickets, found.overdue_tickets, found.excluded_players, found.online_now) == (0, 0, 0, 0)

    await record(door, operator, cancelled("ana", "w1"), withdrawal("bia", "w4", 100), voided("bia", "b2"))
    await record(door, operator, registered("eva"), reversed_("ana", "d1"), bonus("eva", "x", 30))
    await keeper(door).refresh()
    [later] = (await standing(door, operator)).standings
    assert later.players == 5
    assert money(later.balances) == await naive(door, operator)
    assert money(later.pending_withdrawn) == {"USD": 100}
    assert later.as_of.ToDatetime(UTC) > found.as_of.ToDatetime(UTC)


async def test_online_are_those_whom_the_list_calls_online(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, *(registered(name) for name in ("ana", "bia", "caio")))
    for number, name in enumerate(("ana", "ana", "bia", "caio")):
        start = players_wire.StartSessionRequest(operator_id=operator, session_id=f"s{number}", player_external_id=name)
        await door.as_platform(door.players.StartSession, start)
    end = players_wire.EndSessionRequest(operator_id=operator, session_id="s2")
    await door.as_platform(door.players.EndSession, end)
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    listed = await door.as_staff(
        door.players.ListPlayers,
        players_wire.ListPlayersRequest(operator_id=operator, filter=filter_pb2.PlayerFilter(online=True)),
    )
    assert found.online_now == listed.total.count == len(listed.rows) == 2
    assert found.HasField("last_activity_at")


async def test_tickets_and_exclusions_are_counted_as_their_lists_do(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, *(registered(name) for name in ("ana", "bia", "caio")))
    support = Support(door, operator, "")
    for number in range(3):
        await support.open(subject=f"ticket {number}")
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text(
                "UPDATE tickets SET due_at = '2024-01-01Z' WHERE operator_id = :o AND ticket_id ="
                " (SELECT min(ticket_id::text)::uuid FROM tickets WHERE operator_id = :o)"
            ),
            {"o": UUID(operator)},
        )
        await uow.connection.execute(
            text(
                "UPDATE players SET excluded_since = now() - interval '1 day', excluded_until ="
                " CASE external_id WHEN 'ana' THEN now() + interval '1 day' WHEN 'bia' THEN now() END"
                " WHERE operator_id = :o AND external_id <> 'dora'"
            ),
            {"o": UUID(operator)},
        )
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    assert (found.open_tickets, found.overdue_tickets) == (3, 1)
    assert found.excluded_players == 2


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("deposit", "bet", "bet", "win", "void", "reverse", "ask", "pay", "cancel", "bonus", "adjust")),
        st.integers(0, 3),
        st.integers(0, 5),
        st.integers(1, 10_000),
        st.sampled_from(("BRL", "USD", "BTC")),
    ),
    min_size=1,
    max_size=40,
)


def activity(what: str, name: str, number: int, minor: int, currency: str) -> Any:
    """One activity; many of them are refused or repeat others."""
    kinds: dict[str, Any] = {
        "deposit": lambda: deposit(name, f"d{number}", minor, currency=currency),
        "bet": lambda: placed(name, f"b{number}", minor, minor // 2 if minor % 2 else None, currency=currency),
        "win": lambda: settled(name, f"b{number}", minor, currency=currency),
        "void": lambda: voided(name, f"b{number}"),
        "reverse": lambda: reversed_(name, f"d{number}"),
        "ask": lambda: requested(name, f"w{number}", minor, currency=currency),
        "pay": lambda: paid(name, f"w{number}"),
        "cancel": lambda: cancelled(name, f"w{number}"),
        "bonus": lambda: bonus(name, f"c{number}", minor, currency=currency),
        "adjust": lambda: adjusted(name, f"a{number}", minor if minor % 3 else -minor, currency=currency),
    }
    return kinds[what]()


def batches(acts: list[tuple[str, int, int, int, str]]) -> list[list[Any]]:
    """Activities of several players in batches of up to seven."""
    made = [activity(what, f"p{who}", *rest) for what, who, *rest in acts]
    return [made[start : start + 7] for start in range(0, len(made), 7)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, seed=st.integers(0, 1_000))
async def test_balances_are_the_wallets_at_every_moment(door: Door, acts: Any, seed: int) -> None:
    operator = await door.operator()
    await record(door, operator, *(registered(f"p{who}") for who in range(4)))
    chance, told, done = random.Random(seed), batches(acts), asyncio.Event()

    async def tell() -> None:
        for batch in told:
            await record(door, operator, *batch)
        done.set()

    async def look() -> None:
        """At one moment, what was counted and the news since are what the wallets hold."""
        while not done.is_set():
            if chance.random() < 0.5:
                await keeper(door).refresh()
            [row] = await door.rows(
                "SELECT (SELECT coalesce(jsonb_object_agg(currency, held), '{}') FROM ("
                "  SELECT currency, sum(held) AS held FROM ("
                "    SELECT key AS currency, value::bigint AS held FROM operator_standings, jsonb_each_text(balances)"
                "    WHERE operator_id = :o"
                "    UNION ALL SELECT currency, balance FROM operator_news WHERE operator_id = :o"
                "  ) AS parts GROUP BY currency HAVING sum(held) <> 0) AS sums) AS followed,"
                " (SELECT coalesce(jsonb_object_agg(currency, held), '{}') FROM ("
                "  SELECT currency, sum(balance) AS held FROM wallets WHERE operator_id = :o"
                "  GROUP BY currency HAVING sum(balance) <> 0) AS sums) AS stored,"
                " (SELECT counted_at FROM operator_standings WHERE operator_id = :o) AS counted_at",
                o=UUID(operator),
            )
            assert row.counted_at is None or row.followed == row.stored

    await asyncio.gather(tell(), look())
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    assert money(found.balances) == await naive(door, operator)
    pending = await door.rows(
        "SELECT currency, sum(pending_withdrawals) AS held FROM wallets WHERE operator_id = :o GROUP BY currency",
        o=UUID(operator),
    )
    assert money(found.pending_withdrawn) == {row.currency: int(row.held) for row in pending if row.held}
    assert await door.rows("SELECT 1 FROM operator_news WHERE operator_id = :o", o=UUID(operator)) == []


async def test_two_that_count_at_once_count_once(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"))
    await keeper(door).refresh()
    for number in range(20):
        await record(door, operator, deposit("ana", f"d{number}", 100))
        outcomes = await asyncio.gather(*(keeper(door).refresh() for _ in range(3)), return_exceptions=True)
        for failed in outcomes:
            assert failed is None or (isinstance(failed, DBAPIError) and is_outage(failed))
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    assert money(found.balances) == {"BRL": 2_000}


async def test_one_of_several_processes_counts_and_another_takes_over(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"))
    stops = [asyncio.Event() for _ in range(2)]
    runs = [asyncio.create_task(keeper(door).run(stop)) for stop in stops]

    async def holds(minor: int) -> bool:
        found = (await standing(door, operator)).standings
        return bool(found) and money(found[0].balances) == {"BRL": minor}

    try:
        await record(door, operator, deposit("ana", "d1", 100))
        await until(lambda: holds(100))
        for stop, run in zip(stops, runs, strict=True):
            if run is runs[-1]:
                break
            stop.set()
            await run
        await record(door, operator, deposit("ana", "d2", 50))
        await until(lambda: holds(150))
    finally:
        for stop in stops:
            stop.set()
        await asyncio.gather(*runs)


async def test_what_changed_without_news_is_found_when_all_is_counted_again(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"), deposit("ana", "d1", 100))
    await keeper(door).refresh()
    async with door.database.unit_of_work() as uow:
        await uow.connection.execute(
            text("UPDATE wallets SET balance = 70 WHERE operator_id = :o"), {"o": UUID(operator)}
        )
        await uow.connection.execute(
            text("UPDATE operator_standings SET counted_at = now() - interval '7 hours' WHERE operator_id = :o"),
            {"o": UUID(operator)},
        )
    await keeper(door).refresh()
    [found] = (await standing(door, operator)).standings
    assert money(found.balances) == {"BRL": 70}
    assert "changed without news" in caplog.text


async def test_quarters_are_kept_once_and_found_by_time(door: Door) -> None:
    operator = await door.operator()
    await record(door, operator, registered("ana"), deposit("ana", "d1", 100))
    first = keeper(door)
    await first.refresh()
    [now] = (await standing(door, operator)).standings
    as_of = now.as_of.ToDatetime(UTC)
    await record(door, operator, deposit("ana", "d2", 100))
    await first.refresh()
    await keeper(door).refresh()  # another process: the quarter is kept already
    rows = await door.rows("SELECT at, as_of, balances FROM operator_quarters WHERE operator_id = :o", o=UUID(operator))
    assert [row.balances for row in rows if row.at == quarter_of(as_of)] == [{"BRL": 100}]

    quarter = quarter_of(as_of)
    async with door.database.unit_of_work() as uow:
        for number in (1, 2, 8):
            await uow.connection.execute(
                text(
                    "INSERT INTO operator_quarters SELECT operator_id, :at, :at, players + :n, balances, online_now,"
                    " pending_withdrawals, pending_withdrawn, open_tickets, overdue_tickets, excluded_players,"
                    " last_activity_at FROM operator_standings WHERE operator_id = :o"
                ),
                {"o": UUID(operator), "at": quarter - number * timedelta(minutes=15), "n": number},
            )
    at = quarter - timedelta(minutes=20)
    found = await standing(door, operator, at=at, history_from=at - timedelta(hours=3))
    assert [one.players for one in found.standings] == [3]
    assert [one.players for one in found.history] == [9, 3]
    assert not (await standing(door, operator, at=quarter - timedelta(hours=3))).standings
    history = (await standing(door, operator, history_from=quarter - timedelta(hours=1))).history
    assert [one.players for one in history][:2] == [3, 2]

    async with door.database.unit_of_work() as uow:
        await standings.keep_quarter(uow, quarter, timedelta(minutes=20))
    left = await door.rows("SELECT at FROM operator_quarters WHERE operator_id = :o ORDER BY at", o=UUID(operator))
    assert left[0].at == quarter - timedelta(minutes=15)


async def test_a_history_without_bounds_is_refused(door: Door) -> None:
    operator = await door.operator()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for since in (at + timedelta(minutes=1), at - timedelta(days=32)):
        with pytest.raises(DomainError) as refused:
            await standing(door, operator, at=at, history_from=since)
        assert "history_from" in refused.value.fields


async def test_nobody_sees_how_another_operator_stands(door: Door) -> None:
    mine, other = await door.operator(), await door.operator()
    await keeper(door).refresh()
    token = door.keys.staff("players", mine, "metrics.read")
    with pytest.raises(DomainError) as refused:
        request = wire.GetStandingsRequest(operator_ids=[mine, other])
        await client.call(door.figures.GetStandings, request, token, seconds=10)
    assert refused.value.reason == "PERMISSION_DENIED"
    assert [one.operator_id for one in (await standing(door, mine)).standings] == [mine]
