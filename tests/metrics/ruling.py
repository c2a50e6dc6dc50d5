"""People who set what figures go by, as tests of rules use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from daybook.metrics.v1 import rules_service_pb2 as pb
from daybook.types.v1 import action_pb2
from google.protobuf import json_format
from google.protobuf.message import Message
from sqlalchemy import text

from kit.auth.actor import Actor, ActorKind, Grant
from kit.errors import DomainError
from kit.ids import uuid7
from kit.rpc import client
from tests.metrics.running import Metrics, date_of

T = TypeVar("T")
BOTH = frozenset({"metrics.read", "metrics.manage"})


@dataclass
class Office:
    """An operator and its company, and somebody who may set their rules."""

    metrics: Metrics
    operator: str
    company: str = field(default_factory=lambda: str(uuid7()))

    async def call(
        self,
        method: Callable[..., Awaitable[T]],
        request: Message,
        permissions: frozenset[str] = BOTH,
        kind: ActorKind = ActorKind.STAFF,
    ) -> T:
        """Calls as Ana, who may do this for the operator and the company."""
        grant = Grant(permissions, {self.operator: self.company}, frozenset({self.company}))
        actor = Actor(kind, str(UUID(int=1)), "Ana", (grant,), "203.0.113.9")
        return await client.call(method, request, self.metrics.keys.signer.call_token(actor, "metrics"), seconds=20)

    async def add_rule(self, since: str, **more: Any) -> pb.NgrRuleVersion:
        """Adds an NGR rule."""
        request = adding(self.operator, since, **more)
        return (await self.call(self.metrics.rules.AddNgrRule, request)).rule

    async def put_rates(self, day: str, *told: tuple[str, str, str], **more: Any) -> list[pb.ExchangeRate]:
        """Sets rates of a day, each (base, quote, rate)."""
        request = rates(self.company, day, *told, **more)
        return list((await self.call(self.metrics.rules.PutExchangeRates, request)).rates)

    async def put_games(self, *told: pb.Game, **more: Any) -> int:
        """Sets games of the catalogue."""
        values = {"reason": "new games", "request_id": str(uuid7())} | more
        request = pb.PutGamesRequest(operator_id=self.operator, games=told, **values)
        return (await self.call(self.metrics.rules.PutGames, request)).changed

    async def announced(self, tenant: str = "") -> list[action_pb2.PrivilegedAction]:
        """The privileged actions in the outbox of the operator, or of another tenant, oldest first."""
        query = text("SELECT payload FROM outbox WHERE subject LIKE '%.' || :tenant ORDER BY n")
        async with self.metrics.database.read() as connection:
            rows = await connection.execute(query, {"tenant": tenant or self.operator})
        return [action_pb2.PrivilegedEvent.FromString(payload).action for payload in rows.scalars()]


async def office_of(metrics: Metrics, timezone: str = "UTC", currency: str = "EUR") -> Office:
    """A new operator with its company."""
    operator, company = str(uuid7()), str(uuid7())
    await metrics.operator_as(operator, timezone, currency, company=company)
    return Office(metrics, operator, company)


def adding(operator: str, since: str, **more: Any) -> pb.AddNgrRuleRequest:
    """A request for an NGR rule; shares by their names."""
    shares = {name: more.pop(name) for name in list(more) if name.endswith("_bps")}
    values = {"reason": "new contract", "request_id": str(uuid7())} | more
    return pb.AddNgrRuleRequest(
        operator_id=operator, effective_from=date_of(since), rates=pb.NgrRates(**shares), **values
    )


def rates(company: str, day: str, *told: tuple[str, str, str], **more: Any) -> pb.PutExchangeRatesRequest:
    """A request for rates of a day."""
    values = {"reason": "daily rates", "source": "ECB", "request_id": str(uuid7())} | more
    return pb.PutExchangeRatesRequest(
        company_id=company,
        day=date_of(day),
        rates=[pb.NewExchangeRate(base=base, quote=quote, rate=rate) for base, quote, rate in told],
        **values,
    )


def changes(action: action_pb2.PrivilegedAction) -> dict[str, tuple[Any, Any]]:
    """Path -> (before, after); None where there was or is nothing."""
    return {
        change.path: (
            json_format.MessageToDict(change.before) if change.HasField("before") else None,
            json_format.MessageToDict(change.after) if change.HasField("after") else None,
        )
        for change in action.changes
    }


async def refused(attempt: Awaitable[Any]) -> DomainError:
    """The failure of an attempt."""
    try:
        await attempt
    except DomainError as error:
        return error
    raise AssertionError("was not refused")
