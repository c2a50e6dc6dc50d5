"""The suite's public doors as the demo goes through them: the platform's gRPC services and the gateway's HTTP API."""

import asyncio
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from daybook.players.v1 import activity_service_pb2 as activity
from daybook.players.v1 import player_pb2, players_service_pb2, tickets_service_pb2
from daybook.players.v1.activity_service_pb2_grpc import ActivityServiceStub
from daybook.players.v1.players_service_pb2_grpc import PlayersServiceStub
from daybook.players.v1.tickets_service_pb2_grpc import TicketsServiceStub
from daybook.types.v1.money_pb2 import Money
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from deploy.local.demo.care import STANDING, Ticket, standing
from deploy.local.demo.people import Person
from deploy.local.demo.play import Moment, Visit
from deploy.local.errors import LaunchError
from kit.errors import DomainError
from kit.rpc import client

BATCH = 1000
CALL_SECONDS = 30.0
SESSIONS_AT_ONCE = 8
# A new operator reaches the players service as an event.
OPERATOR_KNOWN_SECONDS = 15.0
PAUSE_SECONDS = 0.2
REQUESTS = uuid.UUID("6f1f2f5c-5f0e-4c39-9b54-0d1f8f1d7a11")  # the name space of the demo's own request ids


class Platform:
    """One operator's platform, telling what its players do."""

    def __init__(self, channel: Any, key: str, operator_id: str, currency: str) -> None:
        self._activity, self._players = ActivityServiceStub(channel), PlayersServiceStub(channel)
        self._tickets = TicketsServiceStub(channel)
        self._key, self._operator_id, self._currency = key, operator_id, currency

    async def record(self, moments: Sequence[Moment]) -> None:
        """Record everything in order. LaunchError when an activity is rejected: our own data is at fault then."""
        for start in range(0, len(moments), BATCH):
            batch = moments[start : start + BATCH]
            request = activity.RecordActivityRequest(
                operator_id=self._operator_id, activities=[convert(moment, self._currency) for moment in batch]
            )
            answer = await self._when_known(request)
            for moment, result in zip(batch, answer.results, strict=True):
                if result.outcome == activity.ActivityResult.OUTCOME_REJECTED:
                    what = f"{moment.kind} {moment.reference or moment.person.external_id}"
                    raise LaunchError(f"{what} was rejected: {result.reason} {result.field} {result.message}")

    async def _when_known(self, request: activity.RecordActivityRequest) -> activity.RecordActivityResponse:
        tries = round(OPERATOR_KNOWN_SECONDS / PAUSE_SECONDS)
        for remaining in reversed(range(tries)):
            try:
                return await client.call(self._activity.RecordActivity, request, self._key, seconds=CALL_SECONDS)
            except DomainError as error:
                if error.reason != "OPERATOR_UNKNOWN" or remaining == 0:
                    raise
            await asyncio.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable: the last try raises")

    async def care(self, people: Sequence[Person], tickets: Sequence[Ticket]) -> None:
        """Tell what the platform knows of some players, and what some of them ask."""
        room = asyncio.Semaphore(SESSIONS_AT_ONCE)

        async def update(person: Person) -> None:
            async with room:
                request = players_service_pb2.UpdatePlayerRequest(
                    operator_id=self._operator_id,
                    external_id=person.external_id,
                    update=standing(person),
                    update_mask=FieldMask(paths=STANDING),
                    request_id=str(uuid.uuid5(REQUESTS, f"{self._operator_id} standing {person.external_id}")),
                )
                await client.call(self._players.UpdatePlayer, request, self._key, seconds=CALL_SECONDS)

        async def ask(ticket: Ticket) -> None:
            async with room:
                request = tickets_service_pb2.OpenTicketRequest(
                    operator_id=self._operator_id,
                    player_external_id=ticket.person.external_id,
                    subject=ticket.subject,
                    text=ticket.text,
                    category=ticket.category,
                    priority=ticket.priority,
                    request_id=str(uuid.uuid5(REQUESTS, f"{self._operator_id} ticket {ticket.person.external_id}")),
                )
                await client.call(self._tickets.OpenTicket, request, self._key, seconds=CALL_SECONDS)

        await asyncio.gather(*(update(person) for person in people), *(ask(ticket) for ticket in tickets))

    async def visit(self, visits: Iterable[Visit]) -> None:
        """Tell the sessions, some at a time."""
        room = asyncio.Semaphore(SESSIONS_AT_ONCE)

        async def one(visit: Visit) -> None:
            async with room:
                start = players_service_pb2.StartSessionRequest(
                    operator_id=self._operator_id,
                    session_id=visit.session_id,
                    player_external_id=visit.person.external_id,
                    ip=visit.person.ip,
                    device=visit.person.device,
                    country=visit.person.country.code,
                    user_agent=visit.person.user_agent,
                    started_at=_timestamp(visit.started_at),
                )
                await client.call(self._players.StartSession, start, self._key, seconds=CALL_SECONDS)
                if visit.ended_at is not None:
                    end = players_service_pb2.EndSessionRequest(
                        operator_id=self._operator_id, session_id=visit.session_id, ended_at=_timestamp(visit.ended_at)
                    )
                    await client.call(self._players.EndSession, end, self._key, seconds=CALL_SECONDS)

        await asyncio.gather(*(one(visit) for visit in visits))


# What ends a bet or a transfer, or gives money, is nobody's on a device.
_DONE_BY_PLAYERS = frozenset({"registered", "deposit", "withdrawal", "withdrawal_requested", "bet", "bet_open"})


def convert(moment: Moment, currency: str) -> activity.Activity:
    """An invented moment as the platform would report it."""

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    made = activity.Activity(
        player_external_id=moment.person.external_id,
        occurred_at=_timestamp(moment.at),
    )
    match moment.kind:
        case "registered":
            made.registered.CopyFrom(_registration(moment.person, currency))
        case "deposit":
            made.deposit.CopyFrom(
                activity.Deposit(
                    transaction_id=moment.reference,
                    amount=money(moment.amount),
                    method=moment.method,
                    instrument=moment.person.instrument,
                )
            )
        case "deposit_reversed":
            made.deposit_reversed.transaction_id = moment.reference
            made.deposit_reversed.reason = "Returned by the bank"
        case "withdrawal":
            made.withdrawal.CopyFrom(
                activity.Withdrawal(
                    transaction_id=moment.reference,
                    amount=money(moment.amount),
                    method=moment.method,
                    instrument=moment.person.instrument,
                )
            )
        case "withdrawal_requested":
            made.withdrawal_requested.CopyFrom(
                activity.WithdrawalRequested(
                    transaction_id=moment.reference,
                    amount=money(moment.amount),
                    method=moment.method,
                    instrument=moment.person.instrument,
                )
            )
        case "withdrawal_settled":
            made.withdrawal_settled.transaction_id = moment.reference
        case "withdrawal_cancelled":
            made.withdrawal_cancelled.transaction_id = moment.reference
            made.withdrawal_cancelled.reason = "Taken back by the player"
        case "free_spins":
            assert moment.game is not None
            made.free_spin_won.CopyFrom(
                activity.FreeSpinWon(
                    win_id=moment.reference,
                    amount=money(moment.amount),
                    game=moment.game.name,
                    provider=moment.game.provider,
                )
            )
        case "promo":
            made.promo_credited.CopyFrom(activity.PromoCredited(promo_id=moment.reference, amount=money(moment.amount)))
        case "adjusted":
            made.balance_adjusted.CopyFrom(
                activity.BalanceAdjusted(
                    adjustment_id=moment.reference, amount=money(moment.amount), reason="Round recalculated"
                )
            )
        case "bonus":
            made.bonus_credited.CopyFrom(activity.BonusCredited(bonus_id=moment.reference, amount=money(moment.amount)))
        case "bet" | "bet_open":
            assert moment.game is not None
            made.bet_placed.CopyFrom(
                activity.BetPlaced(
                    bet_id=moment.reference,
                    stake=money(moment.amount),
                    round_id=f"r-{moment.reference}",
                    game=moment.game.name,
                    provider=moment.game.provider,
                )
            )
            if moment.settled_at is not None:
                made.bet_placed.settlement.payout.CopyFrom(money(moment.payout))
                made.bet_placed.settlement.settled_at.CopyFrom(_timestamp(moment.settled_at))
        case "bet_settled":
            made.bet_settled.CopyFrom(activity.BetSettled(bet_id=moment.reference, payout=money(moment.payout)))
        case "bet_voided":
            made.bet_voided.CopyFrom(activity.BetVoided(bet_id=moment.reference, reason="Match abandoned"))
        case _:
            raise AssertionError(moment.kind)
    if moment.kind in _DONE_BY_PLAYERS:
        made.device = moment.person.plays_on
    return made


def _registration(person: Person, currency: str) -> player_pb2.Registration:
    return player_pb2.Registration(
        external_id=person.external_id,
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        date_of_birth=_date(person.born),
        country=person.country.code,
        region=person.region,
        language=person.country.language,
        currency=currency,
        registration_ip=person.ip,
        registered_at=_timestamp(person.registered_at),
        document=player_pb2.Document(type=person.document[0], number=person.document[1]),
        affiliate_id=person.affiliate,
        referrer_external_id=person.referrer,
    )


def _timestamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def _date(day: date) -> Date:
    return Date(year=day.year, month=day.month, day=day.day)


class Backoffice:
    """The gateway's HTTP API with an API key."""

    def __init__(self, address: str, key: str) -> None:
        self._address, self._key = address, key
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        """The JSON answer, None when there is none. LaunchError with the problem's detail when it is refused."""
        request = urllib.request.Request(  # noqa: S310 - the address is ours
            f"{self._address}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=CALL_SECONDS) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise LaunchError(f"{method} {path} was refused: {error.read().decode('utf-8', 'replace')}") from error
        return json.loads(text) if text else None
