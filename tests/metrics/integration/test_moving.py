"""What the first release had counted is there after the migration, in every rollup, and goes on being counted."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config
from nats.aio.client import Client
from pyroaring import BitMap
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.local.postgres import EmbeddedPostgres
from kit import migrations
from kit.ids import uuid7
from tests.conftest import PASSWORD, ROOT, Keys
from tests.metrics import activity as an
from tests.metrics import counted, naive
from tests.metrics.brands import COUNTRIES, GAMES
from tests.metrics.running import date_of, figures, running

SCRIPTS = ROOT / "services" / "metrics" / "migrations"
NOW = datetime(2026, 2, 27, 12, tzinfo=UTC)


def first_release(connection: Connection) -> None:
    """The schema as the first release had it."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


def brand_in(zone: str, chance: random.Random) -> naive.Brand:
    """Bets and deposits over a turn of the month; of the first release, so neither device nor channel."""
    brand = naive.Brand(str(uuid7()), ZoneInfo(zone), "EUR", [])
    for _ in range(80):
        player, at = chance.randrange(6), NOW + timedelta(minutes=chance.randrange(4 * 1440))
        where = {"player": str(player), "at": at, "currency": "EUR", "country": COUNTRIES[player % 3]}
        settled_at = at + timedelta(minutes=chance.randrange(90)) if chance.random() < 0.8 else None
        payout = chance.randrange(900) if settled_at else 0
        game = chance.choice(GAMES)
        stake = chance.randrange(1, 500)
        brand.bets.append(naive.Bet(**where, stake=stake, game=game, settled_at=settled_at, payout=payout))  # type: ignore[arg-type]
        kind = chance.choice(["deposit", "first_deposit", "withdrawal", "bonus", "registered"])
        minor = 0 if kind == "registered" else chance.randrange(1, 900)
        brand.entries.append(naive.Entry(kind, minor=minor, **where))  # type: ignore[arg-type]
    return brand


async def store(connection: Any, brand: naive.Brand, players: dict[str, str]) -> None:
    """Writes the first release's rows, from the facts."""
    rows = counted.expected(brand)["cells"]
    names = (*counted.BETS, *counted.ACCOUNTS)
    bets: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * 5)
    for (bucket, currency, game, provider, country, _, _), sums in rows.items():
        if game:
            key = (UUID(brand.operator_id), bucket, currency, game, provider, country)
            bets[key] = [had + more for had, more in zip(bets[key], sums[:5], strict=True)]
        else:
            values = dict(zip(names, sums, strict=True)) | {"at": bucket, "currency": currency, "country": country}
            columns = ", ".join(counted.ACCOUNTS)
            await connection.execute(
                text(f"""
                    INSERT INTO account_cells (operator_id, bucket, currency, country, {columns})
                    VALUES (:operator, :at, :currency, :country, {", ".join(f":{name}" for name in counted.ACCOUNTS)})
                """),
                values | {"operator": brand.operator_id},
            )
    for key, sums5 in bets.items():
        await connection.execute(
            text("INSERT INTO bet_cells VALUES (:o, :at, :currency, :game, :provider, :country, :a, :b, :c, :d, :e)"),
            dict(zip(("o", "at", "currency", "game", "provider", "country", *"abcde"), (*key, *sums5), strict=True)),
        )
    placed = Counter((counted.quarter(bet.at), bet.player, bet.currency, bet.country) for bet in brand.bets)
    seats = {seat: number for number, seat in enumerate(sorted({key[1:] for key in placed}))}
    for (player, currency, country), number in seats.items():
        await connection.execute(
            text("INSERT INTO seats VALUES (:operator, :player, :currency, :country, :number, :number)"),
            {
                "operator": brand.operator_id,
                "player": players[player],
                "currency": currency,
                "country": country,
                "number": number,
            },
        )
    sets: defaultdict[datetime, set[int]] = defaultdict(set)
    for (bucket, player, currency, country), number in placed.items():
        seat = seats[player, currency, country]
        sets[bucket].add(seat)
        await connection.execute(
            text("INSERT INTO active_players VALUES (:operator, :at, :player, :currency, :country, :bets, :seat)"),
            {
                "operator": brand.operator_id,
                "at": bucket,
                "player": players[player],
                "currency": currency,
                "country": country,
                "bets": number,
                "seat": seat,
            },
        )
    for bucket, members in sets.items():
        await connection.execute(
            text("INSERT INTO active_sets VALUES (:operator, :at, :seats)"),
            {"operator": brand.operator_id, "at": bucket, "seats": BitMap(members).serialize()},
        )


def moved(wanted: dict[str, counted.Rows]) -> dict[str, counted.Rows]:
    """What can be known after the move: of players the bets only, in no game; no squares."""
    known = dict(wanted)
    for table, (_, sums) in (counted.QUARTERS | counted.DAYS).items():
        keep = ("bets",) if table.startswith("player_") else [name for name in sums if name not in counted.SQUARES]
        rows: counted.Rows = {}
        for key, values in wanted[table].items():
            if table == "player_cells":
                key = (*key[:3], "", "", *key[5:])
            had = rows.get(key, (0,) * len(sums))
            left = tuple(v if name in keep else 0 for name, v in zip(sums, values, strict=True))
            rows[key] = tuple(a + b for a, b in zip(had, left, strict=True))
        known[table] = {key: values for key, values in rows.items() if any(values)}
    return known


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC"])
async def test_what_was_counted_is_moved(
    postgres: EmbeddedPostgres, nats_client: Client, keys: Keys, zone: str
) -> None:
    name = f"metrics_moving_{zone.lower().replace('/', '_')}"
    postgres.create_database(name, owner="metrics", password=PASSWORD)
    url = postgres.url(name, "metrics", PASSWORD)
    brand, players = brand_in(zone, random.Random(3)), {str(number): str(uuid7()) for number in range(6)}
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(first_release)
        await connection.execute(
            text("INSERT INTO operators VALUES (:operator, :operator, 'brand', :zone, 'EUR', 'live', 1)"),
            {"operator": brand.operator_id, "zone": zone},
        )
        await connection.execute(
            text("INSERT INTO ngr_rules VALUES (:operator, 1, '2000-01-01', 10000, 0, 0, 0, 0)"),
            {"operator": brand.operator_id},
        )
        await store(connection, brand, players)
    await migrations.upgrade(url, SCRIPTS)
    names = {player: name for name, player in players.items()}
    async with engine.connect() as connection:
        found = await counted.stored(connection, brand.operator_id, names)
        for table, rows in moved(counted.expected(brand)).items():
            assert found[table] == rows, table
    async with running(url, nats_client, keys) as metrics:
        # A bet of then that is voided now leaves its player's set, though it was counted under no game.
        bet = next(
            one
            for one in brand.bets
            if sum(other.player == one.player and brand.day(other.at) == brand.day(one.at) for other in brand.bets) == 1
        )
        settlement = (bet.settled_at, bet.payout) if bet.settled_at else None
        where = {"currency": bet.currency, "game": bet.game, "country": bet.country}
        void = an.voided(players[bet.player], NOW, bet.stake, bet.at, settlement, **where)
        await metrics.recorded(brand.operator_id, void)
        day = brand.day(bet.at)
        response = await metrics.dashboard([brand.operator_id], day.isoformat(), day.isoformat())
        left = [one for one in brand.bets if one is not bet and brand.day(one.at) == day]
        shown = figures(response)
        assert shown["active_players", ""][0] == len({one.player for one in left})
        assert shown["bets", ""][0] == len(left)
        assert response.to == date_of(day.isoformat())
    await engine.dispose()
