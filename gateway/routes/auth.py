"""Signing in and out, the second factor, one's own sessions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from gateway import sealing
from gateway.container import TheGateway
from gateway.convert import directory as convert
from gateway.convert.values import page_of_rows
from gateway.domain.access import Caller
from gateway.models import auth as models
from gateway.models.base import Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import (
    SCHEMES,
    AnyStage,
    SignedIn,
    forget_session,
    origin_of,
    refuse_cross_site,
    session_token,
    set_session,
)

router = APIRouter(prefix=f"{PREFIX}/auth", tags=["auth"])

Anybody = Annotated[Caller, Depends(AnyStage(people_only=False))]
SigningIn = Annotated[Caller, Depends(AnyStage(people_only=True))]
Person = Annotated[Caller, Depends(SignedIn(people_only=True))]


@router.post("/sign-in", dependencies=[Depends(refuse_cross_site)])
async def sign_in(
    body: models.SignInRequest, request: Request, response: Response, gateway: TheGateway
) -> models.Staged:
    """The first step: e-mail address and password. Sets the session cookie."""
    opened = await gateway.sign_in.with_password(
        body.email, body.password, origin_of(request), session_token(request, gateway)
    )
    return models.Staged(stage=opened.stage, csrf_token=set_session(response, gateway, opened))


@router.post("/totp/enrol", dependencies=SCHEMES)
async def enrol(caller: SigningIn, gateway: TheGateway, body: models.EnrolRequest | None = None) -> models.Enrolment:
    """A new secret for an authenticator; it counts once its first code is confirmed."""
    proof = body or models.EnrolRequest()
    enrolment = await gateway.second_factor.enrol(caller, proof.code, proof.recovery_code)
    return models.Enrolment(secret=enrolment.secret, otpauth_uri=enrolment.uri)


@router.post("/totp/confirm", dependencies=SCHEMES)
async def confirm(
    body: models.ConfirmRequest, caller: SigningIn, response: Response, gateway: TheGateway
) -> models.Confirmed:
    """Binds the authenticator by its first code and completes the sign-in. All other sessions end."""
    opened = await gateway.second_factor.confirm(caller, body.code)
    return models.Confirmed(
        stage=opened.stage,
        csrf_token=set_session(response, gateway, opened),
        recovery_codes=list(opened.recovery_codes),
    )


@router.post("/totp/verify", dependencies=SCHEMES)
async def verify(
    body: models.VerifyRequest, caller: SigningIn, response: Response, gateway: TheGateway
) -> models.Staged:
    """Completes the sign-in by a code of the authenticator or by a recovery code."""
    if body.code is not None:
        opened = await gateway.second_factor.verify(caller, body.code)
    else:
        opened = await gateway.second_factor.recover(caller, body.recovery_code or "")
    return models.Staged(stage=opened.stage, csrf_token=set_session(response, gateway, opened))


@router.post("/sign-out", status_code=204, dependencies=SCHEMES)
async def sign_out(caller: SigningIn, response: Response, gateway: TheGateway) -> None:
    """Ends the session."""
    await gateway.sessions.sign_out(caller)
    forget_session(response, gateway)


@router.post("/password", status_code=204, dependencies=SCHEMES)
async def change_password(body: models.NewPassword, caller: Person, gateway: TheGateway) -> None:
    """Gives oneself another password. All other sessions end."""
    await gateway.accounts.change_password(caller, body.current_password, body.new_password)


@router.get("/me", dependencies=SCHEMES)
async def me(caller: Anybody, request: Request, gateway: TheGateway) -> models.Me:
    """Who calls, how far the sign-in is, and what they may see."""
    companies, operators = await gateway.directory.within_reach(caller)
    token = session_token(request, gateway) if caller.session_id else None
    person = None
    if caller.session_id:
        person = models.Person(id=UUID(caller.id), name=caller.name, email=caller.email, locale=caller.locale or None)
    return models.Me(
        stage=caller.stage,
        csrf_token=sealing.csrf_token(token) if token else "",
        staff=person,
        permissions=sorted(caller.permissions),
        companies=[convert.company(company) for company in companies],
        operators=[convert.operator(operator) for operator in operators],
        limited={
            permission: [one.operator_id for one in held] for permission, held in caller.limits(operators).items()
        },
    )


@router.get("/sessions", dependencies=SCHEMES)
async def sessions(
    caller: Person, gateway: TheGateway, cursor: Cursor = "", limit: Limit = ROWS
) -> Page[models.Session]:
    """One's own open sessions, newest first."""
    found = await gateway.sessions.page(caller, cursor, limit)
    return page_of_rows(found, lambda session: convert.session(session, caller.session_id))


@router.delete("/sessions/{session_id}", status_code=204, dependencies=SCHEMES)
async def revoke_session(session_id: UUID, caller: Person, gateway: TheGateway) -> None:
    """Ends one of one's own sessions."""
    await gateway.sessions.revoke(caller, session_id)
