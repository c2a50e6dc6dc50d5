"""Audit entries and the checkpoint as JSON."""

from __future__ import annotations

import base64
from typing import Any, Final
from uuid import UUID

from daybook.audit.v1 import audit_service_pb2 as pb
from daybook.types.v1 import action_pb2
from google.protobuf import json_format, struct_pb2

from gateway.convert.values import moment, moment_or_none
from gateway.models import audit as models

OUTCOME: Final[dict[str, action_pb2.Outcome.ValueType]] = {
    "succeeded": action_pb2.OUTCOME_SUCCEEDED,
    "refused": action_pb2.OUTCOME_REFUSED,
    "failed": action_pb2.OUTCOME_FAILED,
}
_OUTCOME_NAMES: Final = {value: name for name, value in OUTCOME.items()}


def entry(one: pb.Entry, change_count: int) -> models.Entry:
    """An entry of a list."""
    return models.Entry.model_validate(_facts(one, change_count))


def detail(answer: pb.GetEntryResponse) -> models.EntryDetail:
    """An entry whole."""
    action = answer.entry.action
    origin = action.origin
    return models.EntryDetail.model_validate(
        {
            **_facts(answer.entry, len(action.changes)),
            "changes": [
                models.Change(
                    path=change.path,
                    before=_plain(change.before) if change.HasField("before") else None,
                    after=_plain(change.after) if change.HasField("after") else None,
                    sensitive=change.sensitive,
                )
                for change in action.changes
            ],
            "origin": models.EntryOrigin(
                ip=origin.ip,
                user_agent=origin.user_agent,
                session_id=origin.session_id,
                request_id=origin.request_id,
                trace_id=origin.trace_id,
            ),
            "leaf_hash": answer.leaf_hash.hex(),
            "leaf_index": answer.entry.index,
            "raw": base64.b64encode(answer.raw).decode(),
            "schema_version": action.schema_version,
        }
    )


def checkpoint(answer: pb.GetCheckpointResponse) -> models.Checkpoint:
    """The latest checkpoint."""
    return models.Checkpoint(
        size=answer.size,
        root_hash=answer.root_hash.hex(),
        signed_note=answer.signed_note,
        signed_at=moment_or_none(answer.HasField("signed_at"), answer.signed_at),
        open_gaps=[
            models.Gap(source=gap.source, expected_seq=gap.expected_seq, parked=gap.parked) for gap in answer.open_gaps
        ],
    )


def _facts(one: pb.Entry, change_count: int) -> dict[str, Any]:
    action = one.action
    return {
        "id": UUID(one.event_id),
        "seq": one.index,
        "recorded_at": moment(one.recorded_at),
        "at": moment(action.at),
        "action": action.action,
        "actor": models.AuditActor(
            kind=action_pb2.Actor.Kind.Name(action.actor.kind).removeprefix("KIND_").lower(),
            id=action.actor.id,
            name=action.actor.name,
        ),
        "company_id": action.company_id or None,
        "operator_id": action.operator_id or None,
        "target": models.Target(type=action.target.type, id=action.target.id, label=action.target.label),
        "reason": action.reason,
        "outcome": _OUTCOME_NAMES.get(action.outcome, "unknown"),
        "change_count": change_count,
        "source": one.source,
    }


def _plain(value: struct_pb2.Value) -> Any:
    """A stored value; protobuf keeps every number as a double, people wrote integers."""
    plain = json_format.MessageToDict(value)
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain
