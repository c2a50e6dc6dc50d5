"""What this service knows of an operator."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as the gateway announced it; the greater revision is the newer."""

    operator_id: UUID
    company_id: UUID
    name: str
    timezone: str
    currency: str
    status: int
    revision: int
