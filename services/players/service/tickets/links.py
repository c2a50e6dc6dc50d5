"""Bets, movements and documents tied to tickets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from kit.auth.actor import Actor
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from services.players import events
from services.players.domain.tickets import history
from services.players.domain.tickets.ticket import Link
from services.players.errors import TooManyLinks
from services.players.repository.tickets import conversation, store
from services.players.service.tickets import desk

_MOST: Final = 50


async def link(
    uow: UnitOfWork,
    operator_id: UUID,
    ticket_id: UUID,
    wanted: Link,
    actor: Actor,
    request_id: str,
    clock: Clock,
    *,
    remove: bool,
) -> list[Link]:
    """Ties or unties; what is so already stays so, without a trace. Answers with all links.

    Raises TicketNotFound, TicketMerged, TooManyLinks, and InvalidField for what the player does not have.
    """
    connection = uow.connection
    before = await desk.held(connection, operator_id, ticket_id)
    desk.check_own(before)
    at = clock()
    if remove:
        changed = await conversation.untie(connection, before, wanted)
    else:
        if not await conversation.exists(connection, before, wanted):
            raise InvalidField("link.ref", f"is not a {wanted.kind} of this player")
        changed = await conversation.tie(connection, before, replace(wanted, by=actor.name, at=at))
    links = await conversation.links_of(connection, before)
    if changed and not remove and len(links) > _MOST:
        raise TooManyLinks
    if changed:
        after = replace(before, revision=before.revision + 1, updated_at=max(at, before.updated_at))
        await store.keep(connection, before, after)
        told = f"{wanted.kind} {wanted.ref}"
        kind, was, now = ("unlinked", told, "") if remove else ("linked", "", told)
        await conversation.note(connection, after, [history.told(kind, after, actor.name, actor.id, at, was, now)])
        uow.outbox.add(events.ticket_linked(actor, at, before, after, wanted, request_id, removed=remove))
    return links
