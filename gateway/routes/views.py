"""One's saved views of lists, those shared with one's roles, and one's preferences."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from gateway.container import TheGateway
from gateway.convert import views as convert
from gateway.domain.access import Caller
from gateway.models import views as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, SignedIn

router = APIRouter(prefix=PREFIX, tags=["views"], dependencies=SCHEMES)

# Views and preferences are a person's own, whatever they may do; sharing one needs views.share, checked further in.
Person = Annotated[Caller, Depends(SignedIn(people_only=True))]


@router.get("/views")
async def list_views(caller: Person, gateway: TheGateway, surface: Annotated[models.Surface, Query()]) -> models.Views:
    """One's own views of a list, and those shared with a role that one holds in that company, by name."""
    seen = await gateway.views.seen(caller, surface)
    return models.Views(items=[convert.view(view, caller) for view in seen])


@router.post("/views", status_code=201)
async def create_view(body: models.NewView, caller: Person, gateway: TheGateway) -> models.View:
    """Saves a view; to share it needs views.share for the company."""
    created = await gateway.views.create(caller, body.surface, convert.wanted(body), body.request_id)
    return convert.view(created, caller)


@router.put("/views/{view_id}")
async def change_view(view_id: UUID, body: models.ChangedView, caller: Person, gateway: TheGateway) -> models.View:
    """Saves one's own view, or with views.share one shared in the company; 409 STALE_REVISION when it has changed."""
    wanted = convert.wanted(body)
    return convert.view(await gateway.views.change(caller, view_id, body.revision, wanted, body.request_id), caller)


@router.delete("/views/{view_id}", status_code=204)
async def delete_view(view_id: UUID, caller: Person, gateway: TheGateway) -> None:
    """Deletes one's own view, or with views.share one shared in the company."""
    await gateway.views.delete(caller, view_id)


@router.get("/preferences")
async def list_preferences(caller: Person, gateway: TheGateway) -> models.Preferences:
    """What one prefers: columns, densities, default views."""
    return models.Preferences(items=dict(await gateway.views.preferences(caller)))


@router.put("/preferences/{key}", status_code=204)
async def set_preference(key: str, body: models.Preference, caller: Person, gateway: TheGateway) -> None:
    """Keeps a preference; null forgets it."""
    await gateway.views.prefer(caller, key, body.value)
