"""Keeps who was active: players' seats, the bets of each per bucket, and the sets of seats that follow from these.

A set is written in the transaction that moved the bets of which it is made, under its row's lock, and only when a seat
came (a first bet that stands) or went (its last one voided). Rows are locked in the order of their keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.seats import NOBODY, Further, RegionSeats, moved
from services.metrics.domain.tally import ActiveKey
from services.metrics.tables import seat_regions, seats

# operator, player, currency, country
_Seat = tuple[str, str, str, str]

_WANTED: Final = """
    unnest(
        CAST(:operators AS uuid[]), CAST(:players AS uuid[]), CAST(:currencies AS text[]), CAST(:countries AS text[])
    )"""
_FIND: Final = text(f"""
    SELECT array_agg(seats.number ORDER BY n)
    FROM {_WANTED} WITH ORDINALITY AS wanted (operator_id, player_id, currency, country, n)
    LEFT JOIN seats USING (operator_id, player_id, currency, country)
""")  # noqa: S608 - fragments of this module only
# Seats are numbered by one transaction at a time. The lock comes in a statement of its own, so that the next one sees
# what the transaction that held it before has committed.
_LOCK: Final = text("""
    SELECT pg_advisory_xact_lock(hashtextextended('seats ' || operator_id, 0))
    FROM unnest(CAST(:operators AS text[])) AS numbered (operator_id)
""")
_TAKE: Final = text(f"""
    WITH missing AS (
        SELECT wanted.* FROM {_WANTED} AS wanted (operator_id, player_id, currency, country)
        LEFT JOIN seats USING (operator_id, player_id, currency, country)
        WHERE seats.number IS NULL
    ),
    last AS MATERIALIZED (
        SELECT operator_id, coalesce(
                   (SELECT max(number) FROM seats WHERE seats.operator_id = numbering.operator_id), -1
               ) AS number
        FROM (SELECT DISTINCT operator_id FROM missing) AS numbering
    ),
    numbered AS (
        SELECT missing.*,
               last.number + row_number() OVER (PARTITION BY operator_id ORDER BY player_id, currency, country)
               AS number
        FROM missing JOIN last USING (operator_id)
    )
    INSERT INTO seats (operator_id, player_id, currency, country, number, first)
    SELECT operator_id, player_id, currency, country, number, coalesce(
               (SELECT min(known.first) FROM seats AS known
                WHERE known.operator_id = numbered.operator_id AND known.player_id = numbered.player_id),
               min(number) OVER (PARTITION BY operator_id, player_id)
           )
    FROM numbered
    RETURNING operator_id, currency, country, number
""")  # noqa: S608 - fragments of this module only
_PUT_REGIONS: Final = text("""
    INSERT INTO seat_regions (operator_id, currency, country, seats)
    SELECT * FROM unnest(
        CAST(:operators AS uuid[]), CAST(:currencies AS text[]), CAST(:countries AS text[]), CAST(:seats AS bytea[])
    )
    ON CONFLICT (operator_id, currency, country) DO UPDATE SET seats = excluded.seats
""")

_ADD: Final = text("""
    WITH counted AS (
        INSERT INTO active_players AS cell (operator_id, bucket, player_id, currency, country, seat, bets)
        SELECT operator_id, to_timestamp(quarter * 900), player_id, currency, country, seat, bets
        FROM unnest(
            CAST(:operators AS uuid[]), CAST(:quarters AS bigint[]), CAST(:players AS uuid[]),
            CAST(:currencies AS text[]), CAST(:countries AS text[]), CAST(:seats AS integer[]), CAST(:bets AS bigint[])
        ) AS added (operator_id, quarter, player_id, currency, country, seat, bets)
        ON CONFLICT (operator_id, bucket, player_id, currency, country) DO UPDATE SET bets = cell.bets + excluded.bets
        RETURNING new.operator_id, new.bucket, new.seat, coalesce(old.bets, 0) > 0 AS was, new.bets > 0 AS active
    )
    SELECT operator_id, bucket, coalesce(array_agg(seat) FILTER (WHERE active), '{}') AS came,
           coalesce(array_agg(seat) FILTER (WHERE was), '{}') AS went
    FROM counted WHERE active <> was
    GROUP BY operator_id, bucket
    ORDER BY operator_id, bucket
""")
_BUCKETS: Final = "unnest(CAST(:operators AS uuid[]), CAST(:buckets AS timestamptz[]))"
_OPEN: Final = text(f"""
    INSERT INTO active_sets (operator_id, bucket, seats)
    SELECT operator_id, bucket, :nobody FROM {_BUCKETS} AS moved (operator_id, bucket)
    ON CONFLICT (operator_id, bucket) DO NOTHING
""")  # noqa: S608 - fragments of this module only
_HOLD: Final = text(f"""
    SELECT active_sets.seats
    FROM {_BUCKETS} AS moved (operator_id, bucket) JOIN active_sets USING (operator_id, bucket)
    ORDER BY active_sets.operator_id, active_sets.bucket
    FOR UPDATE OF active_sets
""")  # noqa: S608 - fragments of this module only
_KEEP: Final = text("""
    UPDATE active_sets SET seats = moved.seats
    FROM unnest(CAST(:operators AS uuid[]), CAST(:buckets AS timestamptz[]), CAST(:seats AS bytea[]))
         AS moved (operator_id, bucket, seats)
    WHERE active_sets.operator_id = moved.operator_id AND active_sets.bucket = moved.bucket
""")


async def add(connection: AsyncConnection, added: Sequence[tuple[ActiveKey, int]]) -> None:
    """Adds bets, in the order of their keys, and moves the sets of those buckets in which seats came or went."""
    numbers = await _numbers(connection, {_seat(key) for key, _ in added})
    operators, quarters, players, currencies, countries = zip(*(key for key, _ in added), strict=True)
    rows = await connection.execute(
        _ADD,
        {
            "operators": operators,
            "quarters": quarters,
            "players": players,
            "currencies": currencies,
            "countries": countries,
            "seats": [numbers[_seat(key)] for key, _ in added],
            "bets": [bets for _, bets in added],
        },
    )
    if changes := rows.all():
        where: dict[str, list[UUID] | list[datetime]] = {
            "operators": [change.operator_id for change in changes],
            "buckets": [change.bucket for change in changes],
        }
        await connection.execute(_OPEN, where | {"nobody": NOBODY})
        held = (await connection.execute(_HOLD, where)).scalars()
        after = [moved(before, change.came, change.went) for before, change in zip(held, changes, strict=True)]
        await connection.execute(_KEEP, where | {"seats": after})


def _seat(key: ActiveKey) -> _Seat:
    operator, _, player, currency, country = key
    return operator, player, currency, country


async def _numbers(connection: AsyncConnection, wanted: Collection[_Seat]) -> dict[_Seat, int]:
    """The numbers of seats; those that have none get the operator's next ones."""
    ordered = sorted(wanted)
    found = (await connection.execute(_FIND, _columns(ordered))).scalar_one()
    numbers = dict(zip(ordered, found, strict=True))
    missing = [seat for seat in ordered if numbers[seat] is None]
    if missing:
        await connection.execute(_LOCK, {"operators": sorted({seat[0] for seat in missing})})
        taken = await connection.execute(_TAKE, _columns(missing))
        await _put_in_regions(connection, taken.all())
        found = (await connection.execute(_FIND, _columns(missing))).scalar_one()
        numbers |= zip(missing, found, strict=True)
    return numbers


async def _put_in_regions(connection: AsyncConnection, taken: Sequence[Any]) -> None:
    """Adds new seats to the sets of their regions; the lock under which they were numbered guards these too."""
    came: defaultdict[tuple[UUID, str, str], list[int]] = defaultdict(list)
    for operator_id, currency, country, number in taken:
        came[operator_id, currency, country].append(number)
    if not came:
        return
    known = await connection.execute(
        select(seat_regions).where(seat_regions.c.operator_id == func.any(list({key[0] for key in came})))
    )
    before = {(row.operator_id, row.currency, row.country): row.seats for row in known}
    operators, currencies, countries = zip(*came, strict=True)
    await connection.execute(
        _PUT_REGIONS,
        {
            "operators": operators,
            "currencies": currencies,
            "countries": countries,
            "seats": [moved(before.get(key, NOBODY), numbers) for key, numbers in came.items()],
        },
    )


def _columns(wanted: Sequence[_Seat]) -> dict[str, Sequence[str]]:
    operators, players, currencies, countries = zip(*wanted, strict=True)
    return {"operators": operators, "players": players, "currencies": currencies, "countries": countries}


async def regions(connection: AsyncConnection, ids: Collection[UUID]) -> list[RegionSeats]:
    """All seats of operators by country and currency."""
    columns = seat_regions.c
    rows = await connection.execute(
        select(columns.operator_id, columns.country, columns.currency, columns.seats).where(
            columns.operator_id == func.any(list(ids))
        )
    )
    return [RegionSeats(*row) for row in rows]


async def further(connection: AsyncConnection, ids: Collection[UUID]) -> dict[UUID, Further]:
    """The further seats of operators' players; an operator without any is missing."""
    rows = await connection.execute(
        select(seats.c.operator_id, func.array_agg(seats.c.number), func.array_agg(seats.c.first))
        .where(seats.c.operator_id == func.any(list(ids)), seats.c.number != seats.c.first)
        .group_by(seats.c.operator_id)
    )
    return {operator_id: Further(numbers, firsts) for operator_id, numbers, firsts in rows}
