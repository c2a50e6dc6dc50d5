"""A platform's side of Daybook: one player's day, told over gRPC. Run it twice: the second time nothing happens twice.

    pip install grpcio grpcio-tools protobuf googleapis-common-protos
    python -m grpc_tools.protoc -I protos -I protos/third_party --python_out=stubs --grpc_python_out=stubs \\
        $(cd protos && ls daybook/{players,types,options}/v1/*.proto) buf/validate/validate.proto
    DAYBOOK_PLATFORM_KEY=dbp_… PYTHONPATH=stubs python platform_client.py --address 127.0.0.1:50051 --operator ID

Copy what you need. Each call may be sent again after any doubt: after a timeout, a lost connection, a restart.
"""

from __future__ import annotations

import argparse
import json
import os
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from daybook.players.v1 import activity_service_pb2 as activity
from daybook.players.v1 import activity_service_pb2_grpc, player_pb2, players_service_pb2_grpc, tickets_service_pb2_grpc
from daybook.players.v1 import players_service_pb2 as players
from daybook.players.v1 import tickets_service_pb2 as tickets
from daybook.types.v1.money_pb2 import Money
from google.protobuf.field_mask_pb2 import FieldMask
from google.rpc import error_details_pb2, status_pb2

SECONDS = 5.0  # a call that takes longer is given up, and may be sent again
BATCH = 1000  # activities in a call, at most

# gRPC itself repeats what did not get through: a connection refused, a service that restarts.
CONFIG = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.1s",
                "maxBackoff": "2s",
                "backoffMultiplier": 3,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ],
}


class Refused(Exception):
    """Daybook said no: `reason` is stable and made for programs, the text is for people."""

    def __init__(self, error: grpc.RpcError) -> None:
        self.reason, self.fields, self.details = error.code().name, {}, {}  # type: ignore[attr-defined]
        for key, value in error.trailing_metadata() or ():  # type: ignore[attr-defined]
            if key == "grpc-status-details-bin":
                self._read(status_pb2.Status.FromString(value))
        super().__init__(f"{self.reason}: {error.details()} {self.fields or ''}".strip())  # type: ignore[attr-defined]

    def _read(self, status: Any) -> None:
        for detail in status.details:
            info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
            if detail.Unpack(info):
                self.reason, self.details = info.reason, dict(info.metadata)
            elif detail.Unpack(bad):
                self.fields = {one.field: one.description for one in bad.field_violations}


class Daybook:
    """One operator's door."""

    def __init__(self, address: str, operator_id: str, key: str, root_certificates: bytes | None = None) -> None:
        options = [("grpc.service_config", json.dumps(CONFIG))]
        if root_certificates is None:
            self._channel = grpc.insecure_channel(address, options)
        else:
            self._channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(root_certificates), options)
        self._operator_id = operator_id
        self._metadata = (("authorization", f"Bearer {key}"),)
        self._players = players_service_pb2_grpc.PlayersServiceStub(self._channel)
        self._activity = activity_service_pb2_grpc.ActivityServiceStub(self._channel)
        self._tickets = tickets_service_pb2_grpc.TicketsServiceStub(self._channel)

    def register(self, registration: player_pb2.Registration) -> tuple[player_pb2.Player, bool]:
        """The player, and whether it is new. The external id is the key: no request id is needed."""
        request = players.RegisterPlayerRequest(operator_id=self._operator_id, registration=registration)
        answer = self._call(self._players.RegisterPlayer, request)
        return answer.player, answer.created

    def find(self, external_id: str) -> players.FindPlayerResponse:
        """The player as Daybook has it, with balances."""
        request = players.FindPlayerRequest(operator_id=self._operator_id, external_id=external_id)
        return self._call(self._players.FindPlayer, request)

    def update(self, external_id: str, why: str, **changes: Any) -> player_pb2.Player:
        """Tells what changed. `why` names the change of yours behind it, so that its repetition is the same request."""
        request = players.UpdatePlayerRequest(
            operator_id=self._operator_id,
            external_id=external_id,
            update=players.PlayerUpdate(**{name: value for name, value in changes.items() if value is not None}),
            update_mask=FieldMask(paths=sorted(changes)),  # named and None: taken away
            request_id=self._request_id("update", external_id, why),
        )
        return self._call(self._players.UpdatePlayer, request).player

    def access(self, external_id: str) -> players.CheckAccessResponse:
        """What the player may do now. Ask before a log-in, a bet, a deposit and a withdrawal; no answer means no."""
        request = players.CheckAccessRequest(operator_id=self._operator_id, external_id=external_id)
        return self._call(self._players.CheckAccess, request)

    def start_session(self, session_id: str, external_id: str, **facts: str) -> player_pb2.Session:
        """A log-in. Refused for who may not log in."""
        request = players.StartSessionRequest(
            operator_id=self._operator_id, session_id=session_id, player_external_id=external_id, **facts
        )
        return self._call(self._players.StartSession, request).session

    def end_session(self, session_id: str) -> player_pb2.Session:
        """A log-out, or a session that timed out."""
        request = players.EndSessionRequest(operator_id=self._operator_id, session_id=session_id)
        return self._call(self._players.EndSession, request).session

    def record(self, activities: Sequence[activity.Activity]) -> list[activity.ActivityResult]:
        """What players did, in order; one answer for each. Each has a key of its own, so a batch may be sent again."""
        results: list[activity.ActivityResult] = []
        for start in range(0, len(activities), BATCH):
            request = activity.RecordActivityRequest(
                operator_id=self._operator_id, activities=activities[start : start + BATCH]
            )
            results += self._call(self._activity.RecordActivity, request).results
        return results

    def open_ticket(self, external_id: str, key: str, subject: str, text: str, bet_id: str = "") -> tickets.Ticket:
        """A player's question to support. `key` is yours of the question."""
        request = tickets.OpenTicketRequest(
            operator_id=self._operator_id,
            player_external_id=external_id,
            subject=subject,
            text=text,
            request_id=self._request_id("ticket", external_id, key),
        )
        if bet_id:
            request.links.add(kind="bet", ref=bet_id)
        return self._call(self._tickets.OpenTicket, request).ticket

    def close(self) -> None:
        """Closes the connection."""
        self._channel.close()

    def _call(self, method: Callable[..., Any], request: Any) -> Any:
        try:
            return method(request, timeout=SECONDS, metadata=self._metadata)
        except grpc.RpcError as error:
            raise Refused(error) from error

    def _request_id(self, *names: str) -> str:
        """Made of your own names for what is asked, so that nobody has to remember it between two attempts."""
        return str(uuid.uuid5(uuid.UUID(self._operator_id), "/".join(names)))


def happened(player: str, at: datetime, **kind: Any) -> activity.Activity:
    """One activity of a player."""
    message = activity.Activity(player_external_id=player, **kind)
    message.occurred_at.FromDatetime(at)
    return message


def a_day(player: str, currency: str, began: datetime) -> list[activity.Activity]:
    """A deposit, bets, a bonus, and a withdrawal that is asked for and then paid. Amounts are in minor units."""

    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    def later(minutes: int) -> datetime:
        return began + timedelta(minutes=minutes)

    lost = activity.Settlement(payout=money(0))  # a bet that is over when it is told
    return [
        happened(
            player,
            later(1),
            deposit=activity.Deposit(
                transaction_id=f"{player}-d1", amount=money(10_000), method="pix", instrument="pix-key-7"
            ),
        ),
        happened(
            player,
            later(2),
            bet_placed=activity.BetPlaced(
                bet_id=f"{player}-b1", stake=money(1_000), game="crash", provider="house", settlement=lost
            ),
        ),
        happened(
            player,
            later(3),
            bet_placed=activity.BetPlaced(bet_id=f"{player}-b2", stake=money(2_000), game="crash", provider="house"),
        ),
        happened(player, later(4), bet_settled=activity.BetSettled(bet_id=f"{player}-b2", payout=money(5_000))),
        happened(
            player,
            later(5),
            bet_placed=activity.BetPlaced(bet_id=f"{player}-b3", stake=money(500), game="dice", provider="house"),
        ),
        happened(player, later(6), bet_voided=activity.BetVoided(bet_id=f"{player}-b3", reason="game fault")),
        happened(player, later(7), bonus_credited=activity.BonusCredited(bonus_id=f"{player}-x1", amount=money(700))),
        happened(
            player,
            later(8),
            free_spin_won=activity.FreeSpinWon(win_id=f"{player}-f1", amount=money(150), game="fruits"),
        ),
        happened(player, later(9), promo_credited=activity.PromoCredited(promo_id=f"{player}-p1", amount=money(50))),
        happened(
            player,
            later(10),
            withdrawal_requested=activity.WithdrawalRequested(
                transaction_id=f"{player}-w1", amount=money(4_000), method="pix", instrument="pix-key-7"
            ),
        ),
        happened(player, later(30), withdrawal_settled=activity.WithdrawalSettled(transaction_id=f"{player}-w1")),
        happened(
            player,
            later(31),
            balance_adjusted=activity.BalanceAdjusted(
                adjustment_id=f"{player}-a1", amount=money(25), debit=True, reason="rounding"
            ),
        ),
    ]


def main() -> None:
    """Tells a day of one player."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--address", default="127.0.0.1:50051", help="host:port of the players service")
    arguments.add_argument("--operator", required=True, help="the operator's id")
    arguments.add_argument("--player", default="demo-ana", help="your own id of the player")
    arguments.add_argument("--currency", default="BRL")
    arguments.add_argument("--began", type=datetime.fromisoformat, default=datetime(2026, 1, 15, 18, tzinfo=UTC))
    arguments.add_argument("--ca", help="file with the certificate of your Daybook; without it in clear")
    given = arguments.parse_args()
    root = open(given.ca, "rb").read() if given.ca else None  # noqa: SIM115
    daybook, player = Daybook(given.address, given.operator, os.environ["DAYBOOK_PLATFORM_KEY"], root), given.player

    registration = player_pb2.Registration(
        external_id=player,
        username="AnaS",
        first_name="Ana",
        last_name="Souza",
        email="ana@mail.example",
        phone="+5511999998888",
        country="BR",
        region="SP",
        language="pt-BR",
        currency=given.currency,
        registration_ip="203.0.113.7",
        document=player_pb2.Document(type="cpf", number="123.456.789-09"),
        affiliate_id="aff-7",
    )
    registration.registered_at.FromDatetime(given.began)
    _, created = daybook.register(registration)
    print("registered" if created else "registered before")

    updated = daybook.update(
        player, "kyc decision 42", kyc_level=2, kyc_status=player_pb2.KYC_STATUS_VERIFIED, two_factor=True
    )
    print(f"KYC level {updated.kyc_level}, revision {updated.revision}")

    may = daybook.access(player)
    if not may.log_in.allowed:
        print("may not log in:", ", ".join(denial.reason for denial in may.log_in.denials))
        return
    session = daybook.start_session(f"{player}-s1", player, ip="203.0.113.7", device="phone-1", country="BR")
    print("session", session.session_id)

    day = a_day(player, given.currency, given.began)
    results = daybook.record(day)
    for told, result in zip(day, results, strict=True):
        outcome = activity.ActivityResult.Outcome.Name(result.outcome).removeprefix("OUTCOME_").lower()
        print(f"{told.WhichOneof('kind')}: {outcome} {result.reason} {result.message}".strip())

    ticket = daybook.open_ticket(player, "chat-1", "My bet was voided", "Why?", bet_id=f"{player}-b3")
    print("ticket", ticket.number)
    daybook.end_session(f"{player}-s1")

    for balance in daybook.find(player).balances:
        print(f"balance {balance.amount.minor} {balance.amount.currency}")
    try:
        daybook.record([happened(player, given.began, deposit=activity.Deposit())])
        daybook.update(player, "a mistake", email="nobody")
    except Refused as refused:
        print("refused:", refused.reason, *sorted(refused.fields))
    daybook.close()


if __name__ == "__main__":
    main()
