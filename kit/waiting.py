"""Waiting for the first of several events, with a bound, leaving no task behind."""

from __future__ import annotations

import asyncio


async def first(*events: asyncio.Event, timeout: float) -> bool:  # noqa: ASYNC109 - the bound is the point
    """Waits until one of the events is set or the seconds are over; tells whether one is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return any(event.is_set() for event in events)
