"""Sessions with what is new about them, and players who share a device, an address, a document or an instrument."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from daybook.players.v1 import activity_service_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire

from tests.players.building import NOON, deposit, registered, withdrawal
from tests.players.integration.conftest import Door

FLAGS = {1: "ip", 2: "device", 3: "country"}


@dataclass
class Place:
    """An operator with players by external id."""

    door: Door
    operator: str
    ids: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, datetime, str, str, str, str]] = field(default_factory=list)

    async def record(self, *told: activity_service_pb2.Activity) -> None:
        """Tells activities."""
        request = activity_service_pb2.RecordActivityRequest(operator_id=self.operator, activities=told)
        answer = await self.door.as_platform(self.door.activity.RecordActivity, request)
        assert [result.reason for result in answer.results if result.reason] == []

    async def player(self, name: str, **facts: Any) -> None:
        """A new player."""
        await self.record(registered(name, **facts))
        found = await self.door.as_platform(
            self.door.players.FindPlayer, wire.FindPlayerRequest(operator_id=self.operator, external_id=name)
        )
        self.ids[name] = found.player.player_id

    async def log_in(self, name: str, at: datetime, ip: str, device: str, country: str) -> str:
        """Opens a session; its id."""
        session = f"s{len(self.told):03}"
        request = wire.StartSessionRequest(
            operator_id=self.operator,
            session_id=session,
            player_external_id=name,
            ip=ip,
            device=device,
            country=country,
        )
        request.started_at.FromDatetime(at)
        await self.door.as_platform(self.door.players.StartSession, request)
        self.told.append((name, at, session, ip, device, country))
        return session

    async def sessions(self, name: str, **wanted: Any) -> list[player_pb2.Session]:
        """All sessions, page by page."""
        found: list[player_pb2.Session] = []
        cursor = ""
        while True:
            request = wire.ListSessionsRequest(operator_id=self.operator, player_id=self.ids[name], **wanted)
            request.page.size, request.page.cursor = 7, cursor
            answer = await self.door.as_staff(self.door.players.ListSessions, request)
            found += answer.sessions
            if not (cursor := answer.next_cursor):
                return found

    async def linked(self, name: str, kind: int = 0) -> wire.ListLinkedPlayersResponse:
        """Who is linked."""
        request = wire.ListLinkedPlayersRequest(operator_id=self.operator, player_id=self.ids[name])
        request.kind = wire.LinkKind.ValueType(kind)
        return await self.door.as_staff(self.door.players.ListLinkedPlayers, request)


async def place_of(door: Door) -> Place:
    return Place(door, await door.operator())


async def test_flags_and_sharing_are_those_counted_by_hand(door: Door) -> None:
    rnd, place = random.Random(5), await place_of(door)
    for name in ("eva", "bob", "cid"):
        await place.player(name)
    for number in range(60):
        at = NOON + timedelta(hours=rnd.randrange(200))
        ip = rnd.choice(["", "192.0.2.1", "192.0.2.2", f"198.51.100.{number}", "2001:db8::1"])
        device, country = rnd.choice(["", "phone", "desk", f"d{number}"]), rnd.choice(["", "BR", "BR", "PT", "AR"])
        await place.log_in(rnd.choice(["eva", "bob", "cid"]), at, ip, device, country)
    by_ip, by_device = defaultdict(set), defaultdict(set)
    for name, _, _, ip, device, _ in place.told:
        by_ip[ip].add(name)
        by_device[device].add(name)
    for name in place.ids:
        own = sorted(
            (at, session, ip, device, country) for who, at, session, ip, device, country in place.told if who == name
        )
        expected: dict[str, tuple[set[str], int, int]] = {}
        for place_in, (_, session, ip, device, country) in enumerate(own):
            flags, earlier = set(), own[:place_in]
            if earlier:
                _, _, last_ip, last_device, _ = earlier[-1]
                countries = {one[4] for one in earlier} - {""}
                flags |= {"ip"} if ip and last_ip and ip != last_ip else set()
                flags |= {"device"} if device and last_device and device != last_device else set()
                flags |= {"country"} if country and countries and country not in countries else set()
            expected[session] = (
                flags,
                len(by_ip[ip] - {name}) * bool(ip),
                len(by_device[device] - {name}) * bool(device),
            )
        found = await place.sessions(name)
        assert [one.session_id for one in found] == [session for _, session, *_ in reversed(own)]
        assert {
            one.session_id: ({FLAGS[flag] for flag in one.flags}, one.sharing_ip, one.sharing_device) for one in found
        } == expected


async def test_only_open_sessions_when_asked_and_addresses_masked(door: Door) -> None:
    place = await place_of(door)
    await place.player("eva")
    for number in range(10):
        session = await place.log_in("eva", NOON + timedelta(hours=number), "203.0.113.7", "phone", "BR")
        if number % 3:
            await door.as_platform(
                door.players.EndSession, wire.EndSessionRequest(operator_id=place.operator, session_id=session)
            )
    found = await place.sessions("eva", open_only=True)
    assert [one.session_id for one in found] == ["s009", "s006", "s003", "s000"]
    assert {one.ip for one in found} == {"203.0.x.x"}
    assert not any(one.HasField("ended_at") for one in found)


async def test_links_strongest_first_with_masked_values(door: Door) -> None:
    place = await place_of(door)
    document = player_pb2.Document(type="cpf", number="123.456.789-09")
    await place.player("eva", document=document, registration_ip="192.0.2.50", first_name="Eva")
    await place.player("twin", document=document, first_name="Tina")
    await place.player("card")
    await place.player("mate", registration_ip="203.0.113.7")
    await place.player("alone")
    for name in ("near", "far"):
        await place.player(name)
    await place.record(
        deposit("eva", "d1", 5, instrument="tok-4242"), withdrawal("card", "w1", 1, instrument="tok-4242")
    )
    await place.log_in("eva", NOON, "203.0.113.7", "phone-of-eva", "BR")
    await place.log_in("near", NOON + timedelta(days=2), "198.51.100.1", "phone-of-eva", "BR")
    await place.log_in("near", NOON + timedelta(days=4), "203.0.113.7", "phone-of-eva", "BR")
    await place.log_in("far", NOON, "192.0.2.50", "other", "BR")
    answer = await place.linked("eva")
    names = {player_id: name for name, player_id in place.ids.items()}
    found = [(names[one.player.player_id], [link.kind for link in one.links]) for one in answer.players]
    assert found == [("twin", [3]), ("card", [4]), ("near", [1, 2]), ("far", [2]), ("mate", [2])]
    assert not answer.more
    by_name = {names[one.player.player_id]: one for one in answer.players}
    twin = by_name["twin"]
    assert (twin.player.first_name, twin.links[0].players) == ("T•••", 2)
    values = [link.value for one in answer.players for link in one.links]
    assert all("•" in value for value in values)
    assert not any(secret in value for value in values for secret in ("789", "4242", "113", "phone"))
    near = by_name["near"].links
    assert (near[0].first_seen_at.ToDatetime(), near[0].last_seen_at.ToDatetime()) == (
        (NOON + timedelta(days=2)).replace(tzinfo=None),
        (NOON + timedelta(days=4)).replace(tzinfo=None),
    )
    assert [link.players for link in near] == [2, 3]
    assert [names[one.player.player_id] for one in (await place.linked("eva", 2)).players] == ["far", "mate", "near"]
    assert list((await place.linked("alone")).players) == []
    elsewhere = await place_of(door)
    await elsewhere.player("eva", document=document)
    assert list((await elsewhere.linked("eva")).players) == []
