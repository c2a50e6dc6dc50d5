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

    def sealer(self) -> Sealer | None:
        """What seals documents. Raises ValueError when the key file holds anything else than a key."""
        return Sealer(read_key(self.seal_key), b"daybook players seal") if self.seal_key else None
