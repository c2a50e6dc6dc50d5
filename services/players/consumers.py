"""One function per event heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Final
from uuid import UUID

from daybook.gateway.v1 import events_pb2
from daybook.players.v1 import events_pb2 as players_events

from kit.db import UnitOfWork
from kit.events import Received
from services.players.domain.operator import Operator
from services.players.errors import UnreadableOperator
from services.players.service import listing, operators

_ACTIVITY_RECORDED: Final = players_events.ActivityRecorded.DESCRIPTOR.full_name


async def on_operator_changed(uow: UnitOfWork, event: Received) -> None:
    """Keeps the operator as it is now."""
    told = event.parse(events_pb2.OperatorChanged)
    try:
        operator = Operator(
            operator_id=UUID(told.operator_id),
            company_id=UUID(told.company_id),
            name=told.name,
            timezone=told.timezone,
            currency=told.currency,
            status=int(told.status),
            revision=told.revision,
            allowed_ips=tuple(str(ip_network(allowed)) for allowed in told.allowed_ips),
            notice=told.maintenance_message,
        )
    except ValueError as error:
        raise UnreadableOperator from error
    await operators.keep(uow, operator)


async def on_activity(uow: UnitOfWork, batch: Sequence[Received]) -> None:
    """Lets the list of players follow what was recorded; whatever comes again finds it where it stands.

    What a later release tells on the same stream is none of its business.
    """
    moved: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for event in batch:
        if event.type != _ACTIVITY_RECORDED:
            continue
        told = event.parse(players_events.ActivityRecorded)
        moved[UUID(told.operator_id)] |= {UUID(player_id) for player_id in {one.player_id for one in told.activities}}
    await listing.follow(uow, moved)
