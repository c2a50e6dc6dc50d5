"""What every rollup must hold, counted the naive way, and what it does hold, its numbers as what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pyroaring import BitMap
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.metrics import naive

BETS = ("bets", "stakes", "settled_bets", "settled_stakes", "payouts")
ACCOUNTS = (
    *("registrations", "deposits", "deposited", "first_deposits", "first_deposited"),
    *("withdrawals", "withdrawn", "bonuses", "bonus_cost"),
)
SQUARES = ("stakes_sq", "payouts_sq", "stakes_payouts")
REGION = (*BETS, "registrations", "deposited", "first_deposits", "withdrawn")
SLICE = ("currency", "game", "provider", "country", "device", "channel")
SEAT = ("player", "currency", "country")
# By quarters and by days: dimensions and sums of each rollup.
QUARTERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cells": (SLICE, (*BETS, *ACCOUNTS)),
    "player_cells": (("player", *SLICE), (*BETS, "deposited", "withdrawn")),
    "totals": (("currency",), (*BETS, *ACCOUNTS)),
    "game_cells": (("currency", "game", "provider"), (*BETS, *SQUARES)),
    "region_cells": (("currency", "country"), REGION),
}
DAYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "game_days": (("currency", "game", "provider"), (*BETS, *SQUARES)),
    "region_days": (("currency", "country"), REGION),
    "player_days": (SEAT, ("bets", "stakes", "settled_stakes", "payouts", "deposited", "withdrawn")),
}
Rows = dict[tuple[Any, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Part:
    """What one fact adds somewhere."""

    at: datetime
    by: dict[str, str]
    sums: dict[str, int]


def parts(brand: naive.Brand) -> Iterator[Part]:
    """All that a brand's facts come to in the end."""
    for bet in brand.bets:
        if bet.voided:
            continue
        by = {name: getattr(bet, name) for name in ("player", "currency", "game", "country", "device", "channel")}
        by["provider"] = "acme"
        yield Part(bet.at, by, {"bets": 1, "stakes": bet.stake})
        if bet.settled_at:
            stake, payout = bet.stake, bet.payout
            squares = {"stakes_sq": stake**2, "payouts_sq": payout**2, "stakes_payouts": stake * payout}
            yield Part(bet.settled_at, by, {"settled_bets": 1, "settled_stakes": stake, "payouts": payout, **squares})
    for entry in brand.entries:
        kind, minor = entry.kind, entry.minor
        by = {name: getattr(entry, name) for name in ("player", "currency", "country", "device", "channel")}
        by |= {"game": "", "provider": ""}
        if kind == "registered":
            yield Part(entry.at, by | {"currency": ""}, {"registrations": 1})
        elif kind in ("deposit", "first_deposit", "reversed_deposit"):
            first = {"first_deposits": 1, "first_deposited": minor} if kind == "first_deposit" else {}
            yield Part(entry.at, by, {"deposits": 1, "deposited": minor, **first})
            if entry.ended_at:
                yield Part(entry.ended_at, by, {"deposited": -minor})
        elif kind == "withdrawal":
            yield Part(entry.at, by, {"withdrawals": 1, "withdrawn": minor})
        elif kind in naive.BONUSES:
            yield Part(entry.at, by, {"bonuses": 1, "bonus_cost": minor})
        elif kind == "bonus_debit":
            yield Part(entry.at, by, {"bonus_cost": -minor})
        elif kind == "asked_for" and entry.ended_at:
            yield Part(entry.ended_at, by, {"withdrawals": 1, "withdrawn": minor})


def expected(brand: naive.Brand) -> dict[str, Rows]:
    """Every rollup of a brand, without rows that come to nothing; its sets of active players too."""
    calendars = [(0, brand.zone), (1, ZoneInfo("UTC"))][: 1 if brand.zone.key == "UTC" else 2]
    found: dict[str, Rows] = {}
    facts = list(parts(brand))
    for table, (dimensions, sums) in (QUARTERS | DAYS).items():
        rows: dict[tuple[Any, ...], list[int]] = {}
        for fact in facts:
            if table in QUARTERS:
                times: list[tuple[Any, ...]] = [(quarter(fact.at),)]
            else:
                times = [(number, fact.at.astimezone(zone).date()) for number, zone in calendars]
            for time in times:
                row = rows.setdefault((*time, *(fact.by[name] for name in dimensions)), [0] * len(sums))
                for place, name in enumerate(sums):
                    row[place] += fact.sums.get(name, 0)
        found[table] = {key: tuple(row) for key, row in rows.items() if any(row)}
    placed = [fact for fact in facts if "bets" in fact.sums]
    found["active_sets"] = {(quarter(fact.at), *(fact.by[name] for name in SEAT)): () for fact in placed}
    found["active_days"] = {
        (number, fact.at.astimezone(zone).date(), *(fact.by[name] for name in SEAT)): ()
        for fact in placed
        for number, zone in calendars
    }
    return found


def quarter(moment: datetime) -> datetime:
    """The quarter of an hour in which a moment lies."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


async def stored(
    connection: AsyncConnection, operator_id: str, names: dict[str, str], generation: int = 0
) -> dict[str, Rows]:
    """Every rollup of an operator as it is stored; `names` are its players by id."""
    given = {"operator": operator_id, "generation": generation}
    seats = {
        number: (names[str(player)], currency, country)
        for number, player, currency, country in await connection.execute(
            text("SELECT number, player_id, currency, country FROM seats WHERE operator_id = :operator"), given
        )
    }
    slices = {
        row[0]: tuple(row[1:])
        for row in await connection.execute(
            text(f"SELECT slice, {', '.join(SLICE)} FROM slices WHERE operator_id = :operator"), given
        )
    }
    keys = {
        "cells": ("slice",),
        "player_cells": ("seat", "slice"),
        "player_days": ("currency", "seat"),
    }
    found: dict[str, Rows] = {}
    for table, (dimensions, sums) in (QUARTERS | DAYS).items():
        time = ("bucket",) if table in QUARTERS else ("calendar", "day")
        columns = (*time, *keys.get(table, dimensions), *sums)
        rows = await connection.execute(
            text(f"""
                SELECT {", ".join(columns)} FROM {table}
                WHERE operator_id = :operator AND generation = :generation
            """),
            given,
        )
        found[table] = {}
        for row in rows:
            when, rest, measured = row[: len(time)], row[len(time) : -len(sums)], tuple(map(int, row[-len(sums) :]))
            if table == "cells":
                rest = slices[rest[0]]
            elif table == "player_cells":
                rest = (seats[rest[0]][0], *slices[rest[1]])
                assert seats[row.seat][1:] == (rest[1], rest[4])
            elif table == "player_days":
                rest = seats[row.seat]
                assert row.currency == rest[1]
            if any(measured):
                found[table][(*when, *rest)] = measured
    for table, time in (("active_sets", ("bucket",)), ("active_days", ("calendar", "day"))):
        rows = await connection.execute(
            text(f"""
                SELECT {", ".join(time)}, seats FROM {table}
                WHERE operator_id = :operator AND generation = :generation
            """),
            given,
        )
        found[table] = {(*row[:-1], *seats[seat]): () for row in rows for seat in BitMap.deserialize(row.seats)}
    return found
