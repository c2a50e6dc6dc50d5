"""Health and status, as JSON."""

from __future__ import annotations

from typing import Literal

from gateway.models.base import Answer


class Health(Answer):
    """The gateway serves."""

    status: Literal["ok"]


class ServiceStatus(Answer):
    """Whether a service answers; `milliseconds` is how long it took."""

    name: str
    up: bool
    milliseconds: float | None


class Status(Answer):
    """The suite as the gateway sees it."""

    version: str
    services: list[ServiceStatus]
