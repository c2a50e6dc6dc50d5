"""Gives players and slices their numbers, once and for ever, and remembers them in the process.

A number that was read as committed holds as long as the database has lost nothing: only those are remembered, and all
are forgotten when the database's timeline is another one, as after a failover to a copy that may lag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.domain.rollups import SLICE
from services.metrics.domain.seats import NOBODY, moved
from services.metrics.tables import seat_regions

# operator, player, currency, country
Seat = tuple[str, str, str, str]
# operator, currency, game, provider, country, device, channel
Slice = tuple[str, str, str, str, str, str, str]
_K = TypeVar("_K", Seat, Slice)

_WANTED: Final = """
    unnest(
        CAST(:operators AS uuid[]), CAST(:players AS uuid[]), CAST(:currencies AS text[]), CAST(:countries AS text[])
    )"""
_FIND: Final = text(f"""
    SELECT array_agg(seats.number ORDER BY n)
    FROM {_WANTED} WITH ORDINALITY AS wanted (operator_id, player_id, currency, country, n)
    LEFT JOIN seats USING (operator_id, player_id, currency, country)
""")  # noqa: S608 - fragments of this module only
# Numbers are given by one transaction at a time. The lock comes in a statement of its own, so that the next one sees
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

_DIMENSIONS: Final = ", ".join(SLICE)
_WANTED_SLICES: Final = f"""
    unnest(
        CAST(:operators AS uuid[]), {", ".join(f"CAST(:{name} AS text[])" for name in SLICE)}
    )"""
_FIND_SLICES: Final = text(f"""
    SELECT array_agg(slices.slice ORDER BY n)
    FROM {_WANTED_SLICES} WITH ORDINALITY AS wanted (operator_id, {_DIMENSIONS}, n)
    LEFT JOIN slices USING (operator_id, {_DIMENSIONS})
""")  # noqa: S608 - fragments of this module only
_TAKE_SLICES: Final = text(f"""
    INSERT INTO slices (operator_id, slice, {_DIMENSIONS})
    SELECT operator_id,
           coalesce((SELECT max(slice) FROM slices AS given WHERE given.operator_id = wanted.operator_id), -1)
               + row_number() OVER (PARTITION BY operator_id ORDER BY {_DIMENSIONS}),
           {_DIMENSIONS}
    FROM {_WANTED_SLICES} AS wanted (operator_id, {_DIMENSIONS})
    LEFT JOIN slices AS known USING (operator_id, {_DIMENSIONS})
    WHERE known.slice IS NULL
""")  # noqa: S608 - fragments of this module only


class Numbers:
    """The numbers of seats and slices. At most `most` of each are remembered, those found longest ago go first.

    A transaction asks once: what it has given itself would else be remembered before it is committed.
    """

    def __init__(self, most: int = 200_000) -> None:
        self._most = most
        self._timeline = ""
        self._seats: dict[Seat, int] = {}
        self._slices: dict[Slice, int] = {}

    def on(self, timeline: str) -> None:
        """Forgets everything unless the database is on the timeline on which it was found."""
        if timeline != self._timeline:
            self._seats, self._slices, self._timeline = {}, {}, timeline

    async def seats(self, connection: AsyncConnection, wanted: Collection[Seat]) -> dict[Seat, int]:
        """The numbers of seats; those that have none get the operator's next ones."""
        numbers, unknown = self._remembered(self._seats, wanted)
        if unknown:
            found = (await connection.execute(_FIND, _seat_columns(unknown))).scalar_one()
            missing = self._keep(self._seats, numbers, unknown, found)
            if missing:
                await connection.execute(_LOCK, {"operators": sorted({seat[0] for seat in missing})})
                taken = await connection.execute(_TAKE, _seat_columns(missing))
                await _put_in_regions(connection, taken.all())
                given = (await connection.execute(_FIND, _seat_columns(missing))).scalar_one()
                numbers |= zip(missing, given, strict=True)
        return numbers

    async def slices(self, connection: AsyncConnection, wanted: Collection[Slice]) -> dict[Slice, int]:
        """The numbers of slices; those that have none get the operator's next ones."""
        numbers, unknown = self._remembered(self._slices, wanted)
        if unknown:
            found = (await connection.execute(_FIND_SLICES, _slice_columns(unknown))).scalar_one()
            missing = self._keep(self._slices, numbers, unknown, found)
            if missing:
                await connection.execute(_LOCK, {"operators": sorted({one[0] for one in missing})})
                await connection.execute(_TAKE_SLICES, _slice_columns(missing))
                given = (await connection.execute(_FIND_SLICES, _slice_columns(missing))).scalar_one()
                numbers |= zip(missing, given, strict=True)
        return numbers

    def _remembered(self, known: dict[_K, int], wanted: Collection[_K]) -> tuple[dict[_K, int], list[_K]]:
        numbers = {key: known[key] for key in wanted if key in known}
        return numbers, sorted(key for key in wanted if key not in numbers)

    def _keep(
        self, known: dict[_K, int], numbers: dict[_K, int], unknown: Sequence[_K], found: Sequence[int | None]
    ) -> list[_K]:
        """Remembers what was found committed; returns what was not found."""
        there = {key: number for key, number in zip(unknown, found, strict=True) if number is not None}
        numbers |= there
        known |= there
        if len(known) > self._most:
            for key in list(islice(known, len(known) - self._most // 2)):
                del known[key]
        return [key for key in unknown if key not in there]


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


def _seat_columns(wanted: Sequence[Seat]) -> dict[str, Sequence[str]]:
    operators, players, currencies, countries = zip(*wanted, strict=True)
    return {"operators": operators, "players": players, "currencies": currencies, "countries": countries}


def _slice_columns(wanted: Sequence[Slice]) -> dict[str, Sequence[str]]:
    return dict(zip(("operators", *SLICE), zip(*wanted, strict=True), strict=True))
