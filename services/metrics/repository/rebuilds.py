"""Rebuilds in SQL: their rows, the log of what is consumed meanwhile, and the comparison of two generations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.events import Received
from services.metrics.domain.days import OWN
from services.metrics.domain.rebuilds import Difference, Held, Rebuild, RebuildState
from services.metrics.domain.rollups import ROLLUPS, SQUARES, Rollup, Time
from services.metrics.tables import held, rebuild_log, rebuilds

_COMPARED: Final = ("totals", "game_days", "region_days")
_WANTED: Final = "state = 1 OR going IS NOT NULL"


async def find(connection: AsyncConnection, operator_id: UUID) -> Rebuild | None:
    """An operator's last rebuild."""
    row = (await connection.execute(rebuilds.select().where(rebuilds.c.operator_id == operator_id))).first()
    return _rebuild(row) if row is not None else None


async def lock(connection: AsyncConnection, operator_id: UUID) -> Rebuild | None:
    """The same, locked until the transaction ends, as is the place of the first one."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('rebuild ' || :operator, 0))"),
        {"operator": str(operator_id)},
    )
    query = rebuilds.select().where(rebuilds.c.operator_id == operator_id).with_for_update()
    row = (await connection.execute(query)).first()
    return _rebuild(row) if row is not None else None


async def put(connection: AsyncConnection, new: Rebuild) -> None:
    """Keeps a rebuild that begins, instead of the one before."""
    values = {
        "rebuild_id": new.rebuild_id,
        "state": new.state,
        "generation": new.generation,
        "going": new.going,
        "done": new.done,
        "total": new.total,
        "counted": new.counted,
        "source": new.held.source,
        "through": new.held.through,
        "ids": list(new.held.ids),
        "started_at": new.started_at,
        "finished_at": new.finished_at,
        "started_by": new.started_by,
        "reason": new.reason,
        "error": new.error,
        "failures": new.failures,
        "differences": None,
        "differences_total": new.differences_total,
        "worker": None,
        "lease_until": None,
    }
    statement = insert(rebuilds).values(operator_id=new.operator_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["operator_id"], set_=values))


async def change(connection: AsyncConnection, operator_id: UUID, **values: Any) -> None:
    """Changes columns of a rebuild's row, which is locked."""
    await connection.execute(update(rebuilds).where(rebuilds.c.operator_id == operator_id).values(values))


_TO_DO: Final = text(f"""
    SELECT operator_id FROM rebuilds
    WHERE ({_WANTED}) AND (lease_until IS NULL OR lease_until < now()) ORDER BY started_at LIMIT 1
""")  # noqa: S608 - our own condition
_CLAIM: Final = text(f"""
    UPDATE rebuilds SET worker = :worker, lease_until = now() + :lease
    WHERE operator_id = :operator AND ({_WANTED}) AND (lease_until IS NULL OR lease_until < now())
    RETURNING *
""")  # noqa: S608 - our own condition
_HOLD: Final = text("""
    UPDATE rebuilds SET lease_until = now() + :lease WHERE operator_id = :operator AND worker = :worker RETURNING *
""")
_GIVE_BACK: Final = text("""
    UPDATE rebuilds SET worker = NULL, lease_until = now() + :pause WHERE operator_id = :operator AND worker = :worker
""")


async def to_do(connection: AsyncConnection) -> UUID | None:
    """An operator whose rebuild waits, or was left behind."""
    found: UUID | None = (await connection.execute(_TO_DO)).scalar_one_or_none()
    return found


async def claim(connection: AsyncConnection, operator_id: UUID, worker: UUID, lease: timedelta) -> Rebuild | None:
    """Takes a rebuild over; None when somebody else was faster."""
    asked = {"operator": operator_id, "worker": worker, "lease": lease}
    row = (await connection.execute(_CLAIM, asked)).first()
    return _rebuild(row) if row is not None else None


async def hold(connection: AsyncConnection, operator_id: UUID, worker: UUID, lease: timedelta) -> Rebuild | None:
    """Locks a rebuild that a worker has until the transaction ends; None when it has it no more."""
    asked = {"operator": operator_id, "worker": worker, "lease": lease}
    row = (await connection.execute(_HOLD, asked)).first()
    return _rebuild(row) if row is not None else None


async def give_back(connection: AsyncConnection, operator_id: UUID, worker: UUID, pause: timedelta) -> None:
    """Lets another worker have a rebuild after a pause."""
    await connection.execute(_GIVE_BACK, {"operator": operator_id, "worker": worker, "pause": pause})


_STANDS: Final = text("""
    SELECT counted.operator_id, held.source, held.through, held.ids, coalesce(rebuilds.state = 1, false) AS building
    FROM unnest(CAST(:operators AS uuid[])) AS counted (operator_id)
    LEFT JOIN held USING (operator_id)
    LEFT JOIN rebuilds USING (operator_id)
    WHERE held.operator_id IS NOT NULL OR rebuilds.state = 1
""")


async def stands(connection: AsyncConnection, operators: Sequence[str]) -> dict[str, tuple[Held, bool]]:
    """What the shown figures of operators hold beside what was consumed, and whether others are being built."""
    return {
        str(row.operator_id): (Held(row.source or "", row.through or 0, frozenset(row.ids or ())), row.building)
        for row in await connection.execute(_STANDS, {"operators": operators})
    }


async def keep_aside(connection: AsyncConnection, events: Sequence[Received]) -> None:
    """Logs what is consumed while a rebuild is under way."""
    rows = [
        {
            "operator_id": UUID(one.tenant),
            "event_id": one.id,
            "source": one.source,
            "seq": one.seq,
            "payload": one.payload,
        }
        for one in events
    ]
    await connection.execute(insert(rebuild_log).on_conflict_do_nothing(), rows)


_TAKE: Final = text("""
    DELETE FROM rebuild_log WHERE operator_id = :operator AND event_id IN (
        SELECT event_id FROM rebuild_log WHERE operator_id = :operator ORDER BY event_id LIMIT :most
    )
    RETURNING event_id, source, seq, payload
""")


async def take_logged(connection: AsyncConnection, operator_id: UUID, most: int) -> Sequence[Any]:
    """Some of what was logged, which is gone with the transaction."""
    return (await connection.execute(_TAKE, {"operator": operator_id, "most": most})).all()


async def forget_log(connection: AsyncConnection, operator_id: UUID) -> None:
    """Forgets what was logged."""
    await connection.execute(rebuild_log.delete().where(rebuild_log.c.operator_id == operator_id))


async def put_held(connection: AsyncConnection, operator_id: UUID, told: Held) -> None:
    """Keeps what the history holds from which the figures that are shown were made."""
    values = {"source": told.source, "through": told.through, "ids": list(told.ids)}
    statement = insert(held).values(operator_id=operator_id, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["operator_id"], set_=values))


def _sums(rollup: Rollup) -> Any:
    day = "(bucket AT TIME ZONE 'UTC')::date" if rollup.time is Time.QUARTER else "day"
    own = "" if rollup.time is Time.QUARTER else f"AND calendar = {OWN}"
    measures = [name for name in rollup.measures if name not in SQUARES]
    return measures, text(f"""
        SELECT {day} AS day, currency, generation, {", ".join(f"sum({name})" for name in measures)}
        FROM {rollup.name} WHERE operator_id = :operator AND generation IN (:before, :after) {own}
        GROUP BY 1, 2, 3
    """)  # noqa: S608 - names of the domain's declaration only


_SUMS: Final = {rollup.name: _sums(rollup) for rollup in ROLLUPS if rollup.name in _COMPARED}


async def sums(
    connection: AsyncConnection, operator_id: UUID, before: int, after: int
) -> list[tuple[str, dict[tuple[date, str], dict[str, int]], dict[tuple[date, str], dict[str, int]]]]:
    """The sums of two generations by day and currency."""
    found = []
    for name, (measures, query) in _SUMS.items():
        by: defaultdict[int, dict[tuple[date, str], dict[str, int]]] = defaultdict(dict)
        asked = {"operator": operator_id, "before": before, "after": after}
        for day, currency, generation, *values in await connection.execute(query, asked):
            by[generation][day, currency] = dict(zip(measures, map(int, values), strict=True))
        found.append((name, by[before], by[after]))
    return found


def _rebuild(row: Any) -> Rebuild:
    return Rebuild(
        operator_id=row.operator_id,
        rebuild_id=row.rebuild_id,
        state=RebuildState(row.state),
        generation=row.generation,
        going=row.going,
        done=row.done,
        total=row.total,
        counted=row.counted,
        held=Held(row.source, row.through, frozenset(row.ids)),
        started_at=row.started_at,
        finished_at=row.finished_at,
        started_by=row.started_by,
        reason=row.reason,
        error=row.error,
        failures=row.failures,
        differences=None if row.differences is None else [_difference(one) for one in row.differences],
        differences_total=row.differences_total,
    )


def _difference(stored: Mapping[str, Any]) -> Difference:
    return Difference(**{**stored, "day": date.fromisoformat(stored["day"])})


def stored(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Differences as they are kept."""
    return [{**one._asdict(), "day": one.day.isoformat()} for one in differences]
