"""The settings of the metrics service, from the environment; only the composition root reads them."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import Field

from kit.auth.tokens import Signer
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
    report_key: Path | None = Field(
        None, description="PEM file of the Ed25519 private key that signs regulators' reports; None makes none"
    )

    players_address: str = Field("", description="host:port of players, asked for histories; empty: none is")
    caller_key: Path | None = Field(
        None, description="PEM file of the Ed25519 private key that signs what is asked in this service's own name"
    )

    def caller(self) -> Signer | None:
        """Signs as this service; None when it asks nobody."""
        if self.caller_key is None or not self.players_address:
            return None
        return Signer("metrics", self.caller_key.read_bytes())

    def report_signer(self) -> Ed25519PrivateKey | None:
        """The key that signs reports. Raises ValueError when the file holds another."""
        if self.report_key is None:
            return None
        key = load_pem_private_key(self.report_key.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("The report key is no Ed25519 key.")
        return key
