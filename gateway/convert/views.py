"""Saved views as JSON, and back."""

from __future__ import annotations

from gateway.domain.access import Caller
from gateway.domain.views import SavedView, Share
from gateway.models import views as models
from gateway.service.views import Wanted


def view(value: SavedView, caller: Caller) -> models.View:
    """A view as the caller sees it."""
    share, own = value.share, caller.id == str(value.owner_id)
    return models.View(
        id=value.view_id,
        surface=value.surface,
        name=value.name,
        filter=dict(value.filter),
        sort=value.sort,
        columns=None if value.columns is None else list(value.columns),
        shared_with=models.SharedWith(role=share.role, company_id=share.company_id) if share else None,
        own=own,
        may_change=own or (share is not None and caller.may_company("views.share", share.company_id)),
        created_by=value.owner_name,
        updated_at=value.updated_at,
        revision=value.revision,
    )


def wanted(body: models.NewView | models.ChangedView) -> Wanted:
    """What a request wants a view to be."""
    share = Share(body.shared_with.role, body.shared_with.company_id) if body.shared_with else None
    return Wanted(body.name, body.filter, body.sort, body.columns, share)
