"""Saved views: whose they are, who sees them, sharing them with a role; and what each person prefers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from gateway import events
from gateway.domain.access import Caller
from gateway.domain.directory import check_name
from gateway.domain.roles import ROLES
from gateway.domain.views import (
    MOST_PREFERENCES,
    MOST_VIEWS,
    SavedView,
    Share,
    check_filter,
    check_preference,
    shares_of,
)
from gateway.errors import StaleRevision, TooManyPreferences, TooManyViews, ViewExists, ViewNotFound
from gateway.repository import directory, staff, views
from gateway.sealing import Seal
from gateway.service.replays import Answer, once
from kit.clock import Clock
from kit.db import Database, UnitOfWork
from kit.errors import InvalidField, PermissionDenied
from kit.ids import uuid7

_SHARE = "views.share"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view shall be."""

    name: str
    filter: Mapping[str, Any]
    sort: str
    columns: Sequence[str] | None
    share: Share | None

    def checked(self) -> Wanted:
        """The same as it is kept. Raises InvalidField."""
        if self.share is not None and (self.share.role not in ROLES or ROLES[self.share.role].platform_wide):
            within = sorted(role.name for role in ROLES.values() if not role.platform_wide)
            raise InvalidField("shared_with.role", f"must be one of {', '.join(within)}")
        return replace(self, name=check_name(self.name), filter=check_filter(self.filter))

    def asked(self) -> tuple[object, ...]:
        """All that the request says."""
        share = (self.share.role, self.share.company_id) if self.share else None
        return (self.name, json.dumps(dict(self.filter), sort_keys=True), self.sort, self.columns, share)


class Views:
    """The saved views and preferences of the staff."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    async def seen(self, caller: Caller, surface: str) -> Sequence[SavedView]:
        """The caller's own views of a list, and those shared with a role that the caller holds."""
        async with self._database.read() as connection:
            return await views.seen(connection, UUID(caller.id), shares_of(caller), surface)

    async def create(self, caller: Caller, surface: str, wanted: Wanted, request_id: UUID | None = None) -> SavedView:
        """Saves a new view. Raises PermissionDenied, InvalidField, ViewExists, TooManyViews or RequestReused."""
        wanted, owner_id = wanted.checked(), UUID(caller.id)
        async with self._database.unit_of_work() as uow:

            async def create() -> Answer:
                # The person's row is locked, so that two requests at once do not pass the limit together.
                await staff.lock(uow.connection, owner_id)
                if await views.count_own(uow.connection, owner_id) >= MOST_VIEWS:
                    raise TooManyViews(f"You have {MOST_VIEWS} views, as many as there can be; delete one first.")
                now = self._clock()
                view = SavedView(
                    view_id=uuid7(),
                    owner_id=owner_id,
                    owner_name=caller.name,
                    surface=surface,
                    name=wanted.name,
                    filter=wanted.filter,
                    sort=wanted.sort,
                    columns=wanted.columns,
                    share=wanted.share,
                    created_at=now,
                    updated_at=now,
                )
                await self._check(uow, caller, view, None)
                await views.add(uow.connection, view)
                self._record(uow, caller, None, view)
                return {"id": str(view.view_id)}

            asked = ("view.save", "new", surface, *wanted.asked())
            answer = await once(uow, self._seal, caller, request_id, asked, create)
            return await self._found(uow, caller, UUID(answer["id"]))

    async def change(
        self, caller: Caller, view_id: UUID, revision: int, wanted: Wanted, request_id: UUID | None = None
    ) -> SavedView:
        """Saves a view over the revision that the caller saw.

        Raises ViewNotFound, PermissionDenied, StaleRevision, InvalidField, ViewExists, TooManyViews or RequestReused.
        """
        wanted = wanted.checked()
        async with self._database.unit_of_work() as uow:

            async def change() -> Answer:
                before = await self._found(uow, caller, view_id)
                self._may_change(caller, before)
                if before.revision != revision:
                    raise StaleRevision
                await staff.lock(uow.connection, before.owner_id)
                after = replace(
                    before,
                    name=wanted.name,
                    filter=wanted.filter,
                    sort=wanted.sort,
                    columns=wanted.columns,
                    share=wanted.share,
                    updated_at=self._clock(),
                    revision=before.revision + 1,
                )
                await self._check(uow, caller, after, before)
                await views.save(uow.connection, after)
                self._record(uow, caller, before, after)
                return {"id": str(view_id)}

            asked = ("view.save", "known", view_id, revision, *wanted.asked())
            answer = await once(uow, self._seal, caller, request_id, asked, change)
            return await self._found(uow, caller, UUID(answer["id"]))

    async def delete(self, caller: Caller, view_id: UUID) -> None:
        """Deletes a view. Raises ViewNotFound or PermissionDenied."""
        async with self._database.unit_of_work() as uow:
            view = await self._found(uow, caller, view_id)
            self._may_change(caller, view)
            await views.remove(uow.connection, view)
            self._record(uow, caller, view, None)

    async def preferences(self, caller: Caller) -> Mapping[str, Any]:
        """What the caller prefers, by key."""
        async with self._database.read() as connection:
            return await views.preferences_of(connection, UUID(caller.id))

    async def prefer(self, caller: Caller, key: str, value: Any) -> None:
        """Keeps a preference; None forgets it. Raises InvalidField or TooManyPreferences."""
        value, staff_id = check_preference(key, value), UUID(caller.id)
        async with self._database.unit_of_work() as uow:
            if value is None:
                await views.remove_preference(uow.connection, staff_id, key)
                return
            await staff.lock(uow.connection, staff_id)
            kept = await views.preferences_of(uow.connection, staff_id)
            if key not in kept and len(kept) >= MOST_PREFERENCES:
                raise TooManyPreferences
            await views.set_preference(uow.connection, staff_id, key, value, self._clock())

    @staticmethod
    async def _found(uow: UnitOfWork, caller: Caller, view_id: UUID) -> SavedView:
        """A view that the caller sees; one of others and one that does not exist look the same."""
        view = await views.by_id(uow.connection, view_id)
        if view is None or not view.seen_by(caller):
            raise ViewNotFound
        return view

    @staticmethod
    def _may_change(caller: Caller, view: SavedView) -> None:
        """Its owner may, and whoever may share views of the company that it is shared in."""
        if caller.id == str(view.owner_id):
            return
        if view.share is None or not caller.may_company(_SHARE, view.share.company_id):
            raise PermissionDenied(details={"permission": _SHARE})

    @staticmethod
    async def _check(uow: UnitOfWork, caller: Caller, view: SavedView, before: SavedView | None) -> None:
        """That the name is free, and that the caller may share it as wanted."""
        share = view.share
        if share is not None:
            if not caller.may_company(_SHARE, share.company_id):
                raise PermissionDenied(details={"permission": _SHARE})
            if await directory.company(uow.connection, share.company_id) is None:
                raise InvalidField("shared_with.company_id", "is not a company")
            newly = before is None or before.share != share
            if newly and await views.count_shared(uow.connection, share, view.surface) >= MOST_VIEWS:
                raise TooManyViews(f"This role shares {MOST_VIEWS} views, as many as there can be; delete one first.")
        if await views.name_taken(uow.connection, view):
            raise ViewExists

    def _record(self, uow: UnitOfWork, caller: Caller, before: SavedView | None, after: SavedView | None) -> None:
        """Tells each company concerned what became of a view that it shares; personal ones are nobody's business."""
        actor, now = caller.actor(), self._clock()
        was, is_now = before.share if before else None, after.share if after else None
        company = is_now.company_id if is_now else None
        if before and was and was.company_id != company:
            uow.outbox.add(events.view_deleted(before, was, actor, now))
        if after and is_now:
            known = before if was and was.company_id == company else None
            uow.outbox.add(events.view_saved(known, after, is_now, actor, now))
