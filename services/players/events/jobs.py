"""What is announced of exports and bulk actions."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from daybook.players.v1 import events_pb2 as wire

from kit.actions import State, privileged
from kit.auth.actor import Actor
from kit.events import Event
from services.players.domain.job import Job

# What a filter or a note may say of a person.
_PERSONAL_OF_JOBS: Final = frozenset(
    f"filter.{name}" for name in ("query", "email", "phone", "document", "registration_ip", "login_ip", "device")
) | {"action.note.text"}


def job_changed(
    name: str,
    job: Job,
    at: datetime,
    *,
    actor: Actor | None = None,
    before: State | None = None,
    after: State | None = None,
    request_id: str = "",
) -> Event:
    """A job was started, stopped, resumed, ended or its file fetched: by who started it, unless somebody else did."""
    action = privileged(
        f"{job.kind.name.lower()}.{name}",
        actor or job.actor,
        at,
        target_type="job",
        target_id=str(job.job_id),
        target_label=job.file_name or "",
        operator_id=str(job.operator_id),
        reason=job.reason,
        before=before,
        after=after,
        sensitive=_PERSONAL_OF_JOBS,
        request_id=request_id,
    )
    message = wire.JobChanged(action=action, operator_id=str(job.operator_id), job_id=str(job.job_id))
    return Event("job_changed", job.operator_id, message)
