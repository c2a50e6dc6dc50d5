"""Routes that ask other services: what is asked with which token, how answers and failures come out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from daybook.audit.v1 import audit_service_pb2
from daybook.metrics.v1 import metrics_service_pb2 as metrics_pb
from daybook.players.v1 import player_pb2
from daybook.types.v1 import action_pb2
from google.type import date_pb2

from gateway.domain.directory import Operator
from kit.errors import DomainError, Kind
from kit.ids import uuid7
from tests.gateway.backoffice import Backoffice, problem


class Stale(DomainError):
    """The player changed meanwhile."""

    kind = Kind.CONFLICT
    reason = "STALE_REVISION"


class BadPage(DomainError):
    """The cursor does not belong to this list."""

    kind = Kind.INVALID
    reason = "BAD_CURSOR"


def player(brand: Operator) -> player_pb2.Player:
    one = player_pb2.Player(
        operator_id=str(brand.operator_id),
        player_id=str(uuid7()),
        external_id="ext-1",
        username="ana",
        first_name="Ana",
        last_name="Souza",
        email="ana@mail.example",
        phone="+5511999998888",
        country="BR",
        currency="BRL",
        status=player_pb2.PLAYER_STATUS_SUSPENDED,
        revision=7,
    )
    one.date_of_birth.CopyFrom(date_pb2.Date(year=1990, month=2, day=3))
    one.registered_at.FromDatetime(datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    one.suspension.reason = "chargeback"
    return one


async def test_a_call_carries_the_caller_and_only_what_it_needs(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    sister = await backoffice.gateway.directory.create_operator(
        backoffice.owner, brand.company_id, "sister", "UTC", "BRL"
    )
    backoffice.answers.player = player(brand)
    params = {"operator_id": str(brand.operator_id), "q": "an", "status": "suspended", "sort": "-username", "limit": 3}
    answer = await admin.get("/players", params=params, headers={"x-request-id": "request-77"})
    assert answer.status_code == 200, answer.text
    (heard,) = backoffice.answers.heard
    assert heard.actor.name == "Ana Souza"
    assert heard.actor.ip == "127.0.0.1"
    assert heard.actor.session_id
    assert heard.request_id == "request-77"
    assert heard.actor.may("players.read", str(brand.operator_id))
    assert heard.actor.company_of(str(brand.operator_id)) == str(brand.company_id)
    assert not heard.actor.may("players.read", str(sister.operator_id))
    assert not heard.actor.holds("players.suspend")
    assert not heard.actor.holds("players.reveal")
    asked = heard.request
    assert (asked.filter.query, list(asked.filter.statuses), asked.sort, asked.page.size) == ("an", [2], 6, 3)

    (row,) = answer.json()["items"]
    assert row["name"] == "A•• S••••"
    assert row["email"] == "a••@mail.example"
    assert row["status"] == "suspended"
    assert row["registered_at"] == "2026-01-02T03:04:05.678901Z"
    assert row["last_seen_at"] is None
    assert row["balances"] == [{"amount": "1234.56", "currency": "BRL"}]
    assert answer.json()["next_cursor"] == "more"


async def test_a_profile_is_masked_unless_revealed_which_needs_the_permission(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.player = player(brand)
    address = f"/players/{backoffice.answers.player.player_id}"
    params = {"operator_id": str(brand.operator_id)}
    masked = (await admin.get(address, params=params)).json()
    assert masked["player"]["masked"] is True
    assert masked["player"]["phone"].endswith("88")
    assert masked["player"]["date_of_birth"] is None
    assert masked["player"]["suspension"]["reason"] == "chargeback"
    assert masked["balances"] == [
        {"currency": "BRL", "amount": {"amount": "-0.05", "currency": "BRL"}, "updated_at": None}
    ]
    assert masked["totals"][0] | {"deposits": "1.00", "ggr": "-2.50", "bets": 3} == masked["totals"][0]
    assert masked["open_sessions"] == 2
    clear = (await admin.get(address, params={**params, "reveal": "true"})).json()
    assert clear["player"]["masked"] is False
    assert clear["player"]["email"] == "ana@mail.example"
    assert clear["player"]["date_of_birth"] == "1990-02-03"
    assert backoffice.answers.heard[-1].actor.holds("players.reveal")
    manager = (await backoffice.signed_in("operator-manager", brand.company_id)).browser
    problem(await manager.get(address, params={**params, "reveal": "true"}), 403, "PERMISSION_DENIED")
    assert (await manager.get(address, params=params)).status_code == 200


async def test_suspending_passes_the_revision_and_the_reason_and_tells_a_stale_one(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.player = player(brand)
    body = {
        "operator_id": str(brand.operator_id),
        "reason": "chargeback",
        "revision": 6,
        "request_id": str(uuid4()),
    }
    for verb in ("suspend", "reinstate"):
        answer = await admin.post(f"/players/{uuid4()}/{verb}", json=body)
        assert answer.json()["player"]["revision"] == 7, answer.text
        heard = backoffice.answers.heard[-1]
        assert (heard.request.reason, heard.request.revision) == ("chargeback", 6)
        assert heard.request.request_id == body["request_id"]
        assert heard.actor.holds("players.suspend")
    found = problem(await admin.post(f"/players/{uuid4()}/suspend", json={**body, "reason": ""}), 422, "INVALID_FIELD")
    assert [one["field"] for one in found["errors"]] == ["reason"]
    backoffice.answers.failure = Stale()
    found = problem(await admin.post(f"/players/{uuid4()}/suspend", json=body), 409, "STALE_REVISION")
    assert found["detail"] == "The player changed meanwhile."


async def test_a_service_names_the_field_as_it_is_called_here(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.failure = BadPage(fields={"page.cursor": "is not a cursor of this list"})
    params = {"operator_id": str(brand.operator_id), "cursor": "x"}
    found = problem(await admin.get("/players", params=params), 422, "BAD_CURSOR")
    assert found["errors"] == [{"field": "cursor", "message": "is not a cursor of this list"}]


async def test_a_service_that_is_down_is_a_503_and_status_says_which(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    port = backoffice.upstream.servers["players"].port
    await backoffice.upstream.stop_one("players")
    try:
        answer = await admin.get("/players", params={"operator_id": str(brand.operator_id)})
        problem(answer, 503, "SERVICE_UNAVAILABLE")
        assert answer.headers["retry-after"]
        status = (await admin.get("/status")).json()
        assert {one["name"]: one["up"] for one in status["services"]} == {
            "gateway": True,
            "players": False,
            "metrics": True,
            "audit": True,
        }
        assert status["version"] == "1.2.3-test"
    finally:
        await backoffice.upstream.start_one("players", backoffice.upstream._servicers()["players"], port)


async def test_the_dashboard(backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator) -> None:
    backoffice.answers.dashboard = answer = metrics_pb.GetDashboardResponse(
        to=date_pb2.Date(year=2026, month=11, day=20),
        previous_from=date_pb2.Date(year=2026, month=11, day=18),
        previous_to=date_pb2.Date(year=2026, month=11, day=18),
        interval=metrics_pb.INTERVAL_DAY,
        **{"from": date_pb2.Date(year=2026, month=11, day=20)},
    )
    answer.figures.add(metric=metrics_pb.METRIC_TURNOVER, currency="BRL", value=2**53 + 1, previous=5)
    answer.figures.add(metric=metrics_pb.METRIC_GGR, currency="BTC", value=-1)
    answer.figures.add(metric=metrics_pb.METRIC_BETS, value=12, previous=3)
    series = answer.series.add(metric=metrics_pb.METRIC_TURNOVER, currency="BRL")
    series.points.add(at="2026-11-20", value=150)
    game = {"game": "crash", "provider": "p", "currency": "BRL"}
    answer.top_games.add(**game, payouts=97, settled_stakes=100, bets=2)
    answer.top_games.add(**game)
    answer.top_regions.add(country="BR", currency="BRL", turnover=100, active_players=1)
    answer.ngr_rules.add(operator_id=str(brand.operator_id), version=1, formula="GGR - bonus cost")
    answer.freshness.last_recorded_at.FromDatetime(datetime(2026, 11, 20, 12, tzinfo=UTC))
    answer.freshness.last_counted_at.FromDatetime(datetime(2026, 11, 20, 12, 0, 1, 500_000, tzinfo=UTC))
    params = {"operator_id": str(brand.operator_id), "from": "2026-11-20", "to": "2026-11-20"}
    got = (await admin.get("/dashboard", params=params)).json()
    tiles = {(tile["metric"], tile.get("currency")): tile for tile in got["tiles"]}
    assert tiles["turnover", "BRL"] == {
        "metric": "turnover",
        "kind": "money",
        "value": "90071992547409.93",
        "previous": "0.05",
        "currency": "BRL",
    }
    assert tiles["ggr", "BTC"]["value"] == "-0.00000001"
    assert tiles["bets", None] == {"metric": "bets", "kind": "count", "value": 12, "previous": 3}
    assert {metric for metric, _ in tiles} == {"turnover", "ggr", "bets", "online_now"}
    assert got["series"][0]["points"] == [{"at": "2026-11-20", "value": "1.50"}]
    assert [one["rtp"] for one in got["top_games"]] == ["0.9700", None]
    assert (got["from"], got["previous_to"], got["timezone"]) == ("2026-11-20", "2026-11-18", None)
    assert got["ngr_rule"]["operators"] == [str(brand.operator_id)]
    assert got["freshness"] == {
        "last_activity_at": None,
        "last_recorded_at": "2026-11-20T12:00:00.000000Z",
        "lag_seconds": 1.5,
    }
    found = problem(await admin.get("/dashboard?from=2026-13-01&operator_id=x"), 422, "INVALID_FIELD")
    assert {one["field"] for one in found["errors"]} == {"from", "to", "operator_id"}


async def test_a_dashboard_of_two_hundred_operators_fits_one_call(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    brands = [await backoffice.operator(company) for _ in range(200)]
    admin = await backoffice.api_key(company, "analyst")
    backoffice.answers.dashboard = metrics_pb.GetDashboardResponse(
        to=_DAY, previous_from=_DAY, previous_to=_DAY, **{"from": _DAY}
    )
    params: dict[str, Any] = {"from": "2026-11-20", "to": "2026-11-20"}
    answer = await admin.get("/dashboard", params=params)
    assert answer.status_code == 200, answer.text
    assert len(backoffice.answers.heard[-1].request.operator_ids) == 200
    params["operator_id"] = [str(brand.operator_id) for brand in brands] + [str(uuid4())]
    problem(await admin.get("/dashboard", params=params), 422, "TOO_WIDE")


_DAY = date_pb2.Date(year=2026, month=11, day=20)


async def test_audit_entries_of_everything_within_reach(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    action = action_pb2.PrivilegedAction(
        action="player.suspend",
        actor=action_pb2.Actor(kind=action_pb2.Actor.KIND_API_KEY, id="k", name="script"),
        operator_id=str(brand.operator_id),
        outcome=action_pb2.OUTCOME_SUCCEEDED,
        schema_version=1,
    )
    change = action.changes.add(path="status")
    change.after.string_value = "suspended"
    action.changes.add(path="revision").after.number_value = 3
    backoffice.answers.entries = [
        audit_service_pb2.Entry(event_id=str(uuid7()), index=4, action=action, source="/daybook/players/1")
    ]
    params = {"from": "2026-11-20T00:00:00Z", "outcome": "refused", "action": "player.suspend"}
    (row,) = (await admin.get("/audit/events", params=params)).json()["items"]
    assert (row["seq"], row["change_count"], row["outcome"]) == (4, 2, "succeeded")
    assert (row["actor"]["kind"], row["company_id"]) == ("api_key", None)
    heard = backoffice.answers.heard[-1]
    assert list(heard.request.scope.company_ids) == [str(brand.company_id)]
    assert heard.request.outcome == action_pb2.OUTCOME_REFUSED
    assert getattr(heard.request, "from").seconds == 1_795_132_800
    assert not heard.actor.may("audit.read", str(brand.operator_id))
    detail = (await admin.get(f"/audit/events/{uuid4()}")).json()
    assert json.dumps(detail["changes"][1]["after"]) == "3"
    assert detail["changes"][0] == {"path": "status", "before": None, "after": "suspended", "sensitive": False}
    assert (detail["raw"], detail["leaf_hash"], detail["leaf_index"]) == ("cmF3", "0102", 4)
    checkpoint = (await admin.get("/audit/checkpoint")).json()
    assert checkpoint["open_gaps"] == [{"source": "/daybook/players/1", "expected_seq": 4, "parked": 2}]
    assert (checkpoint["root_hash"], checkpoint["signed_at"]) == ("ff", None)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_a_moment_outside_the_calendar_is_a_wrong_field(
    backoffice: Backoffice, admin: httpx.AsyncClient, moment: str
) -> None:
    answer = await admin.get("/audit/events", params={"from": moment})
    assert problem(answer, 422, "INVALID_FIELD")["errors"][0]["field"] == "from"


async def test_an_owner_reads_the_entries_of_no_company_too(backoffice: Backoffice) -> None:
    company = await backoffice.company()
    owner = (await backoffice.signed_in("root")).browser
    params = {"company_id": str(company.company_id)}
    assert (await owner.get("/audit/events", params=params)).status_code == 200
    assert list(backoffice.answers.heard[-1].request.scope.operator_ids) == []
    assert (await owner.get("/audit/events")).status_code == 200
    assert str(UUID(int=0)) in backoffice.answers.heard[-1].request.scope.operator_ids
