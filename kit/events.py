"""Events on the wire: protobuf messages in CloudEvents binary mode, outgoing and received."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, TypeVar
from uuid import UUID

from daybook.types.v1 import action_pb2
from google.protobuf.message import DecodeError, Message

from kit.errors import DomainError, Kind

CONTENT_TYPE: Final = "application/protobuf"
M = TypeVar("M", bound=Message)


class Stream(Enum):
    """The JetStream streams and what each carries."""

    EVENTS = "DAYBOOK_EVENTS"  # daybook.events.<service>.<event>.<tenant>
    ACTIVITY = "DAYBOOK_ACTIVITY"  # daybook.activity.<tenant>: high volume, in batches


class UndecodableEvent(DomainError):
    """The event's bytes are not a message of its type."""

    kind = Kind.INVALID
    reason = "UNDECODABLE_EVENT"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, to be announced when the unit of work commits.

    `name` is in the past tense ("player_suspended"); `tenant` is the operator's id, or the company's when no single
    operator is concerned.
    """

    name: str
    tenant: UUID
    message: Message
    stream: Stream = Stream.EVENTS

    def subject(self, service: str) -> str:
        """The NATS subject on which a service publishes this event."""
        if self.stream is Stream.ACTIVITY:
            return f"daybook.activity.{self.tenant}"
        return f"daybook.events.{service}.{self.name}.{self.tenant}"

    def headers(self, event_id: UUID, time: datetime) -> dict[str, str]:
        """The CloudEvents headers that are known before the relay publishes."""
        headers = {
            "ce-specversion": "1.0",
            "ce-id": str(event_id),
            "ce-type": self.message.DESCRIPTOR.full_name,
            "ce-subject": str(self.tenant),
            "ce-time": time.isoformat(),
            "content-type": CONTENT_TYPE,
        }
        action = self.message.DESCRIPTOR.fields_by_name.get("action")
        if action is not None and action.message_type is action_pb2.PrivilegedAction.DESCRIPTOR:
            message: Any = self.message
            headers["daybook-action"] = message.action.action
        return headers


@dataclass(frozen=True, slots=True)
class Received:
    """An event as a consumer gets it."""

    id: UUID
    type: str
    source: str
    seq: int
    tenant: str
    subject: str
    payload: bytes
    headers: Mapping[str, str]
    attempt: int

    @classmethod
    def from_message(cls, subject: str, headers: Mapping[str, str] | None, payload: bytes, attempt: int) -> Received:
        """Reads the headers; raises UndecodableEvent when one that must be there is not."""
        given: Mapping[str, Any] = headers or {}
        try:
            return cls(
                id=UUID(given["ce-id"]),
                type=given["ce-type"],
                source=given["ce-source"],
                seq=int(given["daybook-seq"]),
                tenant=given["ce-subject"],
                subject=subject,
                payload=payload,
                headers=given,
                attempt=attempt,
            )
        except (KeyError, ValueError) as error:
            raise UndecodableEvent(f"The event on {subject} lacks a valid header: {error}.") from error

    @property
    def action(self) -> str | None:
        """The privileged action that the event carries, if it carries one."""
        return self.headers.get("daybook-action")

    def parse(self, message_type: builtins.type[M]) -> M:
        """The payload as a message; raises UndecodableEvent when the bytes are not one."""
        try:
            return message_type.FromString(self.payload)
        except DecodeError as error:
            raise UndecodableEvent(f"The event {self.id} is not a {self.type}.") from error
