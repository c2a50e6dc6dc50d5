"""Every filter and every order of the list against a filter in plain Python over the same crowd."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kit.db import Database
from kit.errors import InvalidField
from kit.ids import uuid7
from services.players import tables
from services.players.domain.ban import BanScope
from services.players.domain.listing import ANY, Amounts, Order, PlayerFilter, SortBy, Span
from services.players.domain.player import Acquisition, KycStatus, PlayerStatus
from services.players.domain.trace import TraceKind
from services.players.repository import listing
from services.players.repository.listing import pages
from services.players.service import listing as service
from tests.conftest import MakeDatabase
from tests.players.crowd import NOW, Person, key_of, meets, somebody, store


@pytest.fixture(scope="module")
async def database(make_database: MakeDatabase) -> AsyncIterator[Database]:
    database = Database(make_database("players"), "players", settings=service.PLANNING)
    yield database
    await database.close()


@pytest.fixture(scope="module")
async def crowd(database: Database) -> list[Person]:
    """People of three operators."""
    dice = random.Random(7)
    operators = [uuid7() for _ in range(3)]
    people = [somebody(dice, operators[number % 5 % 3], number) for number in range(450)]
    await store(database, people)
    return people


FILTERS: dict[str, Callable[[random.Random], PlayerFilter]] = {
    "registered": lambda d: PlayerFilter(
        registered=Span(NOW - timedelta(days=40), NOW - timedelta(days=d.randrange(30)))
    ),
    "statuses": lambda d: PlayerFilter(statuses=frozenset(d.sample(list(PlayerStatus), d.randint(1, 3)))),
    "banned": lambda d: PlayerFilter(banned=frozenset(d.sample(list(BanScope), d.randint(1, 2)))),
    "kyc_level": lambda d: PlayerFilter(kyc_level=Amounts(d.randrange(3), 3)),
    "kyc_statuses": lambda d: PlayerFilter(kyc_statuses=frozenset(d.sample(list(KycStatus), 2))),
    "vip_level": lambda d: PlayerFilter(vip_level=Amounts(1, d.choice([None, 1, 2]))),
    "countries": lambda d: PlayerFilter(countries=frozenset(d.sample(["BR", "PT", "MX", "FI"], d.randint(1, 3)))),
    "region": lambda d: PlayerFilter(countries=frozenset({"BR"}), region=d.choice(["SP", "XX"])),
    "tags": lambda d: PlayerFilter(tags=frozenset(d.sample(["vip", "watch", "press"], d.randint(1, 2)))),
    "risk_flags": lambda d: PlayerFilter(risk_flags=frozenset(d.sample(["chargeback", "collusion"], d.randint(1, 2)))),
    "acquisition": lambda d: PlayerFilter(acquisition=d.choice(list(Acquisition))),
    "affiliate_id": lambda d: PlayerFilter(affiliate_id=d.choice(["a1", "a9"])),
    "currency": lambda d: PlayerFilter(currency=d.choice(["BRL", "EUR", "USD"])),
    "balance": lambda d: PlayerFilter(currency="BRL", balance=Amounts(d.randrange(-50, 300), None)),
    "deposits": lambda d: PlayerFilter(currency="BRL", deposits=Amounts(None, d.randrange(300))),
    "withdrawals": lambda d: PlayerFilter(currency="EUR", withdrawals=Amounts(20, d.randrange(20, 300))),
    "ggr": lambda d: PlayerFilter(currency="BRL", ggr=Amounts(None, d.randrange(-100, 100))),
    "last_seen": lambda d: PlayerFilter(last_seen=Span(NOW - timedelta(days=d.randrange(60)), None)),
    "online": lambda d: PlayerFilter(online=d.random() < 0.5),
    "email": lambda d: PlayerFilter(email=f"m{d.randrange(20)}@mail.example"),
    "phone": lambda d: PlayerFilter(phone=f"+5511{900000000 + d.randrange(20)}"),
    "document": lambda d: PlayerFilter(document=f"{d.randrange(20):011}"),
    "registration_ip": lambda d: PlayerFilter(registration_ip=f"198.51.100.{d.randrange(16)}"),
    "login_ip": lambda d: PlayerFilter(login_ip=f"203.0.113.{d.randrange(21)}"),
    "device": lambda d: PlayerFilter(device=f"device-{d.randrange(31)}"),
    "self_excluded": lambda d: PlayerFilter(self_excluded=d.random() < 0.5),
    "query": lambda d: PlayerFilter(
        query=d.choice(
            [
                *("joao", "silva ana", "da", "gol", "e7", "tx-e7", "bet-e9", "m12@mail.example", "00000000012"),
                *("+5511900000013", "203.0.113.3", "198.51.100.2", "device-4", "nobody", "x"),
            ]
        )
    ),
}
assert set(FILTERS) | {"player_ids"} == set(PlayerFilter.__dataclass_fields__)

# As it comes, and so that every way to a page and a total is gone with few people: sorting all, walking to the end,
# walking in vain before all are sorted, with totals told by the sample alone.
WAYS: dict[str, dict[str, float]] = {
    "as it comes": {},
    "sorting": {"_FOUND": 0, "_FEW": 0},
    "walking": {"_FOUND": 1e9, "_FEW": 0, "_FARTHER": 0, "_MORE": 30, "_SORTED": -1},
    "in vain": {"_FOUND": 1e9, "_FEW": 0, "_FARTHER": 0, "_MORE": 1},
    "by the sample": {"_FOUND": 1e9, "_FEW": 0, "_COUNTED": -1, "_BARELY": 0, "_SORTED": -1},
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(pages, name, value)
    return str(request.param)


async def listed(
    database: Database, operators: Sequence[UUID], wanted: PlayerFilter, order: Order, size: int
) -> tuple[list[UUID], Any]:
    """All pages of a list."""
    seen: list[UUID] = []
    cursor = ""
    while True:
        async with database.read() as connection:
            page = await service.page(connection, operators, wanted, order, cursor, size)
        assert len(page.players) <= size
        seen += [one.player.player_id for one in page.players]
        cursor = page.next_cursor
        if not cursor:
            return seen, page.total
        assert len(page.players) == size


async def compare(
    database: Database,
    crowd: Sequence[Person],
    operators: Sequence[UUID],
    wanted: PlayerFilter,
    order: Order,
    size: int,
) -> None:
    expected = sorted(
        (one for one in crowd if one.operator_id in operators and meets(one, wanted)),
        key=lambda one: key_of(one, order),
        reverse=order.descending,
    )
    found, total = await listed(database, operators, wanted, order, size)
    assert found == [one.player_id for one in expected]
    if total.approximate:
        assert total.count <= len(expected)
    else:
        assert total.count == len(expected)


@pytest.mark.parametrize("name", FILTERS)
async def test_each_filter(database: Database, crowd: list[Person], way: str, name: str) -> None:
    dice = random.Random(name)
    for _ in range(2):
        await compare(database, crowd, [crowd[0].operator_id], FILTERS[name](dice), Order(), 7)


@pytest.mark.parametrize("by", SortBy)
@pytest.mark.parametrize("descending", [False, True])
async def test_each_order(database: Database, crowd: list[Person], way: str, by: SortBy, descending: bool) -> None:
    wanted = PlayerFilter(currency="BRL", statuses=frozenset({PlayerStatus.ACTIVE}))
    await compare(database, crowd, [crowd[0].operator_id], wanted, Order(by, descending), 20)


def combined(dice: random.Random) -> PlayerFilter:
    """Two or three filters at once."""
    wanted: dict[str, Any] = {}
    for name in dice.sample(sorted(FILTERS), dice.randint(2, 3)):
        one = FILTERS[name](dice)
        wanted |= {
            each: getattr(one, each)
            for each in one.__dataclass_fields__
            if getattr(one, each) != getattr(PlayerFilter(), each)
        }
    if wanted.get("region"):
        wanted["countries"] = frozenset({"BR"})
    return PlayerFilter(**wanted)


@pytest.mark.parametrize("seed", range(12))
async def test_filters_and_orders_combined_over_several_operators(
    database: Database, crowd: list[Person], way: str, seed: int
) -> None:
    dice = random.Random(seed)
    wanted = combined(dice)
    orders = list(SortBy) if wanted.currency else [by for by in SortBy if by.value in tables.players.c]
    operators = dice.sample(sorted({one.operator_id for one in crowd}), dice.randint(1, 3))
    await compare(
        database, crowd, operators, wanted, Order(dice.choice(orders), dice.random() < 0.5), dice.choice([1, 9, 60])
    )


async def test_a_selection_by_hand_finds_those_of_the_operator_only(database: Database, crowd: list[Person]) -> None:
    wanted = PlayerFilter(player_ids=frozenset(one.player_id for one in crowd[::7]))
    await compare(database, crowd, [crowd[0].operator_id], wanted, Order(SortBy.NAME, False), 5)


async def test_jobs_choose_the_same_players(database: Database, crowd: list[Person]) -> None:
    operator, wanted = crowd[0].operator_id, PlayerFilter(tags=frozenset({"watch"}))
    expected = [one for one in crowd if one.operator_id == operator and meets(one, wanted)]
    async with database.unit_of_work() as uow:
        for order in (None, Order(SortBy.LAST_SEEN, False)):
            chosen = await listing.chosen(uow.connection, operator, wanted, order)
            found = [row.player_id for row in await uow.connection.execute(chosen)]
            key = (lambda one: one.player_id) if order is None else (lambda one: key_of(one, Order(SortBy.LAST_SEEN)))
            assert found == [one.player_id for one in sorted(expected, key=key)]


@pytest.mark.parametrize(
    ("wanted", "order", "named"),
    [
        (PlayerFilter(region="SP"), Order(), "filter.region"),
        (PlayerFilter(region="SP", countries=frozenset({"BR", "PT"})), Order(), "filter.region"),
        (PlayerFilter(balance=Amounts(1, None)), Order(), "filter.currency"),
        (PlayerFilter(), Order(SortBy.TURNOVER), "filter.currency"),
        (PlayerFilter(currency="BRL", ggr=Amounts(2, 1)), Order(), "filter.ggr.most"),
        (PlayerFilter(vip_level=Amounts(2, 1)), Order(), "filter.vip_level.most"),
        (PlayerFilter(registered=Span(NOW, NOW)), Order(), "filter.registered.until"),
    ],
)
async def test_what_makes_no_sense_is_named(database: Database, wanted: PlayerFilter, order: Order, named: str) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(InvalidField) as refused:
            await service.page(uow.connection, [uuid7()], wanted, order, "", 10)
    assert list(refused.value.fields) == [named]


async def test_what_was_typed_tells_by_what_it_found(database: Database, crowd: list[Person]) -> None:
    one = next(one for one in crowd if one.email and one.phone and one.document_number)
    addresses = dict(sorted(one.traces))
    for typed, by in {
        one.external_id: "id",
        str(one.player_id): "id",
        one.email.upper(): "email",
        one.phone: "phone",
        one.document_number: "document",
        f"tx-{one.external_id}": "transaction",
        f"bet-{one.external_id}": "bet",
        addresses[TraceKind.LOGIN_IP]: "ip",
        addresses[TraceKind.REGISTRATION_IP]: "ip",
        addresses[TraceKind.DEVICE]: "device",
        one.username: "",
    }.items():
        async with database.read() as connection:
            page = await service.page(connection, [one.operator_id], PlayerFilter(query=typed), Order(), "", 100)
        found = {each.player.player_id: each.matched for each in page.players}
        assert found[one.player_id] == by, typed


def test_a_range_without_ends_asks_for_nothing() -> None:
    assert PlayerFilter(balance=Amounts()).balance == ANY
