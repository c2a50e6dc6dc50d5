"""Who calls: the session cookie or the API key of a request, its CSRF token, and the permission a route declares."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.security import APIKeyCookie, HTTPBearer

from gateway import sealing
from gateway.container import Gateway, gateway_of
from gateway.domain.access import Caller, Origin, Stage
from gateway.domain.directory import Operator
from gateway.domain.people import ABSOLUTE
from gateway.errors import BadCsrfToken, CrossSite, PeopleOnly, SignInIncomplete
from gateway.service.sign_in import Opened
from kit.auth.actor import ActorKind
from kit.errors import PermissionDenied, Unauthenticated

CSRF_HEADER: Final = "x-csrf-token"
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_USER_AGENT: Final = 512

# They only tell the OpenAPI document how to authenticate; the reading is done below.
_COOKIE = APIKeyCookie(name="__Host-daybook", scheme_name="session", auto_error=False)
_BEARER = HTTPBearer(scheme_name="api_key", bearerFormat="dbk_…", auto_error=False)
SCHEMES: Final = [Depends(_COOKIE), Depends(_BEARER)]


def origin_of(request: Request) -> Origin:
    """From where a request comes."""
    agent = "".join(character for character in request.headers.get("user-agent", "") if character.isprintable())
    return Origin(request.client.host if request.client else "", agent[:_USER_AGENT])


def session_token(request: Request, gateway: Gateway) -> str | None:
    """The token in the session cookie."""
    return request.cookies.get(gateway.settings.session_cookie)


async def authenticate(request: Request, *, touch: bool = True) -> Caller:
    """The caller at whatever stage. Without `touch` the session goes on growing idle: nobody may be watching.

    Raises Unauthenticated or BadCsrfToken.
    """
    gateway = gateway_of(request)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer" or not key.startswith(sealing.API_KEY_PREFIX):
            raise Unauthenticated
        return await gateway.keys.caller(key.strip(), origin_of(request))
    token = session_token(request, gateway)
    if not token:
        raise Unauthenticated
    caller = await gateway.sessions.caller(token, origin_of(request), touch=touch)
    if request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), sealing.csrf_token(token).encode()):
            raise BadCsrfToken
    return caller


def refuse_cross_site(request: Request) -> None:
    """For what needs no session: a page of another site must not sign a browser in. Raises CrossSite."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise CrossSite


class AnyStage:
    """Opens a route to whoever has begun to sign in, and to API keys unless only people make sense."""

    def __init__(self, *, people_only: bool) -> None:
        self.people_only = people_only

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises Unauthenticated, BadCsrfToken or PeopleOnly."""
        caller = await authenticate(request)
        if self.people_only and caller.kind is not ActorKind.STAFF:
            raise PeopleOnly
        return caller


class SignedIn(AnyStage):
    """Opens a route to whoever is signed in, whatever their permissions."""

    def __init__(self, *, people_only: bool = False) -> None:
        super().__init__(people_only=people_only)

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises Unauthenticated, BadCsrfToken, PeopleOnly or SignInIncomplete."""
        caller = await super().__call__(request)
        if caller.stage is not Stage.SIGNED_IN:
            raise SignInIncomplete
        return caller


class Requires(SignedIn):
    """Opens a route to callers who hold a permission for anything at all; for what exactly is checked further in."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises as SignedIn does, or PermissionDenied."""
        caller = await super().__call__(request)
        if not caller.holds(self.permission):
            raise PermissionDenied(details={"permission": self.permission})
        return caller


OperatorId = Annotated[
    UUID | None, Query(description="the operator concerned; may be absent for a caller within whose reach there is one")
]
OperatorIds = Annotated[
    list[UUID] | None, Query(alias="operator_id", description="the operators concerned; all within reach when absent")
]


async def operator_within(request: Request, caller: Caller, permission: str, operator_id: UUID | None) -> Operator:
    """The operator named, or the only one within reach. Raises PermissionDenied, or InvalidField for want of a name."""
    return await gateway_of(request).directory.operator_for(caller, permission, operator_id)


async def operators_within(
    request: Request, caller: Caller, permission: str, ids: Sequence[UUID] | None
) -> list[Operator]:
    """The operators named, or all within reach. Raises PermissionDenied or TooWide."""
    return await gateway_of(request).directory.operators_for(caller, permission, ids or ())


def set_session(response: Response, gateway: Gateway, opened: Opened) -> str:
    """Gives the browser its token, and the page its CSRF token."""
    response.set_cookie(
        gateway.settings.session_cookie,
        opened.token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=gateway.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return sealing.csrf_token(opened.token)


def forget_session(response: Response, gateway: Gateway) -> None:
    """Takes the token from the browser."""
    secure = gateway.settings.secure
    response.delete_cookie(gateway.settings.session_cookie, path="/", secure=secure, httponly=True, samesite="lax")
