"""A player's history and manual credits and debits through the gateway, with the real players service behind it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from daybook.players.v1 import (
    activity_service_pb2,
    activity_service_pb2_grpc,
    adjustments_service_pb2_grpc,
    players_service_pb2,
    players_service_pb2_grpc,
)
from pydantic import SecretStr
from sqlalchemy import text

from gateway.domain.directory import Operator
from kit import clock
from kit.auth.tokens import Verifier
from kit.db import Database
from kit.rpc import client
from kit.rpc.server import GrpcServer
from kit.sealing import Sealer
from kit.settings import ServiceSettings
from services.players.domain.operator import Operator as KnownOperator
from services.players.housekeeping import Housekeeping
from services.players.repository.partitions import Partitions
from services.players.rpc.activity import Activities
from services.players.rpc.adjustments import Adjustments
from services.players.rpc.players import Players
from services.players.service import operators
from tests.conftest import Keys, MakeDatabase
from tests.gateway.backoffice import Backoffice, problem
from tests.gateway.upstream import Upstream
from tests.players.building import NOON, activity, deposit, money, placed, registered, voided

PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)


@dataclass
class Platform:
    """The players service as a platform uses it."""

    database: Database
    keys: Keys
    address: str

    async def record(self, operator_id: str, *told: activity_service_pb2.Activity) -> None:
        """Tells activities, all of which must be taken."""
        channel = client.channel(self.address)
        stub = activity_service_pb2_grpc.ActivityServiceStub(channel)
        request = activity_service_pb2.RecordActivityRequest(operator_id=operator_id, activities=told)
        answer = await client.call(stub.RecordActivity, request, self.keys.platform(operator_id), seconds=30)
        assert [result.reason for result in answer.results if result.reason] == []
        await channel.close()

    async def log_in(self, operator_id: str, player: str, **facts: Any) -> None:
        """Opens a session."""
        channel = client.channel(self.address)
        request = players_service_pb2.StartSessionRequest(
            operator_id=operator_id, session_id=str(uuid4()), player_external_id=player, **facts
        )
        stub = players_service_pb2_grpc.PlayersServiceStub(channel)
        await client.call(stub.StartSession, request, self.keys.platform(operator_id), seconds=30)
        await channel.close()


@pytest.fixture(scope="module")
async def platform(make_database: MakeDatabase, keys: Keys) -> AsyncIterator[Platform]:
    """The real players service."""
    url = make_database("players")
    database = Database(url, "players")
    partitions = Partitions(database)
    await Housekeeping(database, partitions, clock.now).prepare()
    settings = ServiceSettings(
        database_url=SecretStr(url),
        nats_url=SecretStr("unused"),
        actor_public_keys=keys.public_keys_file,
        listen="127.0.0.1:0",
    )
    server = GrpcServer(
        settings,
        Verifier("players", keys.public_keys),
        [
            (
                players_service_pb2_grpc.add_PlayersServiceServicer_to_server,
                Players(database, clock.now),
                "daybook.players.v1.PlayersService",
            ),
            (
                activity_service_pb2_grpc.add_ActivityServiceServicer_to_server,
                Activities(database, partitions, clock.now),
                "daybook.players.v1.ActivityService",
            ),
            (
                adjustments_service_pb2_grpc.add_AdjustmentsServiceServicer_to_server,
                Adjustments(database, Sealer(bytes(32), b"test"), clock.now),
                "daybook.players.v1.AdjustmentsService",
            ),
        ],
    )
    await server.start()
    yield Platform(database, keys, f"127.0.0.1:{server.port}")
    await server.stop()
    await database.close()


class RealPlayers(Upstream):
    """The services behind the gateway, of which players is the real one."""

    def __init__(self, keys: Keys, players: str) -> None:
        super().__init__(keys)
        self._players = players

    def address(self, name: str) -> str:
        """Where a service is."""
        return self._players if name == "players" else super().address(name)


@pytest.fixture(scope="module")
async def upstream(keys: Keys, platform: Platform) -> AsyncIterator[Upstream]:
    services = RealPlayers(keys, platform.address)
    await services.start()
    yield services
    await services.stop()


@dataclass
class House:
    """An operator with a player, and its administrator's browser."""

    backoffice: Backoffice
    platform: Platform
    brand: Operator
    browser: httpx.AsyncClient
    operator: str
    player: str

    async def get(self, path: str, **params: Any) -> Any:
        """What a page of the player answers."""
        answer = await self.browser.get(f"/players/{self.player}{path}", params={"operator_id": self.operator} | params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, path: str, **params: Any) -> httpx.Response:
        """An answer that is an error."""
        return await self.browser.get(f"/players/{self.player}{path}", params={"operator_id": self.operator} | params)

    def asking(self, decimal: str, **more: Any) -> dict[str, Any]:
        """A request for a credit."""
        return {
            "operator_id": self.operator,
            "player_id": self.player,
            "kind": "cash_credit",
            "amount": {"amount": decimal, "currency": "BRL"},
            "reason": "late payout",
        } | more


@pytest.fixture
async def house(backoffice: Backoffice, admin: httpx.AsyncClient, brand: Operator, platform: Platform) -> House:
    operator = str(brand.operator_id)
    known = KnownOperator(brand.operator_id, brand.company_id, brand.name, brand.timezone, "BRL", 2, 1)
    async with platform.database.unit_of_work() as uow:
        await operators.keep(uow, known)
    await platform.record(operator, registered("eva", first_name="Eva", last_name="Lima"))
    async with platform.database.read() as connection:
        player = await connection.scalar(
            text("SELECT player_id FROM players WHERE operator_id = :o"), {"o": brand.operator_id}
        )
    return House(backoffice, platform, brand, admin, operator, str(player))


async def test_the_overview_speaks_in_decimals(house: House) -> None:
    now = clock.now()
    await house.platform.record(
        house.operator,
        deposit("eva", "d", 10_000, now),
        placed("eva", "b1", 4000, 1000, now - timedelta(days=3)),
        placed("eva", "b2", 1000, 4000, now - timedelta(days=60)),
    )
    found = await house.get("/overview")
    assert found["timezone"] == "America/Sao_Paulo"
    periods = {period["name"]: {one["currency"]: one for one in period["figures"]} for period in found["periods"]}
    assert list(periods) == ["today", "7d", "30d", "all"]
    today, month, ever = periods["today"]["BRL"], periods["30d"]["BRL"], periods["all"]["BRL"]
    assert (today["deposits"], today["turnover"], today["rtp"], today["bets"]) == ("100.00", "0.00", None, 0)
    assert (month["turnover"], month["payouts"], month["ggr"], month["rtp"]) == ("40.00", "10.00", "30.00", "0.2500")
    assert (ever["turnover"], ever["ggr"], ever["rtp"], ever["bets"]) == ("50.00", "0.00", "1.0000", 2)
    assert [game["turnover"] for game in found["games"]] == ["40.00"]
    assert [len(day["figures"]) for day in found["days"]] == [1, 1]


async def test_bets_and_lines_by_every_filter(house: House) -> None:
    odd = "a/b?c#ção"
    told = [placed("eva", f"b{number}", 100 * number, 50, NOON + timedelta(days=number)) for number in range(1, 5)]
    told.append(activity("eva", NOON, bet_placed=activity_service_pb2.BetPlaced(bet_id=odd, stake=money(7), game="g")))
    await house.platform.record(house.operator, *told, voided("eva", "b2", NOON + timedelta(days=3)))

    async def bets(**params: Any) -> list[str]:
        return [bet["bet_id"] for bet in (await house.get("/bets", **params))["items"]]

    assert await bets() == ["b4", "b3", "b2", "b1", odd]
    assert await bets(status="voided") == ["b2"]
    assert await bets(stake_min="1.01", stake_max="3", currency="BRL") == ["b3", "b2"]
    begin, end = NOON + timedelta(days=2), NOON + timedelta(days=4)
    assert await bets(**{"from": begin.isoformat(), "until": end.isoformat()}) == ["b3", "b2"]
    assert await bets(game="g", provider="") == [odd]
    [voided_bet] = (await house.get("/bets", status="voided"))["items"]
    assert (voided_bet["void_reason"], voided_bet["ggr"]) == ("game fault", None)
    for params, field in (
        ({"stake_min": "1"}, "currency"),
        ({"stake_min": "1.001", "currency": "BRL"}, "stake_min"),
        ({"stake_max": "-1", "currency": "BRL"}, "stake_max"),
        ({"stake_min": "2", "stake_max": "1", "currency": "BRL"}, "stake_max"),
        ({"from": end.isoformat(), "until": begin.isoformat()}, "until"),
        ({"status": "lost"}, "status"),
    ):
        answer = await house.refused("/bets", **params)
        assert answer.status_code == 422, answer.text
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    encoded = "".join(f"%{byte:02X}" for byte in odd.encode())
    trail = await house.get(f"/bets/{encoded}")
    assert (trail["bet"]["bet_id"], [line["kind"] for line in trail["movements"]]) == (odd, ["bet"])
    trail = await house.get("/bets/b2")
    assert [line["amount"]["amount"] for line in trail["movements"]] == ["-2.00", "0.50", "2.00", "-0.50"]
    problem(await house.refused("/bets/none"), 404, "BET_NOT_FOUND")
    lines = (await house.get("/balance-history", kind=["win", "bet_rollback"], reference="b2"))["items"]
    assert [(line["kind"], line["amount"]["amount"]) for line in lines] == [
        ("bet_rollback", "-0.50"),
        ("bet_rollback", "2.00"),
        ("win", "0.50"),
    ]
    assert lines[1]["balance_after"] == lines[0]["balance_before"]
    assert (await house.get("/balance-history", movement_id=lines[1]["id"]))["items"] == [lines[1]]
    answer = await house.refused("/balance-history", **{"from": end.isoformat(), "until": begin.isoformat()})
    assert [one["field"] for one in answer.json()["errors"]] == ["until"]
    check = await house.get("/ledger-check")
    [wallet] = check["wallets"]
    assert (wallet["adds_up"], wallet["first_fault_movement_id"], wallet["movements"]) == (True, None, 11)
    assert wallet["balance"] == wallet["movements_sum"]
    assert datetime.fromisoformat(check["checked_at"])


async def test_sessions_and_links_are_masked(house: House) -> None:
    await house.platform.record(house.operator, registered("bob", first_name="Bob"))
    for player, ip, country in (
        ("eva", "203.0.113.7", "BR"),
        ("eva", "198.51.100.9", "PT"),
        ("bob", "198.51.100.9", "PT"),
    ):
        await house.platform.log_in(house.operator, player, ip=ip, device="phone-1", country=country)
    last, first = (await house.get("/sessions"))["items"]
    assert (last["flags"], last["sharing_ip"], last["sharing_device"]) == (["ip_changed", "new_country"], 1, 1)
    assert (first["flags"], first["sharing_ip"], first["ip"]) == ([], 0, "203.0.x.x")
    assert len((await house.get("/sessions", open_only=True))["items"]) == 2
    found = await house.get("/linked")
    [other] = found["items"]
    assert (other["player"]["external_id"], other["player"]["name"], found["more"]) == ("bob", "B••", False)
    assert [(link["kind"], link["players"]) for link in other["links"]] == [("device", 2), ("ip", 2)]
    assert [link["value"] for link in other["links"]] == ["•••••-1", "••••••••••.9"]
    [only] = (await house.get("/linked", kind="ip"))["items"]
    assert [link["kind"] for link in only["links"]] == ["ip"]


async def test_a_credit_waits_for_another_person(house: House, backoffice: Backoffice) -> None:
    limits = {"operator_id": house.operator, "limits": [{"amount": "50.00", "currency": "BRL"}], "reason": "policy"}
    kept = (await house.browser.put("/adjustment-limits", json=limits | {"revision": 0})).json()
    assert kept == {"limits": [{"amount": "50.00", "currency": "BRL"}], "revision": 1}
    problem(await house.browser.put("/adjustment-limits", json=limits | {"revision": 0}), 409, "STALE_REVISION")
    params = {"operator_id": house.operator}
    assert (await house.browser.get("/adjustment-limits", params=params)).json() == kept
    done = (await house.browser.post("/adjustments", json=house.asking("50.00"))).json()
    assert (done["state"], done["decided_by"], done["own"]) == ("done", None, True)
    document = {"name": "comprovação 1.png", "content_type": "image/png", "content_base64": _encoded(PNG)}
    waiting = (await house.browser.post("/adjustments", json=house.asking("50.01", document=document))).json()
    assert (waiting["state"], waiting["movement_id"], waiting["player"]["external_id"]) == ("waiting", None, "eva")
    assert waiting["document_name"] == "comprovação 1.png"
    own = {"operator_id": house.operator}
    problem(await house.browser.post(f"/adjustments/{waiting['id']}/approve", json=own), 403, "OWN_REQUEST")
    other = (await backoffice.signed_in("compliance", house.brand.company_id)).browser
    queue = (await other.get("/adjustments", params=params | {"state": "waiting", "sort": "requested_at"})).json()
    assert [(one["id"], one["own"]) for one in queue["items"]] == [(waiting["id"], False)]
    file = await other.get(f"/adjustments/{waiting['id']}/document", params=params)
    assert (file.content, file.headers["content-type"]) == (PNG, "image/png")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''comprova%C3%A7%C3%A3o%201.png"
    assert file.headers["x-content-type-options"] == "nosniff"
    approved = (await other.post(f"/adjustments/{waiting['id']}/approve", json=own | {"reason": "seen"})).json()
    assert (approved["state"], approved["decision_reason"], approved["own"]) == ("done", "seen", False)
    problem(await other.post(f"/adjustments/{waiting['id']}/approve", json=own), 409, "ADJUSTMENT_DECIDED")
    lines = (await house.get("/balance-history", kind="manual_cash_credit"))["items"]
    assert [line["amount"]["amount"] for line in lines] == ["50.01", "50.00"]
    assert lines[0]["note"] == "late payout"
    listed = await house.browser.get("/adjustments", params=params | {"player_id": house.player})
    assert [one["state"] for one in listed.json()["items"]] == ["done", "done"]


async def test_rejecting_and_taking_back(house: House, backoffice: Backoffice) -> None:
    first = (await house.browser.post("/adjustments", json=house.asking("1"))).json()
    second = (await house.browser.post("/adjustments", json=house.asking("2"))).json()
    named = {"operator_id": house.operator}
    other = (await backoffice.signed_in("operator-manager", house.brand.company_id)).browser
    problem(await other.post(f"/adjustments/{first['id']}/reject", json=named), 422, "INVALID_FIELD")
    rejected = await other.post(f"/adjustments/{first['id']}/reject", json=named | {"reason": "no receipt"})
    assert (rejected.json()["state"], rejected.json()["decision_reason"]) == ("rejected", "no receipt")
    problem(await other.post(f"/adjustments/{second['id']}/cancel", json=named), 403, "REQUEST_OF_ANOTHER")
    cancelled = (await house.browser.post(f"/adjustments/{second['id']}/cancel", json=named)).json()
    assert (cancelled["state"], cancelled["decided_by"]) == ("cancelled", None)
    problem(await other.post(f"/adjustments/{uuid4()}/approve", json=named), 404, "ADJUSTMENT_NOT_FOUND")


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        ({"amount": "1.001", "currency": "BRL"}, "amount.amount"),
        ({"amount": "1.5", "currency": "JPY"}, "amount.amount"),
        ({"amount": "ten", "currency": "BRL"}, "amount.amount"),
        ({"amount": "0", "currency": "BRL"}, "amount.amount"),
        ({"amount": "-3", "currency": "BRL"}, "amount.amount"),
        ({"amount": "3", "currency": "QQQ"}, "amount.currency"),
        ({"amount": "3", "currency": "EUR"}, "amount.currency"),
        ({"amount": 3, "currency": "BRL"}, "amount.amount"),
    ],
)
async def test_an_amount_at_fault_is_named(house: House, amount: dict[str, Any], field: str) -> None:
    answer = await house.browser.post("/adjustments", json=house.asking("1", amount=amount))
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_limits_at_fault_are_named(house: House) -> None:
    for limit, field in (
        ({"amount": "1.001", "currency": "BRL"}, "limits.1.amount"),
        ({"amount": "-1", "currency": "BRL"}, "limits.1.amount"),
        ({"amount": "1", "currency": "JPY"}, "limits.1.currency"),
    ):
        body = {"operator_id": house.operator, "limits": [{"amount": "1", "currency": "JPY"}, limit], "revision": 0}
        answer = await house.browser.put("/adjustment-limits", json=body | {"reason": "r"})
        assert answer.status_code == 422, answer.text
        assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_documents_are_bounded_and_must_be_what_they_say(house: House) -> None:
    async def sent(content_type: str, encoded: str) -> httpx.Response:
        document = {"name": "x", "content_type": content_type, "content_base64": encoded}
        return await house.browser.post("/adjustments", json=house.asking("1", document=document))

    for content_type, encoded in (
        ("application/pdf", "%%%"),
        ("application/pdf", _encoded(PNG)),
        ("application/pdf", _encoded(b"%PDF-" + bytes(1_999_996))),
    ):
        found = problem(await sent(content_type, encoded), 422, "INVALID_FIELD")
        assert [one["field"] for one in found["errors"]] == ["document.content_base64"]
    assert (await sent("application/pdf", _encoded(b"%PDF-" + bytes(1_999_995)))).status_code == 200
    too_large = problem(await sent("application/pdf", _encoded(bytes(2_100_000))), 413, "BODY_TOO_LARGE")
    assert "2.75 MB" in too_large["detail"]
    elsewhere = await house.browser.post("/players/tags", json={"x": "y" * 1_100_000})
    assert elsewhere.status_code == 413


async def test_roles_that_may_not(house: House, backoffice: Backoffice) -> None:
    analyst = (await backoffice.signed_in("analyst", house.brand.company_id)).browser
    support = (await backoffice.signed_in("support", house.brand.company_id)).browser
    params = {"operator_id": house.operator}
    waiting = (await support.post("/adjustments", json=house.asking("1"))).json()
    for path in ("overview", "bets", "bets/b", "balance-history", "ledger-check", "sessions", "linked"):
        problem(await analyst.get(f"/players/{house.player}/{path}", params=params), 403, "PERMISSION_DENIED")
    problem(await analyst.get("/adjustments", params=params), 403, "PERMISSION_DENIED")
    decide = f"/adjustments/{waiting['id']}"
    problem(await support.post(f"{decide}/approve", json=params), 403, "PERMISSION_DENIED")
    problem(await support.get(f"{decide}/document", params=params), 403, "PERMISSION_DENIED")
    limits = {**params, "limits": [], "reason": "r", "revision": 0}
    problem(await support.put("/adjustment-limits", json=limits), 403, "PERMISSION_DENIED")
    script = await backoffice.api_key(await _company(house))
    problem(await script.post(f"{decide}/approve", json=params), 403, "PERSON_NEEDED")


async def _company(house: House) -> Any:
    found = await house.backoffice.gateway.directory.companies(house.backoffice.owner, "", 200)
    return next(one for one in found[0] if one.company_id == house.brand.company_id)


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
