"""Saved views and preferences, as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, JsonValue

from gateway.domain.roles import ROLES
from gateway.domain.views import MOST_COLUMNS
from gateway.models.base import Answer, Instant, Request
from gateway.models.directory import Name, RequestId

_WITHIN_A_COMPANY = sorted(role.name for role in ROLES.values() if not role.platform_wide)

Surface = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="the list it is of", examples=["players"])
]
ViewFilter = Annotated[dict[str, JsonValue], Field(description="as the list's own filter; at most 8 KB")]
Sort = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9_-]*$", examples=["-ggr"])]
Column = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
Columns = Annotated[
    list[Column] | None, Field(max_length=MOST_COLUMNS, description="in their order; null leaves them to the reader")
]


class SharedWith(Answer):
    """The role of a company with whom a view is shared."""

    role: str
    company_id: UUID


class ShareWith(Request):
    """Shares a view with whoever holds a role in a company; needs views.share there."""

    role: Annotated[str, Field(max_length=64, json_schema_extra={"enum": [*_WITHIN_A_COMPANY]})]
    company_id: UUID


class View(Answer):
    """A list as somebody wants to see it again; `own` says whether it is the caller's."""

    id: UUID
    surface: str
    name: str
    filter: dict[str, JsonValue]
    sort: str
    columns: list[str] | None
    shared_with: SharedWith | None
    own: bool
    may_change: bool
    created_by: str
    updated_at: Instant
    revision: int


class Views(Answer):
    """The views of a list that the caller sees, by name."""

    items: list[View]


class ChangedView(Request):
    """What a view shall be; `revision` is the one that the caller saw."""

    name: Name
    filter: ViewFilter
    sort: Sort = ""
    columns: Columns = None
    shared_with: ShareWith | None = None
    revision: Annotated[int, Field(ge=1, le=2**53 - 1)]
    request_id: RequestId = None


class NewView(Request):
    """A view to save."""

    surface: Surface
    name: Name
    filter: ViewFilter
    sort: Sort = ""
    columns: Columns = None
    shared_with: ShareWith | None = None
    request_id: RequestId = None


class Preferences(Answer):
    """What the caller prefers, by key."""

    items: dict[str, JsonValue]


class Preference(Request):
    """A preference; null forgets it."""

    value: JsonValue = Field(description="any JSON, at most 4 KB")
