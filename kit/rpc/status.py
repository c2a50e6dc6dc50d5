"""Failures on the wire: domain errors become google.rpc.Status with ErrorInfo and BadRequest, and back."""

from __future__ import annotations

from typing import Any, Final, NoReturn

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from kit.errors import DomainError, Kind

DOMAIN: Final = "daybook"
_CODES: Final = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.DENIED: grpc.StatusCode.PERMISSION_DENIED,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.REFUSED: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.EXHAUSTED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
}
# A client takes 8 kB of metadata, in which the message goes twice; beyond that it hears nothing of what was wrong.
_MESSAGE: Final = 800
_TEXT: Final = 300
_FIELDS: Final = 3000
_KINDS: Final = {code: kind for kind, code in _CODES.items()} | {
    grpc.StatusCode.DEADLINE_EXCEEDED: Kind.UNAVAILABLE,
    grpc.StatusCode.CANCELLED: Kind.UNAVAILABLE,
}


class RemoteError(DomainError):
    """A service answered with a failure."""

    def __init__(self, kind: Kind, reason: str, message: str, fields: dict[str, str], details: dict[str, str]) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(message, fields=fields, details=details)


def to_status(error: DomainError) -> status_pb2.Status:
    """The rich status of a domain error, cut to what fits into metadata: the first fields at fault, texts shortened."""
    code = _CODES[error.kind]
    status = status_pb2.Status(code=getattr(code_pb2, code.name), message=_short(error.message, _MESSAGE))
    metadata = {key: _short(value, _TEXT) for key, value in error.details.items()}
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=metadata)
    status.details.append(_pack(info))
    if error.fields:
        violations: list[error_details_pb2.BadRequest.FieldViolation] = []
        room = _FIELDS
        for field, problem in error.fields.items():
            violation = error_details_pb2.BadRequest.FieldViolation(field=field, description=_short(problem, _TEXT))
            room -= violation.ByteSize()
            if violations and room < 0:
                break
            violations.append(violation)
        status.details.append(_pack(error_details_pb2.BadRequest(field_violations=violations)))
    return status


def from_rpc(error: grpc.aio.AioRpcError) -> DomainError:
    """The domain error behind a failed call; an unexpected failure keeps nothing of its text."""
    kind, reason, fields, details = _KINDS.get(error.code()), "", {}, {}
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # aio errors are calls too
    for detail in status.details if status is not None else ():
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo()
            detail.Unpack(info)
            reason, details = info.reason, dict(info.metadata)
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            bad = error_details_pb2.BadRequest()
            detail.Unpack(bad)
            fields = {violation.field: violation.description for violation in bad.field_violations}
    if kind is None or not reason:
        return RemoteError(
            Kind.UNAVAILABLE, "SERVICE_UNAVAILABLE", "A service that this needs does not answer; try again.", {}, {}
        )
    return RemoteError(kind, reason, error.details() or reason, fields, details)


async def abort(context: grpc.aio.ServicerContext[Any, Any], error: DomainError) -> NoReturn:
    """Ends the call with a domain error."""
    status = rpc_status.to_status(to_status(error))
    await context.abort(status.code, status.details, status.trailing_metadata or ())
    raise AssertionError("abort always raises")


async def abort_internal(context: grpc.aio.ServicerContext[Any, Any], trace_id: str) -> NoReturn:
    """Ends the call with an unexpected failure, of which the caller learns the trace id alone."""
    await context.abort(grpc.StatusCode.INTERNAL, f"Internal error; trace {trace_id or 'unknown'}.")
    raise AssertionError("abort always raises")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _pack(message: Any) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
