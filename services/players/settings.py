"""The settings of this service: those that all services have."""

from __future__ import annotations

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment (prefix DAYBOOK_) by the entry point alone."""
