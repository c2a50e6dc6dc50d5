"""Jobs: protobuf <-> domain. What a job was asked is kept as the contract's own request."""

from __future__ import annotations

from typing import Any

from daybook.players.v1 import jobs_service_pb2 as wire
from google.protobuf import json_format
from google.protobuf.message import Message

from services.players.convert import listing, times
from services.players.domain.ban import BanScope
from services.players.domain.job import (
    Action,
    Banning,
    BulkSpec,
    ExportFormat,
    ExportSpec,
    Job,
    JobKind,
    Noting,
    Outcome,
    ShownResult,
    Spec,
    Tagging,
)
from services.players.domain.tag import normalised
from services.players.repository.jobs.columns import COLUMNS

_OUTCOMES = {Outcome.DONE: "done", Outcome.UNCHANGED: "unchanged", Outcome.FAILED: "failed"}


def read_export(request: wire.StartExportRequest) -> ExportSpec:
    """What is to be exported. Raises InvalidField."""
    return ExportSpec(
        filter=listing.read_filter(request.filter),
        order=listing.read_order(request.sort),
        format=ExportFormat(request.format),
        columns=tuple(request.columns) or tuple(COLUMNS),
        timezone=request.timezone,
        language=request.language or "en",
        reveal=request.reveal,
    )


def read_bulk(request: wire.StartBulkRequest | wire.PreviewBulkRequest) -> BulkSpec:
    """What is to be done, and to whom. Raises InvalidField."""
    return BulkSpec(listing.read_filter(request.filter), _read_action(request.action))


def _read_action(told: wire.BulkAction) -> Action:
    kind = told.WhichOneof("kind")
    if kind == "tag":
        add, remove = normalised(told.tag.add, "action.tag.add"), normalised(told.tag.remove, "action.tag.remove")
        return Tagging(tuple(sorted(add)), tuple(sorted(remove)))
    if kind == "ban":
        expires_at = None
        if told.ban.HasField("expires_at"):
            expires_at = times.read(told.ban.expires_at, "action.ban.expires_at")
        return Banning(tuple(BanScope(scope) for scope in told.ban.scopes), expires_at)
    return Noting(told.note.text.strip())


def kept(request: wire.StartExportRequest | wire.StartBulkRequest) -> bytes:
    """A request as a job keeps it."""
    return request.SerializeToString(deterministic=True)


def spec_of(job: Job) -> Spec:
    """What a job was asked."""
    if job.kind is JobKind.EXPORT:
        return read_export(wire.StartExportRequest.FromString(job.spec))
    return read_bulk(wire.StartBulkRequest.FromString(job.spec))


def spent(job: Job) -> bytes:
    """What is kept of a job that never goes on: what it did, not by what, an e-mail say, its players were found."""
    request: Message
    if job.kind is JobKind.EXPORT:
        request = wire.StartExportRequest.FromString(job.spec)
    else:
        request = wire.StartBulkRequest.FromString(job.spec)
    request.ClearField("filter")
    return request.SerializeToString(deterministic=True)


def told(request: wire.StartExportRequest | wire.StartBulkRequest) -> dict[str, Any]:
    """What an audit record says of a request: the filter and what is done. Of a selection by hand how many it names."""
    said = _plain(request)
    for name in ("operator_id", "request_id", "reason"):
        said.pop(name, None)
    if chosen := request.filter.player_ids:
        said["filter"]["player_ids"] = len(chosen)
    return said


def _plain(message: Message) -> dict[str, Any]:
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def job(stored: Job, *, own: bool) -> wire.Job:
    """A job as its caller sees it."""
    message = wire.Job(
        operator_id=str(stored.operator_id),
        job_id=str(stored.job_id),
        kind=wire.JobKind.ValueType(stored.kind),
        state=wire.JobState.ValueType(stored.state),
        started_by=stored.actor.name,
        done=stored.done,
        total=stored.total or 0,
        total_approximate=stored.total is None,
        failed=stored.failed,
        unchanged=stored.unchanged,
        problem=stored.problem or "",
        reason=stored.reason,
        own=own,
    )
    times.write(message.created_at, stored.created_at)
    if stored.finished_at is not None:
        times.write(message.finished_at, stored.finished_at)
    if stored.expires_at is not None:
        times.write(message.expires_at, stored.expires_at)
    if stored.kind is JobKind.EXPORT:
        asked = wire.StartExportRequest.FromString(stored.spec)
        message.format, message.masked = asked.format, not asked.reveal
        if stored.file_name is not None:
            message.file_name, message.size_bytes = stored.file_name, stored.size_bytes
    else:
        message.action.CopyFrom(wire.StartBulkRequest.FromString(stored.spec).action)
        message.masked = True
    return message


def result(shown: ShownResult) -> wire.ListBulkResultsResponse.Result:
    """What became of one player."""
    one = shown.result
    return wire.ListBulkResultsResponse.Result(
        player_id=str(one.player_id),
        external_id=shown.external_id,
        username=shown.username,
        outcome=_OUTCOMES[one.outcome],
        reason=one.reason,
        message=one.message,
    )
