"""Rebuilds: histories as players tells them into tallies, and how far rebuilds are into messages."""

from __future__ import annotations

from uuid import UUID

from daybook.metrics.v1 import rebuild_service_pb2 as pb
from daybook.players.v1 import events_pb2 as players
from daybook.players.v1 import figures_service_pb2 as history
from google.type import date_pb2

from services.metrics.convert import activity
from services.metrics.domain.rebuilds import Difference, Held, Rebuild
from services.metrics.domain.tally import Tally


def held(part: history.ReplayActivityResponse) -> Held:
    """Which announcements a history holds, by its first part."""
    return Held(part.announced_source, part.announced_through, frozenset(map(UUID, part.announced_ids)))


def add_history(tally: Tally, operator_id: UUID, part: history.ReplayActivityResponse) -> None:
    """Adds a part of a history to a tally."""
    activity.add_activities(tally, str(operator_id), part.activities)


def add_event(tally: Tally, payload: bytes) -> None:
    """Adds an event that was consumed to a tally."""
    message = players.ActivityRecorded.FromString(payload)
    activity.add_activities(tally, message.operator_id, message.activities)


def rebuild(stored: Rebuild) -> pb.Rebuild:
    """How far a rebuild is."""
    message = pb.Rebuild(
        operator_id=str(stored.operator_id),
        rebuild_id=str(stored.rebuild_id),
        state=pb.RebuildState.ValueType(stored.state),
        done=stored.done,
        total=max(stored.total, stored.done),
        started_by=stored.started_by,
        reason=stored.reason,
        differences=[_difference(one) for one in stored.differences or ()],
        compared=stored.differences is not None,
        differences_total=stored.differences_total,
        error=stored.error,
    )
    message.started_at.FromDatetime(stored.started_at)
    if stored.finished_at is not None:
        message.finished_at.FromDatetime(stored.finished_at)
    return message


def _difference(one: Difference) -> pb.RebuildDifference:
    return pb.RebuildDifference(
        sums=one.sums,
        day=date_pb2.Date(year=one.day.year, month=one.day.month, day=one.day.day),
        currency=one.currency,
        measure=one.measure,
        before=one.before,
        after=one.after,
    )
