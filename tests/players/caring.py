"""What tests of player care do again and again: register, look, edit, ban, read what was announced."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from daybook.players.v1 import care_service_pb2 as care
from daybook.players.v1 import events_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire
from daybook.types.v1 import action_pb2
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import text

from kit.errors import DomainError
from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import registration
from tests.players.integration.conftest import Door

CARE = (
    *("players.read", "players.update", "players.suspend", "players.sessions", "players.security"),
    *("players.tag", "players.note"),
)


class Ward:
    """A player in a test's care."""

    def __init__(self, door: Door, operator: str, external_id: str, player_id: str) -> None:
        self.door, self.operator, self.external_id, self.player_id = door, operator, external_id, player_id

    @classmethod
    async def registered(cls, door: Door, external_id: str = "ana", operator: str = "", **facts: Any) -> Ward:
        """A new player, of a new operator unless one is named."""
        operator = operator or await door.operator()
        request = wire.RegisterPlayerRequest(operator_id=operator, registration=registration(external_id, **facts))
        player = (await door.as_platform(door.players.RegisterPlayer, request)).player
        return cls(door, operator, external_id, player.player_id)

    @property
    def named(self) -> dict[str, Any]:
        """Which player, as requests name one."""
        return {"operator_id": self.operator, "player_id": self.player_id}

    def asked(self, **facts: Any) -> dict[str, Any]:
        """What most requests have in common."""
        return {**self.named, "reason": "why", "request_id": str(uuid7()), **facts}

    async def now(self, **wanted: Any) -> wire.GetPlayerResponse:
        """The profile, masked."""
        return await self.door.as_staff(self.door.players.GetPlayer, wire.GetPlayerRequest(**self.named, **wanted))

    async def clear(self, at: datetime | None = None) -> wire.GetPlayerResponse:
        """The profile in clear, now or then."""
        request = wire.GetPlayerRequest(**self.named, reveal=True)
        if at is not None:
            request.as_of.FromDatetime(at)
        return await self.door.as_staff(self.door.players.GetPlayer, request, "players.read", "players.reveal")

    async def revision(self) -> int:
        """Where the player is."""
        return (await self.now()).player.revision

    async def tell(self, *paths: str, request_id: str = "", **update: Any) -> player_pb2.Player:
        """UpdatePlayer with what is given; the mask names it, and `paths` besides."""
        request = wire.UpdatePlayerRequest(
            operator_id=self.operator,
            external_id=self.external_id,
            update=wire.PlayerUpdate(**update),
            update_mask=FieldMask(paths=[*paths, *update]),
            request_id=request_id or str(uuid7()),
        )
        return (await self.door.as_platform(self.door.players.UpdatePlayer, request)).player

    async def edit(self, revision: int, *paths: str, token: str = "", **update: Any) -> player_pb2.Player:
        """EditPlayer with what is given."""
        request = care.EditPlayerRequest(
            **self.asked(revision=revision),
            update=wire.PlayerUpdate(**update),
            update_mask=FieldMask(paths=[*paths, *update]),
        )
        if token:
            return (await client.call(self.door.care.EditPlayer, request, token, seconds=30)).player
        return (await self.door.as_staff(self.door.care.EditPlayer, request, *CARE)).player

    async def edit_now(self, **update: Any) -> player_pb2.Player:
        """EditPlayer by somebody who has just looked."""
        return await self.edit(await self.revision(), **update)

    async def ban(self, *scopes: str, revision: int | None = None, until: datetime | None = None) -> player_pb2.Player:
        """BanPlayer from "play", "log_in" …"""
        request = care.BanPlayerRequest(
            **self.asked(revision=revision or await self.revision()), scopes=_scopes(scopes)
        )
        if until is not None:
            request.expires_at.FromDatetime(until)
        return (await self.door.as_staff(self.door.care.BanPlayer, request, *CARE)).player

    async def lift(self, *scopes: str, revision: int | None = None) -> player_pb2.Player:
        """LiftBan."""
        request = care.LiftBanRequest(**self.asked(revision=revision or await self.revision()), scopes=_scopes(scopes))
        return (await self.door.as_staff(self.door.care.LiftBan, request, *CARE)).player

    async def bans(self) -> list[player_pb2.Ban]:
        """All bans, newest first."""
        answer = await self.door.as_staff(self.door.care.ListBans, care.ListBansRequest(**self.named))
        return list(answer.bans)

    async def tag(self, *add: str, remove: tuple[str, ...] = (), request_id: str = "") -> player_pb2.Player:
        """TagPlayer."""
        request = care.TagPlayerRequest(**self.named, add=add, remove=remove, request_id=request_id or str(uuid7()))
        return (await self.door.as_staff(self.door.care.TagPlayer, request, *CARE)).player

    async def suspended(self, revision: int | None = None) -> player_pb2.Player:
        """SuspendPlayer."""
        request = wire.SuspendPlayerRequest(**self.asked(revision=revision or await self.revision()))
        return (await self.door.as_staff(self.door.players.SuspendPlayer, request, *CARE)).player

    async def start(self, session_id: str, **facts: Any) -> player_pb2.Session:
        """StartSession."""
        request = wire.StartSessionRequest(
            operator_id=self.operator, session_id=session_id, player_external_id=self.external_id, **facts
        )
        return (await self.door.as_platform(self.door.players.StartSession, request)).session

    async def access(self) -> wire.CheckAccessResponse:
        """CheckAccess."""
        request = wire.CheckAccessRequest(operator_id=self.operator, external_id=self.external_id)
        return await self.door.as_platform(self.door.players.CheckAccess, request)

    async def refused(self) -> dict[str, list[str]]:
        """What CheckAccess denies, with the reasons."""
        answer = await self.access()
        verdicts = {name: getattr(answer, name) for name in ("log_in", "play", "deposit", "withdraw")}
        found = {name: [one.reason for one in verdict.denials] for name, verdict in verdicts.items()}
        assert all(verdicts[name].allowed == (not reasons) for name, reasons in found.items())
        return {name: reasons for name, reasons in found.items() if reasons}

    async def sql(self, statement: str, **values: Any) -> None:
        """Changes what is stored behind the service's back; `:player` is this one."""
        async with self.door.database.unit_of_work() as uow:
            await uow.connection.execute(text(statement), {"player": UUID(self.player_id), **values})

    async def revisions(self) -> list[care.Revision]:
        """The history, newest first."""
        answer = await self.door.as_staff(self.door.care.ListRevisions, care.ListRevisionsRequest(**self.named))
        return list(answer.revisions)

    async def actions(self, name: str = "") -> list[action_pb2.PrivilegedAction]:
        """The privileged actions announced of this player, in order."""
        found = await self.door.rows(
            "SELECT payload FROM outbox WHERE subject LIKE :subject ORDER BY n",
            subject=f"daybook.events.players.%.{self.operator}",
        )
        seen = [action_pb2.PrivilegedEvent.FromString(row.payload).action for row in found]
        return [one for one in seen if one.target.id == self.player_id and name in ("", one.action)]

    async def changed(self) -> list[events_pb2.PlayerChanged]:
        """The PlayerChanged announced, in order."""
        found = await self.door.rows(
            "SELECT payload FROM outbox WHERE subject = :subject ORDER BY n",
            subject=f"daybook.events.players.player_changed.{self.operator}",
        )
        seen = [events_pb2.PlayerChanged.FromString(row.payload) for row in found]
        return [one for one in seen if one.player_id == self.player_id]


def changes(action: action_pb2.PrivilegedAction) -> dict[str, tuple[Any, Any]]:
    """Each path that an action changed, with before and after; None for what was not there."""
    return {
        one.path: (
            _plain(one.before) if one.HasField("before") else None,
            _plain(one.after) if one.HasField("after") else None,
        )
        for one in action.changes
    }


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        return [_plain(one) for one in value.list_value.values]
    return None if kind == "null_value" else getattr(value, kind)


def _scopes(names: tuple[str, ...]) -> list[player_pb2.BanScope.ValueType]:
    return [player_pb2.BanScope.Value(f"BAN_SCOPE_{name.upper()}") for name in names]


def moment(stamp: Timestamp) -> datetime:
    """A timestamp in UTC."""
    return stamp.ToDatetime(tzinfo=UTC)


async def refusal(doing: Any) -> DomainError:
    """The error with which something ends."""
    with pytest.raises(DomainError) as refused:
        await doing
    return refused.value
