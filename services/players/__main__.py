"""The service's process: serve | relay | consume | migrate; with no role it migrates and does all."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kit import process
from services.players import app
from services.players.settings import Settings

if __name__ == "__main__":
    settings = Settings()  # from the environment
    process.main(app.NAME, settings, Path(__file__).parent / "migrations", partial(app.build, settings))
