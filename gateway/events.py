"""One builder for each event that the gateway announces, each with its privileged action."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from daybook.gateway.v1 import events_pb2
from daybook.types.v1 import action_pb2

from gateway import request_ids
from gateway.domain.directory import Company, OperatorStatus
from gateway.domain.operator_status import Details
from gateway.domain.people import ApiKey, PlatformKey, Session, Staff
from gateway.domain.views import SavedView, Share
from kit.actions import State, privileged
from kit.auth.actor import Actor
from kit.events import Event

# The tenant of what concerns no single company.
INSTALLATION: Final = UUID(int=0)
_STATUS: Final = {
    status: events_pb2.OperatorStatus.Value(f"OPERATOR_STATUS_{status.name}") for status in OperatorStatus
}


def company_created(company: Company, actor: Actor, at: datetime) -> Event:
    """A company was created."""
    company_id = str(company.company_id)
    action = privileged(
        "company.create",
        actor,
        at,
        target_type="company",
        target_id=company_id,
        target_label=company.name,
        company_id=company_id,
        after={"name": company.name, "currency": company.currency},
        request_id=request_ids.current(),
    )
    message = events_pb2.CompanyCreated(
        action=action, company_id=company_id, name=company.name, currency=company.currency
    )
    return Event("company_created", company.company_id, message)


def operator_created(details: Details, actor: Actor, at: datetime) -> Event:
    """An operator was created."""
    return operator_changed("operator.create", None, details, actor, at)


def operator_changed(
    action: str, before: Details | None, after: Details, actor: Actor, at: datetime, reason: str = ""
) -> Event:
    """An operator's settings or status changed, or what waits to change them."""
    operator_id, company_id = str(after.operator.operator_id), str(after.operator.company_id)
    message = _operator(after)
    message.action.CopyFrom(
        privileged(
            action,
            actor,
            at,
            target_type="operator",
            target_id=operator_id,
            target_label=after.operator.name,
            operator_id=operator_id,
            company_id=company_id,
            reason=reason,
            before=before.state() if before else None,
            after=after.state(),
            request_id=request_ids.current(),
        )
    )
    return Event("operator_changed", after.operator.operator_id, message)


def operator_announced(details: Details) -> Event:
    """An operator as it has been for a while, for services that have not heard of it."""
    return Event("operator_changed", details.operator.operator_id, _operator(details))


def _operator(details: Details) -> events_pb2.OperatorChanged:
    one, settings = details.operator, details.settings
    message = events_pb2.OperatorChanged(
        operator_id=str(one.operator_id),
        company_id=str(one.company_id),
        name=one.name,
        timezone=one.timezone,
        currency=one.currency,
        status=_STATUS[one.status],
        revision=one.revision,
        jurisdiction=settings.jurisdiction,
        licence=settings.licence,
        languages=settings.languages,
        allowed_ips=settings.allowed_ips,
        maintenance_message=details.message,
    )
    message.status_since.FromDatetime(details.status_since)
    return message


def staff_acted(
    action: str,
    actor: Actor,
    at: datetime,
    *,
    target_type: str,
    target_id: str,
    target_label: str = "",
    company_id: str = "",
    operator_id: str = "",
    reason: str = "",
    before: State | None = None,
    after: State | None = None,
    refused: bool = False,
) -> Event:
    """Something staff did that concerns no other service."""
    message = events_pb2.StaffActed(
        action=privileged(
            action,
            actor,
            at,
            target_type=target_type,
            target_id=target_id,
            target_label=target_label,
            company_id=company_id,
            operator_id=operator_id,
            reason=reason,
            before=before,
            after=after,
            outcome=action_pb2.OUTCOME_REFUSED if refused else action_pb2.OUTCOME_SUCCEEDED,
            request_id=request_ids.current(),
        )
    )
    return Event("staff_acted", UUID(company_id) if company_id else INSTALLATION, message)


def on_staff(
    action: str,
    person: Staff,
    actor: Actor,
    at: datetime,
    *,
    reason: str = "",
    before: State | None = None,
    after: State | None = None,
    refused: bool = False,
) -> Event:
    """Something done by or to a member of staff: signing in, second factors, roles."""
    return staff_acted(
        action,
        actor,
        at,
        target_type="staff",
        target_id=str(person.staff_id),
        target_label=person.name,
        company_id=person.home_company,
        reason=reason,
        before=before,
        after=after,
        refused=refused,
    )


def session_revoked(session: Session, person: Staff, actor: Actor, at: datetime) -> Event:
    """A session was closed from another one."""
    return staff_acted(
        "session.revoke",
        actor,
        at,
        target_type="session",
        target_id=str(session.session_id),
        target_label=person.name,
        company_id=person.home_company,
        before={"revoked": False},
        after={"revoked": True},
    )


def api_key_issued(key: ApiKey, actor: Actor, at: datetime) -> Event:
    """A script got a key."""
    return _api_key("api_key.issue", key, actor, at, before=None, after={"name": key.name, "role": key.role})


def api_key_revoked(key: ApiKey, actor: Actor, at: datetime) -> Event:
    """A script's key is refused from now on."""
    return _api_key("api_key.revoke", key, actor, at, before={"revoked": False}, after={"revoked": True})


def _api_key(action: str, key: ApiKey, actor: Actor, at: datetime, *, before: State | None, after: State) -> Event:
    return staff_acted(
        action,
        actor,
        at,
        target_type="api_key",
        target_id=str(key.key_id),
        target_label=key.name,
        company_id=str(key.company_id),
        before=before,
        after=after,
    )


def view_saved(before: SavedView | None, after: SavedView, share: Share, actor: Actor, at: datetime) -> Event:
    """A view that a role of a company shares was saved; `before` is what it shared until now."""
    return _view("view.save", before, after, share, actor, at)


def view_deleted(before: SavedView, share: Share, actor: Actor, at: datetime) -> Event:
    """A role of a company shares a view no more."""
    return _view("view.delete", before, None, share, actor, at)


def _view(
    action: str, before: SavedView | None, after: SavedView | None, share: Share, actor: Actor, at: datetime
) -> Event:
    sides = [side for side in (before, after) if side]
    message = events_pb2.StaffActed(
        action=privileged(
            action,
            actor,
            at,
            target_type="view",
            target_id=str(sides[-1].view_id),
            target_label=sides[-1].name,
            company_id=str(share.company_id),
            before=before.state() if before else None,
            after=after.state() if after else None,
            sensitive=frozenset[str]().union(*(side.personal() for side in sides)),
            request_id=request_ids.current(),
        )
    )
    return Event("staff_acted", share.company_id, message)


def platform_key_issued(key: PlatformKey, actor: Actor, at: datetime) -> Event:
    """An operator's platform got a key."""
    action = _platform_action(
        "platform_key.issue", key, actor, at, before=None, after={"name": key.name, "expires_at": key.expires_at}
    )
    message = events_pb2.PlatformKeyIssued(action=action, key_id=str(key.key_id), operator_id=str(key.operator_id))
    return Event("platform_key_issued", key.operator_id, message)


def platform_key_revoked(key: PlatformKey, actor: Actor, at: datetime) -> Event:
    """A platform's key is refused from now on."""
    action = _platform_action("platform_key.revoke", key, actor, at, before={"revoked": False}, after={"revoked": True})
    message = events_pb2.PlatformKeyRevoked(action=action, key_id=str(key.key_id), operator_id=str(key.operator_id))
    return Event("platform_key_revoked", key.operator_id, message)


def revocation_announced(key_id: UUID, operator_id: UUID) -> Event:
    """A platform's key has been refused for a while, for services that have not heard of it."""
    message = events_pb2.PlatformKeyRevoked(key_id=str(key_id), operator_id=str(operator_id))
    return Event("platform_key_revoked", operator_id, message)


def _platform_action(
    action: str, key: PlatformKey, actor: Actor, at: datetime, *, before: State | None, after: State
) -> action_pb2.PrivilegedAction:
    return privileged(
        action,
        actor,
        at,
        target_type="platform_key",
        target_id=str(key.key_id),
        target_label=key.name,
        operator_id=str(key.operator_id),
        company_id=str(key.company_id),
        before=before,
        after=after,
        request_id=request_ids.current(),
    )
