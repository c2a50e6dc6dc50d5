"""The settings of the audit service, from the environment; only the composition root reads them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator

from kit.settings import ServiceSettings
from services.audit.domain.checkpoint import is_origin


class AuditSettings(ServiceSettings):
    """The kit's settings and our own."""

    checkpoint_key: Path = Field(description="PEM file of the Ed25519 private key that signs checkpoints")
    checkpoint_origin: str = Field(description="the log's name for ever, also the key's name: no spaces, no plus")
    checkpoint_dir: Path = Field(description="folder of write-once copies, best outside the database's trust domain")
    checkpoint_seconds: float = Field(5.0, ge=0.1, le=3600, description="least time between two while the log grows")
    checkpoint_idle_seconds: float = Field(3600.0, ge=1, le=3600, description="most time between two in any case")
    ingest_batch: int = Field(500, ge=1, le=2000, description="events taken in one transaction")
    gap_alarm_seconds: float = Field(60.0, ge=1, description="age from which a missing event is an error in the logs")

    @field_validator("checkpoint_origin")
    @classmethod
    def _names_a_log(cls, value: str) -> str:
        if not is_origin(value):
            raise ValueError("has 1 to 200 characters, without spaces and without +")
        return value
