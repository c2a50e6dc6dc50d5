"""The settings of the metrics service, from the environment; only the composition root reads them."""

from __future__ import annotations

from pydantic import Field

from kit.settings import ServiceSettings


class MetricsSettings(ServiceSettings):
    """The kit's settings and our own."""

    activity_consumers: int = Field(2, ge=1, le=8, description="batches under way at once in a process")
    activity_gather: float = Field(0.2, ge=0, le=5, description="least seconds from one batch to the next, unless full")
    activity_batch: int = Field(32, ge=1, le=500, description="activity events counted in one transaction")
    watch_seconds: float = Field(0.25, ge=0.01, le=60, description="least time between two messages of a watcher")
    memory_bytes: int = Field(
        256 * 1024**2, ge=0, description="bytes kept of days that were read, to answer the next question sooner"
    )
    detail_days: int = Field(400, ge=62, le=36_525, description="days for which quarters of an hour are kept")
