"""Health and status."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from gateway.container import TheGateway
from gateway.domain.access import Caller
from gateway.models import meta as models
from gateway.routes.paging import PREFIX
from gateway.security import SCHEMES, SignedIn

router = APIRouter(prefix=PREFIX, tags=["meta"])


@router.get("/health")
async def health() -> models.Health:
    """That the gateway serves; for probes. Whether all is well says /status."""
    return models.Health(status="ok")


@router.get("/status", dependencies=SCHEMES)
async def status(caller: Annotated[Caller, Depends(SignedIn())], gateway: TheGateway) -> models.Status:
    """The gateway's database and each service: up or down, and how fast it answers."""
    return models.Status(
        version=gateway.settings.version,
        services=[
            models.ServiceStatus(name=one.name, up=one.up, milliseconds=one.milliseconds)
            for one in await gateway.status.services()
        ],
    )
