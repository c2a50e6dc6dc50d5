"""The stages every call passes before its method runs: deadline, authenticate, authorise, validate."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

import grpc
from google.protobuf.message import Message

from kit.auth.actor import Actor, ActorKind
from kit.auth.tokens import Verifier
from kit.errors import PermissionDenied, Unauthenticated
from kit.rpc.methods import Method

DEFAULT_SECONDS: Final = 30.0  # a caller that sets no deadline gets this one
_BEARER: Final = "Bearer "


def seconds_left(context: grpc.aio.ServicerContext[Any, Any]) -> float:
    """How long the call may still take."""
    left: float | None = context.time_remaining()
    return DEFAULT_SECONDS if left is None else left


def authenticate(metadata: dict[str, str], verifier: Verifier, revoked: Container[str]) -> Actor:
    """The actor behind the call's token. Raises Unauthenticated."""
    authorization = metadata.get("authorization", "")
    if not authorization.startswith(_BEARER):
        raise Unauthenticated
    actor = verifier.verify(authorization[len(_BEARER) :])
    if actor.kind is ActorKind.PLATFORM and actor.id in revoked:
        raise Unauthenticated
    return actor


def authorise(actor: Actor, method: Method, request: Message) -> None:
    """Checks the declared permission for every operator and company that the request names.

    It runs before validation and before anything is looked up, so that a caller cannot tell another tenant's
    existing things from missing ones. Raises PermissionDenied.
    """
    denied = PermissionDenied(details={"permission": method.permission})
    if not method.permission or not actor.holds(method.permission):
        raise denied
    scope: Any = request
    if "scope" in request.DESCRIPTOR.fields_by_name:
        scope = getattr(request, "scope")  # noqa: B009 - not every message has it
    fields = scope.DESCRIPTOR.fields_by_name
    operators = list(scope.operator_ids) if "operator_ids" in fields else []
    operators += [scope.operator_id] if "operator_id" in fields else []
    companies = list(scope.company_ids) if "company_ids" in fields else []
    companies += [scope.company_id] if "company_id" in fields else []
    if not operators and not companies:
        raise denied
    if not all(actor.may(method.permission, operator) for operator in operators):
        raise denied
    if not all(actor.may_company(method.permission, company) for company in companies):
        raise denied
