"""A crowd with everything that a list filters and sorts by, and what a filter means, in plain Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from kit import clock
from kit.db import Database
from kit.ids import uuid7
from services.players import tables
from services.players.domain.ban import BanScope
from services.players.domain.listing import Amounts, Order, PlayerFilter, Span
from services.players.domain.player import Acquisition
from services.players.domain.search import fold, fold_name, query_words, terms
from services.players.domain.trace import TraceKind
from services.players.repository import listing
from services.players.repository.listing import orders

NOW = clock.now()
FIRST = ["João", "Ana", "Zoë", "maria", ""]
LAST = ["Silva", "da Silva", "Müller", "Łuc"]


@dataclass
class Person:
    """A player as a test knows one; money in minor units of the own currency."""

    operator_id: UUID
    player_id: UUID
    external_id: str
    username: str
    first_name: str
    last_name: str
    registered_at: Any
    last_seen_at: Any
    seen: bool
    facts: dict[str, Any] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    banned: set[BanScope] = field(default_factory=set)
    online: bool = False
    traces: set[tuple[TraceKind, str]] = field(default_factory=set)
    money: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in ("balance", "deposits", "withdrawals", "turnover", "ggr"):
            return self.money.get(name, 0)
        return self.facts[name]

    @property
    def username_folded(self) -> str:
        return fold(self.username)

    @property
    def name_folded(self) -> str:
        return fold_name(self.first_name, self.last_name)

    @property
    def excluded(self) -> bool:
        since, until = self.facts["excluded_since"], self.facts["excluded_until"]
        return since is not None and since <= NOW and (until is None or until > NOW)

    @property
    def acquisition(self) -> Acquisition:
        if self.facts["affiliate_id"]:
            return Acquisition.AFFILIATE
        return Acquisition.REFERRAL if self.facts["referrer_external_id"] else Acquisition.DIRECT


def somebody(dice: random.Random, operator_id: UUID, number: int) -> Person:
    registered_at = NOW - timedelta(hours=dice.randrange(24 * 60))
    seen = dice.random() < 0.7
    country = dice.choice(["BR", "BR", "BR", "PT", "MX", ""])
    person = Person(
        operator_id=operator_id,
        player_id=uuid7(),
        external_id=f"e{number}",
        username=dice.choice(["Goleiro", "ana_", "ŁUKE", "x-"]) + str(number % 90),
        first_name=dice.choice(FIRST),
        last_name=dice.choice(LAST),
        registered_at=registered_at,
        last_seen_at=registered_at + timedelta(minutes=dice.randrange(60)) if seen else registered_at,
        seen=seen,
    )
    excluded = dice.random() < 0.1
    person.facts = {
        "email": f"m{number}@mail.example" if dice.random() < 0.8 else "",
        "phone": f"+5511{900000000 + number}" if dice.random() < 0.8 else "",
        "document_number": f"{number:011}" if dice.random() < 0.8 else "",
        "country": country,
        "region": dice.choice(["SP", "RJ", ""]) if country == "BR" else "",
        "currency": dice.choice(["BRL", "BRL", "EUR"]),
        "status": dice.choice(["active"] * 6 + ["suspended", "closed"]),
        "kyc_level": dice.randrange(4),
        "kyc_status": dice.randrange(5),
        "vip_level": dice.choice([0, 0, 0, 0, 1, 2, 5]),
        "affiliate_id": dice.choice(["", "", "a1", "a2"]),
        "referrer_external_id": dice.choice(["", "", "e1"]),
        "excluded_since": NOW - timedelta(days=3) if excluded else None,
        "excluded_until": dice.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]) if excluded else None,
        "risk_flags": sorted(flag for flag in ("chargeback", "collusion") if dice.random() < 0.1),
    }
    person.tags = {tag for tag in ("vip", "watch", "press") if dice.random() < 0.15}
    person.banned = {scope for scope in BanScope if dice.random() < 0.07}
    person.online = dice.random() < 0.1
    person.traces = {
        (TraceKind.LOGIN_IP, f"203.0.113.{number % 20}"),
        (TraceKind.REGISTRATION_IP, f"198.51.100.{number % 15}"),
        (TraceKind.DEVICE, f"device-{number % 30}"),
    }
    if dice.random() < 0.8:
        person.money = {
            "balance": dice.randrange(-50, 500),
            "deposits": dice.randrange(0, 400),
            "withdrawals": dice.randrange(0, 300),
            "turnover": dice.randrange(0, 900),
            "ggr": dice.randrange(-300, 300),
        }
    return person


async def store(database: Database, people: Sequence[Person]) -> None:
    """Writes people as the service does, and refreshes the list."""
    numbers = count()
    async with database.unit_of_work() as uow:

        async def add(table: Any, rows: Sequence[dict[str, Any]]) -> None:
            if rows:
                await uow.connection.execute(insert(table), list(rows))

        keys = [{"operator_id": one.operator_id, "player_id": one.player_id} for one in people]
        await add(
            tables.players,
            [
                key
                | one.facts
                | {
                    "external_id": one.external_id,
                    "username": one.username,
                    "username_folded": "",
                    "first_name": one.first_name,
                    "last_name": one.last_name,
                    "language": "",
                    "registration_ip": "",
                    "registered_at": one.registered_at,
                    "revision": 1,
                    "suspended_at": NOW if one.status == "suspended" else None,
                }
                for key, one in zip(keys, people, strict=True)
            ],
        )
        zero = {"deposit_count": 0, "movement_count": 0, "country": ""}
        await add(
            tables.accounts,
            [
                key | zero | {"last_seen_at": one.last_seen_at, "seen": one.seen}
                for key, one in zip(keys, people, strict=True)
            ],
        )
        for key, one in zip(keys, people, strict=True):
            await add(
                tables.recorded,
                [
                    {"operator_id": one.operator_id, "kind": kind, "ref": ref, "player_id": one.player_id}
                    | {"hash": 0, "at": NOW}
                    for kind, ref in ((5, one.external_id), (1, f"tx-{one.external_id}"), (3, f"bet-{one.external_id}"))
                ],
            )
            await add(tables.player_tags, [key | {"tag": tag} for tag in one.tags])
            for scope in BanScope:
                # One in force, or one that has expired though nobody has lifted it, or one that was lifted.
                ended = {"expires_at": NOW - timedelta(hours=1)} if scope not in one.banned else {"expires_at": None}
                values = {"scope": scope.value, "reason": "x", "placed_by": "x", "placed_by_id": "x", "placed_at": NOW}
                if scope in one.banned or next(numbers) % 3 == 0:
                    await add(tables.bans, [key | values | ended | {"ban_id": uuid7()}])
            session = {"started_at": NOW, "ip": "", "device": "", "country": "", "user_agent": ""}
            await add(
                tables.sessions,
                [
                    key | session | {"session_id": f"s{one.external_id}", "ended_at": None if one.online else NOW},
                ],
            )
            await add(
                tables.traces,
                [
                    key | {"kind": kind.value, "value": value, "first_seen_at": NOW, "last_seen_at": NOW}
                    for kind, value in one.traces
                ],
            )
            if one.money:
                ggr = one.money["ggr"]
                totals = {"payouts": 1000, "settled_stakes": 1000 + ggr, "bonuses": 0, "bets": 1, "updated_at": NOW}
                money = {name: value for name, value in one.money.items() if name != "ggr"}
                await add(tables.wallets, [key | totals | money | {"currency": one.currency}])
        for operator_id in {one.operator_id for one in people}:
            ids = [one.player_id for one in people if one.operator_id == operator_id]
            await listing.refresh(uow.connection, operator_id, ids)


def meets(one: Person, wanted: PlayerFilter) -> bool:
    """The filter, naively."""

    def within(value: Any, asked: Amounts) -> bool:
        return (asked.least is None or value >= asked.least) and (asked.most is None or value <= asked.most)

    def during(at: Any, asked: Span) -> bool:
        return (asked.since is None or at >= asked.since) and (asked.until is None or at < asked.until)

    money = ("balance", "deposits", "withdrawals", "ggr")
    return (
        during(one.registered_at, wanted.registered)
        and (not wanted.statuses or one.status in wanted.statuses)
        and wanted.banned <= one.banned
        and within(one.kyc_level, wanted.kyc_level)
        and (not wanted.kyc_statuses or one.kyc_status in wanted.kyc_statuses)
        and within(one.vip_level, wanted.vip_level)
        and (not wanted.countries or one.country in wanted.countries)
        and (not wanted.region or one.region == wanted.region)
        and wanted.tags <= one.tags
        and wanted.risk_flags <= set(one.risk_flags)
        and wanted.acquisition in (None, one.acquisition)
        and wanted.affiliate_id in ("", one.affiliate_id)
        and wanted.currency in ("", one.currency)
        and all(within(getattr(one, name), getattr(wanted, name)) for name in money)
        and (wanted.last_seen == Span() or (one.seen and during(one.last_seen_at, wanted.last_seen)))
        and wanted.online in (None, one.online)
        and wanted.email in ("", one.email)
        and wanted.phone in ("", one.phone)
        and wanted.document in ("", one.document_number)
        and (not wanted.registration_ip or (TraceKind.REGISTRATION_IP, wanted.registration_ip) in one.traces)
        and (not wanted.login_ip or (TraceKind.LOGIN_IP, wanted.login_ip) in one.traces)
        and (not wanted.device or (TraceKind.DEVICE, wanted.device) in one.traces)
        and wanted.self_excluded in (None, one.excluded)
        and (not wanted.player_ids or one.player_id in wanted.player_ids)
        and (not wanted.query or found_by(one, wanted.query))
    )


def found_by(one: Person, query: str) -> bool:
    """What one box understands, naively."""
    words = terms((one.username, one.first_name, one.last_name))
    asked = query_words(query)
    by_name = bool(asked) and all(any(term.startswith(word) for term in words) for word in asked)
    exact = {one.external_id, f"tx-{one.external_id}", f"bet-{one.external_id}", str(one.player_id), one.email}
    exact |= {value for _, value in one.traces} | {one.phone, one.document_number}
    return by_name or query in exact - {""}


def key_of(one: Person, order: Order) -> tuple[Any, ...]:
    shared = [one.registered_at] if order.by in orders.SHARED else []
    return (getattr(one, order.by.value), *shared, one.player_id)
