"""Failures on the wire stay within what a client accepts as metadata, however many fields are wrong."""

from __future__ import annotations

from grpc_status import rpc_status

from kit.errors import DomainError, Kind
from kit.rpc import validation
from kit.rpc.status import to_status

_SOFT_LIMIT = 8 * 1024  # bytes of all metadata that a gRPC client takes by default


def test_a_failure_in_hundreds_of_fields_still_arrives() -> None:
    fields = {f"scope.operator_ids[{number}]": "must be a valid UUID" for number in range(200)}
    error = validation.InvalidRequest("; ".join(f"{field}: {text}" for field, text in fields.items()), fields=fields)
    status = rpc_status.to_status(to_status(error))
    assert len(status.details) + sum(len(key) + len(value) for key, value in status.trailing_metadata) < _SOFT_LIMIT
    assert "scope.operator_ids[0]: must be a valid UUID" in status.details


def test_a_long_value_in_an_error_does_not_hide_it() -> None:
    error = DomainError("no " * 10_000, fields={"name": "x" * 10_000}, details={"value": "y" * 10_000})
    error.kind = Kind.INVALID
    status = rpc_status.to_status(to_status(error))
    assert len(status.details) + sum(len(key) + len(value) for key, value in status.trailing_metadata) < _SOFT_LIMIT
