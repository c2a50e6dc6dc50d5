"""Privileged actions: the record that every such event carries, with a diff of stored state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from daybook.types.v1 import action_pb2
from google.protobuf import json_format, struct_pb2

from kit import masking, telemetry
from kit.auth.actor import Actor, ActorKind

State = Mapping[str, Any]

_KINDS: Final = {
    ActorKind.STAFF: action_pb2.Actor.KIND_STAFF,
    ActorKind.API_KEY: action_pb2.Actor.KIND_API_KEY,
    ActorKind.PLATFORM: action_pb2.Actor.KIND_PLATFORM,
    ActorKind.SYSTEM: action_pb2.Actor.KIND_SYSTEM,
    ActorKind.ANONYMOUS: action_pb2.Actor.KIND_ANONYMOUS,
}
_ABSENT: Final = object()


def privileged(
    action: str,
    actor: Actor,
    at: datetime,
    *,
    target_type: str,
    target_id: str,
    target_label: str = "",
    operator_id: str = "",
    company_id: str = "",
    reason: str = "",
    before: State | None = None,
    after: State | None = None,
    sensitive: Collection[str] = (),
    outcome: action_pb2.Outcome.ValueType = action_pb2.OUTCOME_SUCCEEDED,
    request_id: str = "",
    schema_version: int = 1,
) -> action_pb2.PrivilegedAction:
    """The record of an action, `action` being "noun.verb".

    `before` and `after` are the stored state of the target on both sides; paths in `sensitive` show only that they
    changed. The company follows from the operator when it is not given.
    """
    message = action_pb2.PrivilegedAction(
        action=action,
        actor=action_pb2.Actor(kind=_KINDS[actor.kind], id=actor.id, name=actor.name),
        company_id=company_id or (actor.company_of(operator_id) if operator_id else ""),
        operator_id=operator_id,
        target=action_pb2.Target(type=target_type, id=target_id, label=target_label),
        reason=reason,
        changes=diff(before or {}, after or {}, sensitive),
        outcome=outcome,
        origin=action_pb2.Origin(
            ip=actor.ip,
            user_agent=actor.user_agent,
            session_id=actor.session_id,
            request_id=request_id,
            trace_id=telemetry.trace_id(),
        ),
        schema_version=schema_version,
    )
    message.at.FromDatetime(at)
    return message


def diff(before: State, after: State, sensitive: Collection[str] = ()) -> list[action_pb2.Change]:
    """Every path whose value differs, in order of path."""
    old, new = _flatten(before), _flatten(after)
    changes = []
    for path in sorted(old.keys() | new.keys()):
        was, is_now = old.get(path, _ABSENT), new.get(path, _ABSENT)
        if was == is_now:
            continue
        hidden = path in sensitive
        change = action_pb2.Change(path=path, sensitive=hidden)
        if was is not _ABSENT:
            change.before.CopyFrom(_value(masking.HIDDEN if hidden else was))
        if is_now is not _ABSENT:
            change.after.CopyFrom(_value(masking.HIDDEN if hidden else is_now))
        changes.append(change)
    return changes


def _flatten(state: State, prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in state.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = _plain(value)
    return flat


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)  # JSON numbers would lose digits
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    return value


def _value(plain: Any) -> struct_pb2.Value:
    return json_format.ParseDict(plain, struct_pb2.Value())
