"""Manual credits and debits: asked for by one person, and above the operator's limit agreed to by another.

What needs two people is asked for and decided by people who signed in. A key does not say who holds it: somebody could
ask by it and agree in person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from kit.auth.actor import Actor, ActorKind
from kit.clock import Clock
from kit.db import UnitOfWork
from kit.errors import InvalidField
from kit.ids import uuid7
from kit.money import Money
from kit.paging import PageOf, Total
from kit.sealing import Sealer
from services.players import events
from services.players.domain.activity import check_amount
from services.players.domain.adjustment import (
    TOGETHER,
    Adjustment,
    AdjustmentKind,
    AdjustmentState,
    Asked,
    Decision,
    Document,
    Limits,
    Person,
    is_what_it_says,
    needs_second,
)
from services.players.domain.ledger import Movement
from services.players.domain.player import Player, PlayerStatus
from services.players.errors import (
    AdjustmentDecided,
    AdjustmentNotFound,
    DocumentNotFound,
    DocumentsRefused,
    InsufficientBalance,
    LimitsChanged,
    OwnRequest,
    PersonNeeded,
    PlayerClosed,
    PlayerNotFound,
    RequestOfAnother,
)
from services.players.repository import adjustments, listing, players
from services.players.service import activity

_PURPOSE = "adjustment document"


async def request(uow: UnitOfWork, asked: Asked, actor: Actor, sealer: Sealer | None, clock: Clock) -> Adjustment:
    """Does it when it is within the operator's limit, else leaves it waiting for another person.

    With it counts what the same person did alone to the same player within a day, or else many small ones would do
    what one may not. An account that is closed gets no bonus, and whatever else is done to it needs two people.
    Raises PlayerNotFound, PlayerClosed, InsufficientBalance, PersonNeeded, DocumentsRefused, InvalidField and
    UnknownCurrency.
    """
    connection, currency, minor = uow.connection, asked.currency, asked.minor
    check_amount(minor, currency, "amount", least=1)
    _check_document(asked.document, sealer)
    player = await _locked(connection, asked.operator_id, asked.player_id, asked.kind)
    await _check_balance(connection, player, asked.kind, currency, minor)
    limits, now = await adjustments.limits(connection, asked.operator_id), clock()
    # The player is locked: of two at once the second sees the first.
    alone = await adjustments.done_alone(
        connection, asked.operator_id, asked.player_id, currency, actor.id, now - TOGETHER
    )
    waits = needs_second(limits, currency, minor, alone) or player.status is PlayerStatus.CLOSED
    if waits and actor.kind is not ActorKind.STAFF:
        raise PersonNeeded
    one = Adjustment(
        operator_id=asked.operator_id,
        adjustment_id=uuid7(),
        player_id=asked.player_id,
        external_id=player.registration.external_id,
        username=player.registration.username,
        kind=asked.kind,
        currency=currency,
        minor=minor,
        reason=asked.reason,
        state=AdjustmentState.WAITING,
        requested_by=Person(actor.name, actor.id),
        requested_at=now,
        document_name=asked.document.name if asked.document else "",
    )
    balances = None
    if not waits:
        line = await _do(uow, one, clock)
        one, balances = replace(one, state=AdjustmentState.DONE, number=line.number), _balances(line)
    await adjustments.add(connection, one)
    if asked.document is not None and sealer is not None:
        sealed = sealer.seal(_PURPOSE, str(one.adjustment_id), asked.document.content)
        await adjustments.add_document(
            connection, one.operator_id, one.adjustment_id, asked.document.content_type, sealed
        )
    uow.outbox.add(
        events.adjustment_changed(
            "adjustment.request",
            actor,
            one.requested_at,
            None,
            one,
            reason=one.reason,
            request_id=asked.request_id,
            balances=balances,
        )
    )
    return one


async def approve(uow: UnitOfWork, decision: Decision, actor: Actor, clock: Clock) -> Adjustment:
    """Does a waiting one, once whoever else approves it too.

    Raises PersonNeeded, AdjustmentNotFound, AdjustmentDecided, OwnRequest, PlayerClosed and InsufficientBalance; with
    the last two it goes on waiting.
    """
    before = await _decidable(uow.connection, decision, actor)
    player = await _locked(uow.connection, before.operator_id, before.player_id, before.kind)
    await _check_balance(uow.connection, player, before.kind, before.currency, before.minor)
    line = await _do(uow, before, clock)
    after = _decided(before, AdjustmentState.DONE, decision, actor, clock)
    after = replace(after, number=line.number)
    await adjustments.decide(uow.connection, after)
    _announce(uow, "adjustment.approve", actor, before, after, decision, _balances(line))
    return after


async def reject(uow: UnitOfWork, decision: Decision, actor: Actor, clock: Clock) -> Adjustment:
    """Lets a waiting one be. Raises PersonNeeded, AdjustmentNotFound, AdjustmentDecided and OwnRequest."""
    before = await _decidable(uow.connection, decision, actor)
    after = _decided(before, AdjustmentState.REJECTED, decision, actor, clock)
    await adjustments.decide(uow.connection, after)
    _announce(uow, "adjustment.reject", actor, before, after, decision)
    return after


async def cancel(uow: UnitOfWork, decision: Decision, actor: Actor, clock: Clock) -> Adjustment:
    """Takes one's own waiting request back. Raises AdjustmentNotFound, RequestOfAnother and AdjustmentDecided."""
    before = _found(await adjustments.lock(uow.connection, decision.operator_id, decision.adjustment_id))
    if before.requested_by.id != actor.id:
        raise RequestOfAnother
    _check_waiting(before)
    after = replace(before, state=AdjustmentState.CANCELLED, decided_at=clock())
    await adjustments.decide(uow.connection, after)
    _announce(uow, "adjustment.cancel", actor, before, after, decision)
    return after


async def list_adjustments(
    connection: AsyncConnection,
    operator_id: UUID,
    player_id: UUID | None,
    state: AdjustmentState | None,
    oldest_first: bool,
    cursor: str,
    size: int,
) -> tuple[PageOf, Total]:
    """A page of an operator's credits and debits. Raises PlayerNotFound when a player is named whom there is not."""
    if player_id is not None and await players.find(connection, operator_id, player_id) is None:
        raise PlayerNotFound
    return await adjustments.page(connection, operator_id, player_id, state, oldest_first, cursor, size)


async def read_document(
    uow: UnitOfWork,
    operator_id: UUID,
    adjustment_id: UUID,
    actor: Actor,
    sealer: Sealer | None,
    request_id: str,
    clock: Clock,
) -> Document:
    """The document that came with a request; that it was read is announced, as it may be personal.

    Raises AdjustmentNotFound, DocumentNotFound and DocumentsRefused.
    """
    one = _found(await adjustments.find(uow.connection, operator_id, adjustment_id))
    found = await adjustments.document(uow.connection, operator_id, adjustment_id)
    if found is None:
        raise DocumentNotFound
    if sealer is None:
        raise DocumentsRefused
    content_type, sealed = found
    uow.outbox.add(
        events.adjustment_changed("adjustment.read_document", actor, clock(), one, one, request_id=request_id)
    )
    return Document(one.document_name, content_type, sealer.unseal(_PURPOSE, str(adjustment_id), sealed))


async def limits(connection: AsyncConnection, operator_id: UUID) -> Limits:
    """Up to how much one person suffices."""
    return await adjustments.limits(connection, operator_id)


async def set_limits(
    uow: UnitOfWork,
    operator_id: UUID,
    told: Sequence[Money],
    revision: int,
    reason: str,
    actor: Actor,
    request_id: str,
    clock: Clock,
) -> Limits:
    """Replaces all limits. Raises LimitsChanged, InvalidField and UnknownCurrency."""
    by_currency: dict[str, int] = {}
    for number, limit in enumerate(told):
        check_amount(limit.minor, limit.currency, f"limits[{number}]", least=0)
        if limit.currency in by_currency:
            raise InvalidField(f"limits[{number}].currency", "is named twice")
        by_currency[limit.currency] = limit.minor
    before = await adjustments.limits(uow.connection, operator_id)
    if not await adjustments.keep_limits(uow.connection, operator_id, by_currency, revision):
        raise LimitsChanged((await adjustments.limits(uow.connection, operator_id)).revision)
    after = await adjustments.limits(uow.connection, operator_id)
    uow.outbox.add(events.adjustment_limits_set(actor, clock(), operator_id, before, after, reason, request_id))
    return after


def _check_document(document: Document | None, sealer: Sealer | None) -> None:
    if document is None:
        return
    if sealer is None:
        raise DocumentsRefused
    if not is_what_it_says(document):
        raise InvalidField("document.content", f"is no {document.content_type}")


async def _locked(connection: AsyncConnection, operator_id: UUID, player_id: UUID, kind: AdjustmentKind) -> Player:
    """The player, whose balance nobody else moves until the transaction ends."""
    await players.lock(connection, operator_id, player_id)
    player = await players.find(connection, operator_id, player_id)
    if player is None:
        raise PlayerNotFound
    if player.status is PlayerStatus.CLOSED and kind is AdjustmentKind.BONUS_CREDIT:
        raise PlayerClosed
    return player


async def _check_balance(
    connection: AsyncConnection, player: Player, kind: AdjustmentKind, currency: str, minor: int
) -> None:
    """A typing mistake must not open a wallet, and nobody is put into debt by hand."""
    wallets = (await players.wallets_of(connection, player.operator_id, [player.player_id]))[player.player_id]
    balance = next((wallet.balance for wallet in wallets if wallet.currency == currency), None)
    if balance is None and currency != player.registration.currency:
        raise InvalidField("amount.currency", "is not a currency in which this player has a wallet")
    if kind.sign < 0 and (balance or 0) < minor:
        raise InsufficientBalance


async def _do(uow: UnitOfWork, one: Adjustment, clock: Clock) -> Movement:
    """Writes it into the ledger, and whatever follows from the ledger."""
    line = await activity.adjust(
        uow,
        one.operator_id,
        one.player_id,
        one.kind.movement,
        one.minor,
        one.currency,
        one.adjustment_id,
        one.reason,
        clock,
    )
    await listing.refresh(uow.connection, one.operator_id, [one.player_id])
    return line


def _balances(line: Movement) -> tuple[int, int]:
    return line.balance_after - line.amount, line.balance_after


async def _decidable(connection: AsyncConnection, decision: Decision, actor: Actor) -> Adjustment:
    if actor.kind is not ActorKind.STAFF:
        raise PersonNeeded
    one = _found(await adjustments.lock(connection, decision.operator_id, decision.adjustment_id))
    if one.requested_by.id == actor.id:
        raise OwnRequest
    _check_waiting(one)
    return one


def _found(one: Adjustment | None) -> Adjustment:
    if one is None:
        raise AdjustmentNotFound
    return one


def _check_waiting(one: Adjustment) -> None:
    if one.state is not AdjustmentState.WAITING:
        raise AdjustmentDecided(one.state.name.lower(), (one.decided_by or one.requested_by).name)


def _decided(one: Adjustment, state: AdjustmentState, decision: Decision, actor: Actor, clock: Clock) -> Adjustment:
    return replace(
        one,
        state=state,
        decided_by=Person(actor.name, actor.id),
        decided_at=clock(),
        decision_reason=decision.reason,
    )


def _announce(
    uow: UnitOfWork,
    action: str,
    actor: Actor,
    before: Adjustment,
    after: Adjustment,
    decision: Decision,
    balances: tuple[int, int] | None = None,
) -> None:
    assert after.decided_at is not None
    uow.outbox.add(
        events.adjustment_changed(
            action,
            actor,
            after.decided_at,
            before,
            after,
            reason=decision.reason,
            request_id=decision.request_id,
            balances=balances,
        )
    )
