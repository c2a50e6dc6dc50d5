"""Protobuf to the domain and back: what is read from an announced event, and how entries look in answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from daybook.audit.v1 import audit_service_pb2 as contract
from daybook.gateway.v1 import events_pb2 as gateway
from daybook.types.v1 import action_pb2
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from kit.errors import InvalidField
from kit.events import Received, UndecodableEvent
from services.audit.domain.entries import Act, Announced, Directory, Filters, Flag, Gap, Place, Reading
from services.audit.domain.envelope import MalformedEntry, read_entry
from services.audit.domain.registry import is_known

_OPERATOR_CHANGED: Final = gateway.OperatorChanged.DESCRIPTOR.full_name
_MAX_SEQ: Final = 2**63 - 1
_MAX_SOURCE: Final = 512
# Characters kept in columns; the bytes of an entry always have all. Ids are as long as a filter may be.
_ID: Final = 128
_NAME: Final = 256
_TEXT: Final = 2000


def announced(event: Received) -> Announced:
    """The event as the log takes it. Raises UndecodableEvent when it cannot be put in its source's order."""
    if not 0 < event.seq <= _MAX_SEQ or len(event.source) > _MAX_SOURCE:
        raise UndecodableEvent(f"The event {event.id} has no number of its source.")
    return Announced(
        event_id=event.id,
        source=event.source,
        seq=event.seq,
        type=event.type,
        time=event.headers.get("ce-time", ""),
        tenant=event.tenant,
        action=event.action,
        payload=event.payload,
    )


def read(event: Announced) -> Reading:
    """What can be read from an event, of whatever type: every privileged event has its action as field 1.

    Never raises: what cannot be read is flagged.
    """
    directory = _directory(event) if event.type == _OPERATOR_CHANGED else None
    if event.action is None:
        return Reading(False, Act(), Place(None, None), frozenset(), directory)
    texts = _Texts()
    try:
        carried = action_pb2.PrivilegedEvent.FromString(event.payload)
    except DecodeError:
        carried = None
    if carried is None or not carried.HasField("action"):
        # A header without a name only says that the type can carry an action; this one carries none.
        claims = carried is None or event.action != ""
        act = Act(action=texts.id(event.action))
        return Reading(claims, act, Place(None, None), frozenset({Flag.UNDECODABLE}), directory)
    action = carried.action
    flags = set()
    if event.action != action.action:
        flags.add(Flag.ACTION_DIFFERS)
    if not is_known(action.action, action.schema_version):
        flags.add(Flag.UNKNOWN_ACTION)
    act = _act(action, texts)
    place = Place(texts.uuid(action.operator_id), texts.uuid(action.company_id))
    if texts.bad or (act.at is None and action.HasField("at")):
        flags.add(Flag.BAD_VALUE)
    if directory is None and place.operator_id and place.company_id:
        directory = Directory(place.operator_id, place.company_id, 0)
    return Reading(True, act, place, frozenset(flags), directory)


def act_of(event: Announced) -> Act:
    """The columns read from an event."""
    return read(event).act


def _act(action: action_pb2.PrivilegedAction, texts: _Texts) -> Act:
    actor, target, origin = action.actor, action.target, action.origin
    return Act(
        actor_kind=actor.kind,
        actor_id=texts.id(actor.id),
        actor_name=texts.cut(actor.name, _NAME),
        action=texts.id(action.action),
        target_type=texts.id(target.type),
        target_id=texts.id(target.id),
        target_label=texts.cut(target.label, _NAME),
        outcome=action.outcome,
        at=_moment(action.at) if action.HasField("at") else None,
        reason=texts.cut(action.reason, _TEXT),
        change_count=len(action.changes),
        schema_version=action.schema_version,
        ip=texts.cut(origin.ip, _ID),
        user_agent=texts.cut(origin.user_agent, _TEXT),
        session_id=texts.cut(origin.session_id, _ID),
        request_id=texts.cut(origin.request_id, _ID),
        trace_id=texts.cut(origin.trace_id, _ID),
    )


def _directory(event: Announced) -> Directory | None:
    try:
        changed = gateway.OperatorChanged.FromString(event.payload)
        return Directory(UUID(changed.operator_id), UUID(changed.company_id), changed.revision)
    except (DecodeError, ValueError):
        return None


def _moment(stamp: Timestamp) -> datetime | None:
    try:
        return stamp.ToDatetime(UTC)
    except (ValueError, OverflowError):
        return None


class _Texts:
    """Makes texts fit their columns; `bad` tells that an id or a character did not."""

    def __init__(self) -> None:
        self.bad = False

    def cut(self, text: str, length: int) -> str:
        """The beginning of a text, without the character that the database cannot hold."""
        if "\x00" in text:
            self.bad = True
            text = text.replace("\x00", "\ufffd")
        return text[:length]

    def id(self, text: str) -> str:
        """A text by which entries are found."""
        if len(text) > _ID:
            self.bad = True
        return self.cut(text, _ID)

    def uuid(self, text: str) -> UUID | None:
        """An id of ours; empty is none."""
        if not text:
            return None
        try:
            return _uuid(text)
        except ValueError:
            self.bad = True
            return None


@lru_cache(4096)  # the same few tenants, again and again
def _uuid(text: str) -> UUID:
    return UUID(text)


def filters(request: contract.ListEntriesRequest) -> Filters:
    """The filters of a request. Raises InvalidField for a moment outside the calendar and a text with NUL."""
    for field in ("actor_id", "action", "target_type", "target_id"):
        if "\x00" in getattr(request, field):
            raise InvalidField(field, "must not contain the character NUL")
    return Filters(
        since=_bound(request, "from"),
        until=_bound(request, "until"),
        actor_id=request.actor_id,
        action=request.action,
        target_type=request.target_type,
        target_id=request.target_id,
        outcome=request.outcome,
    )


def _bound(request: contract.ListEntriesRequest, field: str) -> datetime | None:
    if not request.HasField(field):  # type: ignore[arg-type]  # the name is a variable
        return None
    moment = _moment(getattr(request, field))
    if moment is None:
        raise InvalidField(field, "is not a moment between the years 1 and 9999")
    return moment


def listed(row: Any) -> contract.Entry:
    """An entry from its columns: without changes and bytes."""
    action = action_pb2.PrivilegedAction(
        action=row.action,
        actor=action_pb2.Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
        target=action_pb2.Target(type=row.target_type, id=row.target_id, label=row.target_label),
        reason=row.reason,
        outcome=row.outcome,
        origin=action_pb2.Origin(
            ip=row.ip,
            user_agent=row.user_agent,
            session_id=row.session_id,
            request_id=row.request_id,
            trace_id=row.trace_id,
        ),
        schema_version=row.schema_version,
    )
    if row.at is not None:
        action.at.FromDatetime(row.at)
    return _entry(row, action)


def whole(row: Any) -> contract.Entry:
    """An entry with the action as it was announced, changes and all; from its columns where it cannot be read."""
    try:
        carried = action_pb2.PrivilegedEvent.FromString(read_entry(row.raw).event.payload)
    except (DecodeError, MalformedEntry):
        return listed(row)
    return _entry(row, carried.action) if carried.HasField("action") else listed(row)


def _entry(row: Any, action: action_pb2.PrivilegedAction) -> contract.Entry:
    action.operator_id = str(row.operator_id or "")
    action.company_id = str(row.company_id or "")
    entry = contract.Entry(
        event_id=str(row.event_id),
        index=row.leaf_index,
        action=action,
        source=row.source,
        source_seq=row.source_seq,
        flags=row.flags.split(",") if row.flags else [],
    )
    entry.recorded_at.FromDatetime(row.recorded_at)
    return entry


def gaps(found: Iterable[Gap]) -> list[contract.Gap]:
    """Gaps as the contract has them."""
    answer = []
    for gap in found:
        message = contract.Gap(source=gap.source, expected_seq=gap.expected_seq, parked=gap.parked)
        message.since.FromDatetime(gap.since)
        answer.append(message)
    return answer
