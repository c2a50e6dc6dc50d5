"""Figures counted again: messages as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from daybook.metrics.v1 import rebuild_service_pb2 as pb

from gateway.convert.values import moment_or_none
from gateway.models import rebuilds as models

_STATES: Final[dict[int, Any]] = {
    pb.REBUILD_STATE_BUILDING: "building",
    pb.REBUILD_STATE_SWITCHING: "switching",
    pb.REBUILD_STATE_FAILED: "failed",
}


def rebuild(one: pb.Rebuild) -> models.RebuildAnswer:
    """How far it is."""
    return models.RebuildAnswer(
        rebuild=models.Rebuild(
            state=_STATES.get(one.state, "idle"),
            cancelled=one.state == pb.REBUILD_STATE_CANCELLED,
            done=one.done,
            total=one.total,
            started_at=moment_or_none(one.HasField("started_at"), one.started_at),
            finished_at=moment_or_none(one.HasField("finished_at"), one.finished_at),
            started_by=one.started_by or None,
            reason=one.reason or None,
            differences=[_difference(each) for each in one.differences] if one.compared else None,
            differences_total=one.differences_total,
            error=one.error or None,
        )
    )


def _difference(one: pb.RebuildDifference) -> models.Difference:
    return models.Difference(
        sums=one.sums,
        day=date(one.day.year, one.day.month, one.day.day),
        currency=one.currency,
        measure=one.measure,
        before=one.before,
        after=one.after,
    )
