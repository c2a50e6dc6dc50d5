"""What the importer takes from the environment; the command line may override each."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ImporterSettings(BaseSettings):
    """The importer's surroundings. Nothing here is needed for a dry run."""

    model_config = SettingsConfigDict(env_prefix="DAYBOOK_", extra="ignore", hide_input_in_errors=True)

    home: Path = Field(Path(__file__).resolve().parents[1] / ".daybook", description="the suite's state folder")
    players_address: str = Field("127.0.0.1:50051", description="host:port of the players service")
    players_ca: Path | None = Field(None, description="PEM of the authority behind the door's TLS certificate")
    platform_key: SecretStr = Field(SecretStr(""), description="the operator's platform key; empty asks the gateway")
    database_url: SecretStr = Field(
        SecretStr(""), description="the gateway's database; only its presence matters: without it there is no directory"
    )

    @property
    def imports(self) -> Path:
        """Where checkpoints live."""
        return self.home / "data" / "imports"

    @property
    def keys(self) -> Path:
        """Where platform keys are kept between runs."""
        return self.home / "secrets" / "platform-keys"

    @property
    def has_directory(self) -> bool:
        """Whether the gateway's own admin commands can work here."""
        return bool(self.database_url.get_secret_value())
