"""The gateway's settings, read from the environment (prefix DAYBOOK_)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from kit.sealing import read_key
from kit.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    """What the gateway needs besides what every service needs."""

    actor_private_key: Path = Field(description="PEM file: the Ed25519 key that signs the gateway's tokens")
    seal_key: Path = Field(description="file: 32 bytes in base64, the key that seals stored secrets")
    players_address: str = Field("127.0.0.1:50051", description="host:port of the players service")
    metrics_address: str = Field("127.0.0.1:50056", description="host:port of the metrics service")
    audit_address: str = Field("127.0.0.1:50054", description="host:port of the audit service")
    upstream_ca: Path | None = Field(None, description="root certificates of the services; None calls them in plain")
    web_root: Path | None = Field(None, description="folder of the built web app; None or missing serves the API alone")
    public_url: str = Field("http://127.0.0.1:8080", description="where browsers reach us; https makes cookies Secure")
    trusted_proxies: str = Field("", description="addresses, separated by commas, whose X-Forwarded-For is believed")
    platform_key_days: int = Field(365, ge=1, le=3650, description="how long a platform key is good")
    concurrent_hashes: int = Field(2, ge=1, le=64, description="password hashes computed at once, 19 MB each")

    @field_validator("public_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        _ = urlsplit(value).port  # raises ValueError for what is no port
        return value.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The name of the session's cookie.

        Browsers keep cookies by host, not by port: over plain http the name tells several suites on one machine apart.
        """
        if self.secure:
            return "__Host-daybook"
        return f"daybook-{urlsplit(self.public_url).port or 80}"

    def private_key(self) -> bytes:
        """The PEM of the key that signs tokens."""
        return self.actor_private_key.read_bytes()

    def seal(self) -> bytes:
        """The 32 bytes of the seal key. Raises ValueError when the file holds anything else."""
        return read_key(self.seal_key)
