"""Contract rules checked on a message, with the path of the field at fault."""

from __future__ import annotations

import protovalidate
from google.protobuf.message import Message

from kit.errors import DomainError, Kind

_validator = protovalidate.Validator()


class InvalidRequest(DomainError):
    """The request is not valid."""

    kind = Kind.INVALID
    reason = "INVALID_FIELD"


def problems(message: Message) -> dict[str, str]:
    """Each field that breaks its contract's rules, with what is wrong; empty when all is well."""
    found: dict[str, str] = {}
    for violation in _validator.collect_violations(message):
        proto = violation.proto
        found.setdefault(_path(proto.field), proto.message or proto.rule_id)
    return found


def check(message: Message) -> None:
    """Raises InvalidRequest naming every field that breaks its rules."""
    if found := problems(message):
        raise InvalidRequest("; ".join(f"{field}: {problem}" for field, problem in found.items()), fields=found)


def _path(field: object) -> str:
    parts: list[str] = []
    for element in getattr(field, "elements", ()):
        parts.append(element.field_name)
        subscript = getattr(element, "subscript", None)
        if subscript is not None:
            parts[-1] += f"[{subscript.value}]"
    return ".".join(parts) or "request"
