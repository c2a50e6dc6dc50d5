"""The settings of this service."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kit.sealing import Sealer, read_key
from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment (prefix DAYBOOK_) by the entry point alone."""

    seal_key: Path | None = Field(
        None, description="file: 32 bytes in base64, the key that seals documents; None takes no documents"
    )

    jobs_at_once: int = Field(2, ge=1, le=16, description="exports and bulk actions that one process works on")
    job_lease_seconds: float = Field(
        30, gt=0, description="after how long another process takes over the job of one that died"
    )
    job_turn_seconds: float = Field(15, gt=0, description="for how long a job works while others wait")
    export_keep_hours: float = Field(
        24, gt=0, description="how long a file can be fetched, and a stopped job be resumed"
    )
    job_keep_days: int = Field(90, ge=1, description="how long ended jobs and their results are listed")

    standing_seconds: float = Field(
        2, ge=0.1, le=60, description="how often balances and other standings of operators are brought up to date"
    )
    standing_keep_days: int = Field(
        400, ge=62, le=36_525, description="how long standings are kept for each quarter of an hour"
    )

    def sealer(self) -> Sealer | None:
        """What seals documents. Raises ValueError when the key file holds anything else than a key."""
        return Sealer(read_key(self.seal_key), b"daybook players seal") if self.seal_key else None
