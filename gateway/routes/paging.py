"""The parameters that every list takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from kit.paging import DEFAULT_SIZE, MAX_SIZE

PREFIX = "/api/v1"

Cursor = Annotated[str, Query(max_length=1024, description="next_cursor of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_SIZE, description="rows wanted")]
ROWS = DEFAULT_SIZE
