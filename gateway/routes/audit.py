"""The audit log: search, one entry, the checkpoint."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from daybook.audit.v1 import audit_service_pb2 as pb
from daybook.types.v1 import action_pb2
from fastapi import APIRouter, Depends, Query

from gateway.clients import AUDIT
from gateway.container import TheGateway
from gateway.convert import audit as convert
from gateway.convert.values import page_of_messages, page_request, timestamp
from gateway.domain.access import Caller
from gateway.models import audit as models
from gateway.models.base import Moment, Page
from gateway.routes.paging import PREFIX, ROWS, Cursor, Limit
from gateway.security import SCHEMES, Requires
from gateway.service.audit_scope import PERMISSION

router = APIRouter(prefix=f"{PREFIX}/audit", tags=["audit"], dependencies=SCHEMES)


Reader = Annotated[Caller, Depends(Requires(PERMISSION))]
Text = Annotated[str, Query(max_length=128)]


@router.get("/events")
async def list_entries(
    caller: Reader,
    gateway: TheGateway,
    operator_id: Annotated[list[UUID] | None, Query(description="entries of these operators")] = None,
    company_id: Annotated[
        list[UUID] | None, Query(description="entries of these companies and their operators")
    ] = None,
    from_: Annotated[Moment | None, Query(alias="from", description="recorded at or after")] = None,
    to: Annotated[Moment | None, Query(description="recorded before")] = None,
    actor_id: Text = "",
    action: Text = "",
    target_type: Annotated[str, Query(max_length=64)] = "",
    target_id: Text = "",
    outcome: Annotated[models.Outcome | None, Query()] = None,
    cursor: Cursor = "",
    limit: Limit = ROWS,
) -> Page[models.Entry]:
    """A page of the log, newest first; without operators and companies, of everything within reach."""
    scope = await gateway.audit_scopes.of(caller, operator_id or (), company_id or ())
    asked = pb.ListEntriesRequest(
        scope=pb.Scope(operator_ids=scope.operator_ids, company_ids=scope.company_ids),
        until=timestamp(to),
        actor_id=actor_id,
        action=action,
        target_type=target_type,
        target_id=target_id,
        outcome=convert.OUTCOME[outcome] if outcome else action_pb2.OUTCOME_UNSPECIFIED,
        page=page_request(cursor, limit),
        **{"from": timestamp(from_)},
    )
    answer = await gateway.services.ask(AUDIT, gateway.services.audit.ListEntries, asked, scope.actor(caller))
    rows = zip(answer.entries, answer.change_counts, strict=True)
    return page_of_messages((convert.entry(*row) for row in rows), answer.next_cursor, answer.total)


@router.get("/events/{event_id}")
async def get_entry(event_id: UUID, caller: Reader, gateway: TheGateway) -> models.EntryDetail:
    """One entry whole: what changed, from where, its bytes and its place in the log."""
    scope = await gateway.audit_scopes.of(caller, (), ())
    asked = pb.GetEntryRequest(
        scope=pb.Scope(operator_ids=scope.operator_ids, company_ids=scope.company_ids), event_id=str(event_id)
    )
    answer = await gateway.services.ask(AUDIT, gateway.services.audit.GetEntry, asked, scope.actor(caller))
    return convert.detail(answer)


@router.get("/checkpoint")
async def get_checkpoint(caller: Reader, gateway: TheGateway) -> models.Checkpoint:
    """The latest signed checkpoint, and what is known to be missing."""
    scope = await gateway.audit_scopes.of(caller, (), ())
    asked = pb.GetCheckpointRequest(scope=pb.Scope(operator_ids=scope.operator_ids, company_ids=scope.company_ids))
    answer = await gateway.services.ask(AUDIT, gateway.services.audit.GetCheckpoint, asked, scope.actor(caller))
    return convert.checkpoint(answer)
