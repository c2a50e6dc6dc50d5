"""Settings that every service reads from the environment (prefix DAYBOOK_); only composition roots build them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """The settings common to all services. A service adds its own fields in its settings.py."""

    model_config = SettingsConfigDict(env_prefix="DAYBOOK_", extra="ignore", hide_input_in_errors=True)

    database_url: SecretStr = Field(description="postgresql+asyncpg://user:password@host:port/database")
    nats_url: SecretStr = Field(description="nats://user:password@host:port, several separated by commas")
    listen: str = Field("127.0.0.1:0", description="host:port on which the service listens")
    actor_public_keys: Path = Field(description="JSON file: issuer -> Ed25519 public key in PEM")
    pool_size: int = Field(8, ge=1, le=100, description="database connections kept open")
    log_level: str = "INFO"
    version: str = "dev"
    otlp_endpoint: str = Field("", description="host:port of an OTLP collector over gRPC; empty sends nothing")
    otlp_sample: float = Field(1.0, ge=0, le=1, description="share of traces kept")
    metrics_port: int = Field(0, ge=0, le=65535, description="port of the Prometheus endpoint; 0 opens none")
    stream_replicas: int = Field(1, ge=1, le=5, description="JetStream replicas of our streams")
    outbox_keep_hours: int = Field(72, ge=1, description="how long published outbox rows stay for replay")
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = Field(None, description="when set, callers must present a certificate of this CA")

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        """A forgotten file must not mean that the service listens in plain text or to anybody."""
        pair = (self.tls_certificate is not None, self.tls_key is not None)
        if pair[0] != pair[1] or (self.tls_client_ca is not None and not pair[0]):
            raise ValueError("TLS needs both certificate and key, and a client CA needs them too")
        return self

    def public_keys(self) -> dict[str, str]:
        """The trusted issuers of tokens with their public keys."""
        loaded: dict[str, Any] = json.loads(self.actor_public_keys.read_text())
        return {str(issuer): str(key) for issuer, key in loaded.items()}
