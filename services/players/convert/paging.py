"""Totals of lists."""

from __future__ import annotations

from daybook.types.v1 import page_pb2

from kit.paging import Total


def total(counted: Total) -> page_pb2.Total:
    """How many rows match."""
    return page_pb2.Total(count=counted.count, approximate=counted.approximate)
