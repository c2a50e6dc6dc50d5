"""Runs the metrics service: `python -m services.metrics [serve|consume|relay|migrate|dead-letters]`."""

from __future__ import annotations

from pathlib import Path

from kit.process import main
from services.metrics.app import composition
from services.metrics.settings import MetricsSettings

if __name__ == "__main__":
    settings = MetricsSettings()
    main("metrics", settings, Path(__file__).parent / "migrations", composition(settings))
