"""Two people, a player and a platform, as tests of manual credits and debits use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import pytest
from daybook.players.v1 import activity_service_pb2, events_pb2, players_service_pb2
from daybook.players.v1 import adjustments_service_pb2 as wire
from google.protobuf.message import Message

from kit.auth.actor import Actor, ActorKind, Grant
from kit.errors import DomainError
from kit.ids import uuid7
from kit.rpc import client
from tests.players.building import deposit, money, registration
from tests.players.integration.conftest import Door

T = TypeVar("T")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20
ALL = frozenset({"players.read", "players.adjust", "players.approve", "players.settings"})


@dataclass
class Desk:
    """An operator with a player, and the people who work there."""

    door: Door
    operator: str
    player: str
    kinds: dict[str, ActorKind] = field(default_factory=dict)

    async def call(
        self, who: str, method: Callable[..., Awaitable[T]], request: Message, permissions: frozenset[str] = ALL
    ) -> T:
        """Calls as a person, who has the same id in every call."""
        grant = Grant(permissions, {self.operator: str(UUID(int=7))})
        actor = Actor(self.kinds.get(who, ActorKind.STAFF), f"id of {who}", who, (grant,), "203.0.113.9")
        token = self.door.keys.signer.call_token(actor, "players")
        return await client.call(method, request, token, seconds=30)

    def asking(self, minor: int, kind: str = "CASH_CREDIT", currency: str = "BRL", **more: Any) -> Any:
        """A request."""
        values = {"reason": "late payout", "request_id": str(uuid7()), "player_id": self.player} | more
        return wire.RequestAdjustmentRequest(
            operator_id=self.operator,
            kind=wire.AdjustmentKind.Value(f"ADJUSTMENT_KIND_{kind}"),
            amount=money(minor, currency),
            **values,
        )

    async def ask(self, minor: int, kind: str = "CASH_CREDIT", who: str = "ana", **more: Any) -> wire.Adjustment:
        """What became of a request."""
        asked = self.asking(minor, kind, **more)
        return (await self.call(who, self.door.adjustments.RequestAdjustment, asked)).adjustment

    def deciding(self, one: wire.Adjustment, **more: Any) -> dict[str, Any]:
        """What a decision names."""
        return {
            "operator_id": self.operator,
            "adjustment_id": one.adjustment_id,
            "request_id": str(uuid7()),
        } | more

    async def approve(self, one: wire.Adjustment, who: str = "bea", **more: Any) -> wire.Adjustment:
        """Approves."""
        request = wire.ApproveAdjustmentRequest(**self.deciding(one, **more))
        return (await self.call(who, self.door.adjustments.ApproveAdjustment, request)).adjustment

    async def reject(self, one: wire.Adjustment, who: str = "bea", **more: Any) -> wire.Adjustment:
        """Rejects."""
        request = wire.RejectAdjustmentRequest(**self.deciding(one, reason="no", **more))
        return (await self.call(who, self.door.adjustments.RejectAdjustment, request)).adjustment

    async def cancel(self, one: wire.Adjustment, who: str = "ana", **more: Any) -> wire.Adjustment:
        """Takes back."""
        request = wire.CancelAdjustmentRequest(**self.deciding(one, **more))
        return (await self.call(who, self.door.adjustments.CancelAdjustment, request)).adjustment

    async def limit(self, revision: int = 0, **limits: int) -> wire.SetAdjustmentLimitsResponse:
        """Sets the limits."""
        request = wire.SetAdjustmentLimitsRequest(
            operator_id=self.operator,
            limits=[money(minor, currency) for currency, minor in limits.items()],
            reason="policy of March",
            revision=revision,
            request_id=str(uuid7()),
        )
        return await self.call("root", self.door.adjustments.SetAdjustmentLimits, request)

    async def paid_in(self, minor: int, currency: str = "BRL") -> None:
        """A deposit."""
        request = activity_service_pb2.RecordActivityRequest(
            operator_id=self.operator, activities=[deposit("eva", f"d{uuid7()}", minor, currency=currency)]
        )
        await self.door.as_platform(self.door.activity.RecordActivity, request)

    async def tell(self, **update: Any) -> None:
        """What the platform tells of the player."""
        request = players_service_pb2.UpdatePlayerRequest(
            operator_id=self.operator,
            external_id="eva",
            update=players_service_pb2.PlayerUpdate(**update),
            request_id=str(uuid7()),
        )
        request.update_mask.paths.extend(update)
        await self.door.as_platform(self.door.players.UpdatePlayer, request)

    async def balance(self, currency: str = "BRL") -> int:
        """The balance of the wallet."""
        return int((await self.door.wallet(self.operator, self.player, currency)).balance)

    async def lines(self) -> list[Any]:
        """The ledger, oldest first."""
        return await self.door.rows(
            "SELECT * FROM movements WHERE operator_id = :o AND player_id = :p ORDER BY number",
            o=UUID(self.operator),
            p=UUID(self.player),
        )

    async def actions(self) -> list[Any]:
        """The privileged actions announced, in order."""
        rows = await self.door.rows(
            "SELECT subject, payload FROM outbox WHERE subject LIKE :s AND stream = 'DAYBOOK_EVENTS' ORDER BY n",
            s=f"%.{self.operator}",
        )
        types = {"adjustment_changed": events_pb2.AdjustmentChanged, "settings_changed": events_pb2.SettingsChanged}
        return [
            types[name].FromString(row.payload).action for row in rows if (name := row.subject.split(".")[3]) in types
        ]


async def desk_of(door: Door, **kinds: ActorKind) -> Desk:
    operator = await door.operator()
    request = players_service_pb2.RegisterPlayerRequest(operator_id=operator, registration=registration("eva"))
    player = (await door.as_platform(door.players.RegisterPlayer, request)).player
    return Desk(door, operator, player.player_id, dict(kinds))


async def refused(call: Awaitable[Any]) -> DomainError:
    with pytest.raises(DomainError) as found:
        await call
    return found.value


def changed(action: Any) -> dict[str, Any]:
    """What a record says is now."""
    return {change.path: change.after.string_value or change.after.number_value for change in action.changes}
