"""GET /players: every parameter reaches the service as what it means, and rows come out as the contract says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from daybook.players.v1 import filter_pb2, player_pb2
from google.protobuf import json_format

from gateway.convert.player_list import sort_message
from gateway.domain.directory import Operator
from gateway.models.player_list import PlayerSort
from kit.errors import InvalidField
from kit.ids import uuid7
from tests.gateway.backoffice import Backoffice, problem


def somebody(brand: Operator) -> player_pb2.Player:
    one = player_pb2.Player(
        operator_id=str(brand.operator_id),
        player_id=str(uuid7()),
        external_id="ext-1",
        username="ana",
        currency="BRL",
        status=player_pb2.PLAYER_STATUS_ACTIVE,
        kyc_level=2,
        kyc_status=player_pb2.KYC_STATUS_VERIFIED,
        acquisition=player_pb2.ACQUISITION_AFFILIATE,
        affiliate_id="a-7",
        phone="+5511999998888",
        tags=["vip"],
        risk_flags=["chargeback"],
        online=True,
    )
    one.bans.add(scope=player_pb2.BAN_SCOPE_DEPOSIT).placed_at.FromDatetime(datetime(2026, 1, 2, tzinfo=UTC))
    one.exclusion.since.FromDatetime(datetime(2026, 1, 2, tzinfo=UTC))
    one.registered_at.FromDatetime(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    return one


PARAMETERS: list[tuple[str, Any, dict[str, Any]]] = [
    ("q", "an", {"query": "an"}),
    ("registered_from", "2026-01-02T00:00:00Z", {"registered": {"from": "2026-01-02T00:00:00Z"}}),
    ("registered_until", "2026-01-02T00:00:00-03:00", {"registered": {"until": "2026-01-02T03:00:00Z"}}),
    (
        "status",
        ["active", "closed"],
        {"statuses": ["PLAYER_STATUS_ACTIVE", "PLAYER_STATUS_CLOSED"]},
    ),
    ("banned", ["log_in", "play"], {"banned": ["BAN_SCOPE_LOG_IN", "BAN_SCOPE_PLAY"]}),
    ("kyc_level_min", "1", {"kyc_level": {"least": 1}}),
    ("kyc_level_max", "0", {"kyc_level": {"most": 0}}),
    ("kyc_status", ["none", "expired"], {"kyc_statuses": ["KYC_STATUS_UNSPECIFIED", "KYC_STATUS_EXPIRED"]}),
    ("vip_min", "3", {"vip_level": {"least": 3}}),
    ("vip_max", "4", {"vip_level": {"most": 4}}),
    ("country", ["BR", "PT"], {"countries": ["BR", "PT"]}),
    ("region", "SP", {"region": "SP"}),
    ("tag", ["a", "b"], {"tags": ["a", "b"]}),
    ("risk_flag", "x", {"risk_flags": ["x"]}),
    ("acquisition", "referral", {"acquisition": "ACQUISITION_REFERRAL"}),
    ("affiliate", "a-7", {"affiliate_id": "a-7"}),
    ("currency", "EUR", {"currency": "EUR"}),
    ("balance_min", "-10.5", {"currency": "BRL", "balance": {"least": "-1050"}}),
    ("balance_max", "0", {"currency": "BRL", "balance": {"most": "0"}}),
    ("deposits_min", "1", {"currency": "BRL", "deposits": {"least": "100"}}),
    ("deposits_max", "1.01", {"currency": "BRL", "deposits": {"most": "101"}}),
    ("withdrawals_min", "1", {"currency": "BRL", "withdrawals": {"least": "100"}}),
    ("withdrawals_max", "1", {"currency": "BRL", "withdrawals": {"most": "100"}}),
    ("ggr_min", "1", {"currency": "BRL", "ggr": {"least": "100"}}),
    ("ggr_max", "-1", {"currency": "BRL", "ggr": {"most": "-100"}}),
    ("last_seen_from", "2026-01-02T00:00:00Z", {"last_seen": {"from": "2026-01-02T00:00:00Z"}}),
    ("last_seen_until", "2026-01-02T00:00:00Z", {"last_seen": {"until": "2026-01-02T00:00:00Z"}}),
    ("online", "false", {"online": False}),
    ("email", "a@b.example", {"email": "a@b.example"}),
    ("phone", "+55 11", {"phone": "+55 11"}),
    ("document", "123", {"document": "123"}),
    ("registration_ip", "192.0.2.1", {"registration_ip": "192.0.2.1"}),
    ("login_ip", "2001:db8::1", {"login_ip": "2001:db8::1"}),
    ("device", "d1", {"device": "d1"}),
    ("self_excluded", "true", {"self_excluded": True}),
]


@pytest.mark.parametrize(("name", "value", "expected"), PARAMETERS, ids=[name for name, _, _ in PARAMETERS])
async def test_each_parameter_is_a_condition(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator, name: str, value: Any, expected: dict[str, Any]
) -> None:
    backoffice.answers.player = somebody(brand)
    answer = await admin.get("/players", params={"operator_id": str(brand.operator_id), name: value})
    assert answer.status_code == 200, answer.text
    told = json_format.MessageToDict(backoffice.answers.heard[-1].request.filter, preserving_proto_field_name=True)
    assert told == expected
    assert answer.json()["currency"] == expected.get("currency")


def test_there_is_a_parameter_for_every_condition() -> None:
    told: set[str] = {name for _, _, expected in PARAMETERS for name in expected}
    fields = {field.name for field in filter_pb2.PlayerFilter.DESCRIPTOR.fields}
    assert fields - told == {"player_ids"}  # for selections made by hand, which lists do not take


def test_there_is_a_word_for_every_order() -> None:
    words = {sort_message(word) for word in PlayerSort.__args__}  # type: ignore[attr-defined]
    assert words == set(filter_pb2.PlayerSort.values()) - {filter_pb2.PLAYER_SORT_UNSPECIFIED}


async def test_a_row_says_all_that_the_list_shows(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.player = somebody(brand)
    answer = await admin.get("/players", params={"operator_id": str(brand.operator_id), "sort": "-ggr"})
    assert answer.json()["currency"] == "BRL"
    (row,) = answer.json()["items"]
    expected = {
        "operator_id": str(brand.operator_id),
        "phone": "••••••••••••88",
        "kyc_level": 2,
        "kyc_status": "verified",
        "affiliate_id": "a-7",
        "acquisition": "affiliate",
        "tags": ["vip"],
        "bans": ["deposit"],
        "risk_flags": ["chargeback"],
        "excluded": True,
        "online": True,
        "currency": "BRL",
        "deposits": {"amount": "0.00", "currency": "BRL"},
        "matched": "",
    }
    assert {name: row[name] for name in expected} == expected


async def test_several_brands_are_one_list_for_who_may_see_each(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator
) -> None:
    backoffice.answers.player = somebody(brand)
    directory = backoffice.gateway.directory
    sister = await directory.create_operator(backoffice.owner, brand.company_id, "sister", "UTC", "EUR")
    stranger = await backoffice.operator(await backoffice.company())
    both = [str(brand.operator_id), str(sister.operator_id)]
    assert (await admin.get("/players", params={"operator_id": both})).status_code == 200
    heard = backoffice.answers.heard[-1]
    assert [heard.request.operator_id, *heard.request.operator_ids] == both
    assert all(heard.actor.may("players.read", one) for one in both)
    found = problem(await admin.get("/players", params={"operator_id": both, "sort": "balance"}), 422, "INVALID_FIELD")
    assert [error["field"] for error in found["errors"]] == ["currency"]
    asked = {"operator_id": [*both, str(stranger.operator_id)]}
    problem(await admin.get("/players", params=asked), 403, "PERMISSION_DENIED")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"countries": "BR"}, "countries"),
        ({"country": "br"}, "country"),
        ({"sort": "password"}, "sort"),
        ({"balance_min": "1,5"}, "balance_min"),
        ({"balance_min": "1.234"}, "balance_min"),
        ({"vip_min": "-1"}, "vip_min"),
        ({"registered_from": "yesterday"}, "registered_from"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    admin: httpx.AsyncClient, brand: Operator, parameters: dict[str, str], field: str
) -> None:
    answer = await admin.get("/players", params={"operator_id": str(brand.operator_id), **parameters})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("filter.region", "region"),
        ("filter.vip_level.most", "vip_max"),
        ("filter.registered.until", "registered_until"),
        ("filter.query", "q"),
    ],
)
async def test_a_refused_condition_is_named_as_it_is_called_here(
    backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator, theirs: str, ours: str
) -> None:
    backoffice.answers.failure = InvalidField(theirs, "is not possible")
    found = problem(await admin.get("/players", params={"operator_id": str(brand.operator_id)}), 422, "INVALID_FIELD")
    assert found["errors"] == [{"field": ours, "message": "is not possible"}]
