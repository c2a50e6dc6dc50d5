"""What became of each player of a bulk action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.paging import Keyset, PageOf, Total, count
from services.players.domain.job import Outcome, Result, ShownResult
from services.players.tables import FAILED, job_results, players

ORDER: Final = Keyset("job_results", [job_results.c.number], descending=False)


async def add(connection: AsyncConnection, operator_id: UUID, job_id: UUID, results: Sequence[Result]) -> None:
    """Keeps what became of some players."""
    if results:
        await connection.execute(
            insert(job_results),
            [
                {
                    "operator_id": operator_id,
                    "job_id": job_id,
                    "number": result.number,
                    "player_id": result.player_id,
                    "outcome": result.outcome.value,
                    "reason": result.reason,
                    "message": result.message,
                }
                for result in results
            ],
        )


async def page(
    connection: AsyncConnection, operator_id: UUID, job_id: UUID, failed_only: bool, cursor: str, size: int
) -> tuple[PageOf, Total]:
    """Results in the order in which they were done, each with by what its player is known."""
    query = select(job_results).where(job_results.c.operator_id == operator_id, job_results.c.job_id == job_id)
    if failed_only:
        query = query.where(FAILED)
    total = await count(connection, query)
    shown = query.add_columns(players.c.external_id, players.c.username).join(
        players,
        and_(players.c.operator_id == operator_id, players.c.player_id == job_results.c.player_id),
        isouter=True,
    )
    found = await ORDER.page(connection, shown, cursor, size)
    results = [
        ShownResult(
            Result(row.number, row.player_id, Outcome(row.outcome), row.reason, row.message),
            row.external_id or "",
            row.username or "",
        )
        for row in found.rows
    ]
    return PageOf(results, found.next_cursor), total
