"""Exports and bulk actions: JSON <-> messages."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from daybook.players.v1 import filter_pb2, player_pb2
from daybook.players.v1 import jobs_service_pb2 as pb

from gateway.convert import player_list
from gateway.convert.player_care import SCOPE, SCOPE_NAMES
from gateway.convert.players import STATUS_NAMES
from gateway.convert.values import moment, moment_or_none, timestamp
from gateway.domain.directory import Operator
from gateway.models import jobs as models
from gateway.models.base import Total
from gateway.models.player_list import PlayerSort
from kit.ids import uuid7

KIND: Final[dict[models.JobKind, pb.JobKind.ValueType]] = {"export": pb.JOB_KIND_EXPORT, "bulk": pb.JOB_KIND_BULK}
_KINDS: Final = {number: name for name, number in KIND.items()}
_FORMAT: Final[dict[models.ExportFormat, pb.ExportFormat.ValueType]] = {
    "csv": pb.EXPORT_FORMAT_CSV,
    "xlsx": pb.EXPORT_FORMAT_XLSX,
}
_FORMATS: Final = {number: name for name, number in _FORMAT.items()}
_STATES: Final[dict[pb.JobState.ValueType, models.JobState]] = {
    pb.JOB_STATE_WAITING: "waiting",
    pb.JOB_STATE_RUNNING: "running",
    pb.JOB_STATE_DONE: "done",
    pb.JOB_STATE_CANCELLED: "cancelled",
    pb.JOB_STATE_FAILED: "failed",
    pb.JOB_STATE_EXPIRED: "expired",
}


def export_request(body: models.NewExport, operator: Operator) -> pb.StartExportRequest:
    """An export to begin; a caller that sends no request id gets a new one."""
    return pb.StartExportRequest(
        operator_id=str(operator.operator_id),
        filter=_selection(body.filter, operator, body.sort),
        sort=player_list.sort_message(body.sort),
        format=_FORMAT[body.format],
        columns=body.columns or (),
        timezone=body.timezone,
        reveal=body.reveal,
        reason=body.reason,
        request_id=str(body.request_id or uuid7()),
        language=body.language,
    )


def preview_request(body: models.BulkQuestion, operator: Operator) -> pb.PreviewBulkRequest:
    """What is to be looked at."""
    return pb.PreviewBulkRequest(
        operator_id=str(operator.operator_id),
        filter=_selection(body.filter, operator, None),
        action=_action(body.action),
    )


def bulk_request(body: models.NewBulk, operator: Operator) -> pb.StartBulkRequest:
    """A bulk action to begin."""
    return pb.StartBulkRequest(
        operator_id=str(operator.operator_id),
        filter=_selection(body.filter, operator, None),
        action=_action(body.action),
        reason=body.reason,
        expected=body.expected,
        request_id=str(body.request_id or uuid7()),
    )


def _selection(wanted: models.Selection, operator: Operator, sort: PlayerSort | None) -> filter_pb2.PlayerFilter:
    """A filter; ranges and orders of money are in the operator's currency unless it names one, as in the list."""
    currency = operator.currency if player_list.needs_currency(wanted, sort) else ""
    message = player_list.filter_message(wanted, currency)
    message.player_ids.extend(str(one) for one in wanted.player_id)
    return message


def _action(action: models.Action) -> pb.BulkAction:
    if isinstance(action, models.TagAction):
        return pb.BulkAction(tag=pb.BulkAction.Tag(add=action.add, remove=action.remove))
    if isinstance(action, models.BanAction):
        scopes = [SCOPE[scope] for scope in dict.fromkeys(action.scopes)]
        return pb.BulkAction(ban=pb.BulkAction.Ban(scopes=scopes, expires_at=timestamp(action.expires_at)))
    return pb.BulkAction(note=pb.BulkAction.Note(text=action.text))


def action_permission(action: models.Action) -> str:
    """What an action needs besides players.bulk."""
    return {"tag": "players.tag", "ban": "players.suspend", "note": "players.note"}[action.type]


def permissions(one: pb.Job) -> list[str]:
    """What whoever resumes a job must hold."""
    if one.kind == pb.JOB_KIND_EXPORT:
        return ["players.export", *([] if one.masked else ["players.reveal"])]
    kinds = {"tag": "players.tag", "ban": "players.suspend", "note": "players.note"}
    return ["players.bulk", kinds[one.action.WhichOneof("kind") or ""]]


def job(one: pb.Job) -> models.Job:
    """A job."""
    return models.Job(
        id=UUID(one.job_id),
        operator_id=UUID(one.operator_id),
        kind=_KINDS[one.kind],
        state=_STATES[one.state],
        started_by=one.started_by,
        created_at=moment(one.created_at),
        finished_at=moment_or_none(one.HasField("finished_at"), one.finished_at),
        done=one.done,
        total=one.total,
        total_approximate=one.total_approximate,
        failed=one.failed,
        unchanged=one.unchanged,
        problem=one.problem or None,
        format=_FORMATS.get(one.format),
        file_name=one.file_name or None,
        size_bytes=one.size_bytes if one.file_name else None,
        expires_at=moment_or_none(one.HasField("expires_at"), one.expires_at),
        action=_told(one.action),
        reason=one.reason,
        own=one.own,
        masked=one.masked,
    )


def _told(action: pb.BulkAction) -> models.ToldTag | models.ToldBan | models.ToldNote | None:
    kind = action.WhichOneof("kind")
    if kind == "tag":
        return models.ToldTag(add=list(action.tag.add), remove=list(action.tag.remove))
    if kind == "ban":
        ban = action.ban
        return models.ToldBan(
            scopes=[SCOPE_NAMES[scope] for scope in ban.scopes],
            expires_at=moment_or_none(ban.HasField("expires_at"), ban.expires_at),
        )
    return models.ToldNote(text=action.note.text) if kind == "note" else None


def preview(answer: pb.PreviewBulkResponse) -> models.BulkPreview:
    """What a bulk action would do."""
    return models.BulkPreview(
        total=Total(count=answer.total.count, approximate=answer.total.approximate),
        sample=[_sample(one) for one in answer.sample],
        sample_unchanged=answer.sample_unchanged,
    )


def _sample(one: player_pb2.Player) -> models.BulkSample:
    return models.BulkSample(
        id=UUID(one.player_id),
        external_id=one.external_id,
        username=one.username,
        name=f"{one.first_name} {one.last_name}".strip(),
        country=one.country,
        status=STATUS_NAMES[one.status],
        tags=list(one.tags),
        bans=[SCOPE_NAMES[ban.scope] for ban in one.bans],
    )


def result(one: pb.ListBulkResultsResponse.Result) -> models.BulkResult:
    """What became of one player."""
    return models.BulkResult(
        player_id=UUID(one.player_id),
        external_id=one.external_id,
        username=one.username,
        outcome=cast(models.Outcome, one.outcome),
        reason=one.reason or None,
        message=one.message or None,
    )
