"""A player with a history, as tests tell it and read it page by page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from daybook.players.v1 import activity_service_pb2, player_pb2
from daybook.players.v1 import players_service_pb2 as wire

from tests.players.building import registered
from tests.players.integration.conftest import Door


@dataclass(frozen=True)
class Account:
    """A player with a history."""

    door: Door
    operator: str
    player: str

    def named(self) -> dict[str, Any]:
        """What every request names."""
        return {"operator_id": self.operator, "player_id": self.player}

    async def record(self, *told: activity_service_pb2.Activity) -> None:
        """Tells activities, all of which must be taken."""
        for start in range(0, len(told), 500):
            request = activity_service_pb2.RecordActivityRequest(
                operator_id=self.operator, activities=told[start : start + 500]
            )
            answer = await self.door.as_platform(self.door.activity.RecordActivity, request)
            assert [result.reason for result in answer.results if result.reason] == []

    async def bets(self, size: int = 50, **wanted: Any) -> list[player_pb2.Bet]:
        """All bets of a filter, page by page."""
        return await pages(
            lambda page: self.door.as_staff(
                self.door.players.ListBets, wire.ListBetsRequest(page=page, **self.named(), **wanted)
            ),
            "bets",
            size,
        )

    async def lines(self, size: int = 50, **wanted: Any) -> list[player_pb2.Movement]:
        """All movements of a filter, page by page."""
        return await pages(
            lambda page: self.door.as_staff(
                self.door.players.ListMovements, wire.ListMovementsRequest(page=page, **self.named(), **wanted)
            ),
            "movements",
            size,
        )

    async def bet(self, bet_id: str) -> wire.GetBetResponse:
        """One bet."""
        request = wire.GetBetRequest(bet_id=bet_id, **self.named())
        return await self.door.as_staff(self.door.players.GetBet, request)

    async def further(self, *, from_start: bool = False) -> wire.CheckLedgerResponse:
        """One step of the check of the ledger."""
        request = wire.CheckLedgerRequest(from_start=from_start, **self.named())
        return await self.door.as_staff(self.door.players.CheckLedger, request)

    async def check(self, *, from_start: bool = False) -> dict[str, Any]:
        """The complete check of the ledger by currency."""
        answer = await self.further(from_start=from_start)
        while not answer.complete:
            answer = await self.further()
        return {wallet.balance.currency: wallet for wallet in answer.wallets}


async def pages(ask: Callable[[Any], Awaitable[Any]], name: str, size: int) -> list[Any]:
    found: list[Any] = []
    cursor = ""
    while True:
        answer = await ask({"size": size, "cursor": cursor})
        rows = getattr(answer, name)
        assert len(rows) <= size
        found += rows
        if not (cursor := answer.next_cursor):
            assert answer.total.approximate or answer.total.count == len(found)
            return found


async def account(door: Door) -> Account:
    operator = await door.operator()
    request = activity_service_pb2.RecordActivityRequest(operator_id=operator, activities=[registered("eva")])
    await door.as_platform(door.activity.RecordActivity, request)
    [row] = await door.rows("SELECT player_id FROM players WHERE operator_id = :o", o=UUID(operator))
    return Account(door, operator, str(row.player_id))
