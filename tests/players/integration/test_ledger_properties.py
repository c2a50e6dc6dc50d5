"""Whatever is sent, in whatever order, however often and over however many connections: the books are right.

What the service says it recorded is the whole truth: every fact at most once, every total the sum of what was recorded,
every balance the sum of its ledger, every event one for one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

from daybook.players.v1 import activity_service_pb2 as wire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import clock
from kit.ids import uuid7
from services.players.domain.ledger import MovementKind
from services.players.rpc import attempts
from services.players.service import activity as service
from tests.players import building as told
from tests.players.building import NOON
from tests.players.integration.conftest import Door
from tests.players.integration.test_ledger import check_ledger
from tests.players.recording import RECORDED

PLAYERS, CURRENCIES = ("ana", "bo", "cy"), ("BRL", "EUR")
NAMES = {"adjusted": 1, "bonus": 1, "free_spin": 1, "promo": 1, "deposit": 2, "withdrawal": 2, "asked": 3, "bet": 5}
CREDITS = {"bonus": told.bonus, "free_spin": told.free_spin, "promo": told.promo}


@st.composite
def lives(draw: st.DrawFn, number: int) -> list[wire.Activity]:
    """All that is told of one bet, payment or credit, some of it impossible beside the rest."""
    player, currency, minor = (
        draw(st.sampled_from(PLAYERS)),
        draw(st.sampled_from(CURRENCIES)),
        draw(st.integers(1, 99)),
    )
    kind = draw(st.sampled_from([name for name, weight in NAMES.items() for _ in range(weight)]))
    ref, later = f"{kind}{number}", NOON + timedelta(minutes=1)
    if kind in CREDITS:
        return [CREDITS[kind](player, ref, minor, currency=currency)]
    if kind == "adjusted":
        return [told.adjusted(player, ref, draw(st.sampled_from([minor, -minor])), currency=currency)]
    if kind == "deposit":
        parts = [told.deposit(player, ref, minor, currency=currency), told.reversed_(player, ref, later)]
    elif kind == "withdrawal":
        parts = [told.withdrawal(player, ref, minor, currency=currency), told.cancelled(player, ref, later)]
    elif kind == "asked":
        asked = told.requested(player, ref, minor, currency=currency)
        parts = [asked, told.paid(player, ref, later), told.cancelled(player, ref, later)]
    elif draw(st.booleans()):
        payout = draw(st.integers(0, 200))
        parts = [told.placed(player, ref, minor, payout, currency=currency), told.voided(player, ref, later)]
    else:
        placed, end = told.placed(player, ref, minor, currency=currency), draw(st.integers(0, 200))
        parts = [placed, told.settled(player, ref, end, later, currency), told.voided(player, ref, later)]
    return [parts[0], *(part for part in parts[1:] if draw(st.booleans()))]


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[wire.Activity]]:
    """Batches in any order, with what they tell cut, repeated and shuffled in any way."""
    count = draw(st.integers(1, 25))
    story = [activity for number in range(count) for activity in draw(lives(number))]
    sent = draw(st.permutations(story + draw(st.lists(st.sampled_from(story), max_size=len(story)))))
    cuts = sorted(draw(st.lists(st.integers(0, len(sent)), max_size=8)))
    batches = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True) if start < end]
    return [*batches, story]  # and all of it in its own order, as a platform that starts over


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(deliveries(), st.integers(0, 4))
async def test_the_books_are_right(door: Door, batches: list[list[wire.Activity]], by_hand: int) -> None:
    operator = await door.operator()
    await send(door, operator, [told.registered(player) for player in PLAYERS])
    ids = {
        row.external_id: row.player_id
        for row in await door.rows(
            "SELECT external_id, player_id FROM players WHERE operator_id = :o", o=UUID(operator)
        )
    }
    adjusting = [adjust(door, UUID(operator), ids["ana"], number) for number in range(by_hand)]
    outcomes, _ = await asyncio.gather(
        asyncio.gather(*(send(door, operator, batch) for batch in batches)), asyncio.gather(*adjusting)
    )
    counted: Counter[bytes] = Counter()
    for batch, results in zip(batches, outcomes, strict=True):
        for activity, result in zip(batch, results, strict=True):
            counted[key(activity)] += result.outcome == RECORDED
    assert set(counted.values()) <= {0, 1}, "recorded twice"
    recorded = [wire.Activity.FromString(told_) for told_, times in counted.items() if times]

    expected = totals(recorded)
    for number in range(by_hand):
        name = ("adjustments", "bonuses")[number % 2]
        expected["ana", "BRL", name] += 10 + number
        expected["ana", "BRL", "balance"] += 10 + number
    names = {player_id: external_id for external_id, player_id in ids.items()}
    found: Counter[tuple[str, str, str]] = Counter()
    for wallet in await door.rows("SELECT * FROM wallets WHERE operator_id = :o", o=UUID(operator)):
        for total in TOTALS:
            found[names[wallet.player_id], wallet.currency, total] += getattr(wallet, total)
    assert +found == +expected
    assert -found == -expected
    await check_ledger(door, operator)
    announced = [item for event in await door.announced(operator) for item in event.activities]
    ends = sum(activity.bet_placed.HasField("settlement") for activity in recorded)
    assert len(announced) == len(PLAYERS) + len(recorded) + ends + by_hand
    # Sent again in an order in which nothing new can come of it, it changes nothing.
    before = await door.rows("SELECT * FROM wallets WHERE operator_id = :o ORDER BY 1, 2, 3", o=UUID(operator))
    again = await send(door, operator, recorded)
    assert RECORDED not in [result.outcome for result in again]
    assert before == await door.rows("SELECT * FROM wallets WHERE operator_id = :o ORDER BY 1, 2, 3", o=UUID(operator))


async def send(door: Door, operator: str, batch: list[wire.Activity]) -> list[wire.ActivityResult]:
    request = wire.RecordActivityRequest(operator_id=operator, activities=batch)
    return list((await door.as_platform(door.activity.RecordActivity, request)).results)


async def adjust(door: Door, operator: UUID, player: UUID, number: int) -> None:
    """A credit by hand, as its approval makes it."""
    kind = (MovementKind.MANUAL_CASH_CREDIT, MovementKind.MANUAL_BONUS_CREDIT)[number % 2]
    await attempts.run(
        door.database,
        lambda uow: service.adjust(uow, operator, player, kind, 10 + number, "BRL", uuid7(), "goodwill", clock.now),
    )


def key(activity: wire.Activity) -> bytes:
    return activity.SerializeToString(deterministic=True)


TOTALS = (
    "balance", "deposits", "withdrawals", "pending_withdrawals", "bonuses", "adjustments", "turnover", "payouts",
    "settled_stakes", "bets",
)  # fmt: skip


def totals(recorded: list[wire.Activity]) -> Counter[tuple[str, str, str]]:
    """What wallets must hold when exactly this was recorded, each fact looked at by itself."""
    sums: Counter[tuple[str, str, str]] = Counter()
    of = {
        (kind := str(activity.WhichOneof("kind")), reference(getattr(activity, kind))): activity
        for activity in recorded
    }
    for (kind, ref), activity in of.items():
        what, player = getattr(activity, kind), activity.player_external_id

        def add(currency: str, player: str = player, **changes: int) -> None:
            for name, change in changes.items():
                sums[player, currency, name] += change

        if kind == "deposit":
            add(what.amount.currency, balance=what.amount.minor, deposits=what.amount.minor)
        elif kind == "deposit_reversed":
            amount = of["deposit", ref].deposit.amount
            add(amount.currency, balance=-amount.minor, deposits=-amount.minor)
        elif kind == "withdrawal":
            add(what.amount.currency, balance=-what.amount.minor, withdrawals=what.amount.minor)
        elif kind == "withdrawal_requested":
            add(what.amount.currency, balance=-what.amount.minor, pending_withdrawals=what.amount.minor)
        elif kind in ("withdrawal_settled", "withdrawal_cancelled"):
            amount = of["withdrawal_requested", ref].withdrawal_requested.amount
            back = kind == "withdrawal_cancelled"
            add(amount.currency, balance=amount.minor * back, withdrawals=amount.minor * (not back))
            add(amount.currency, pending_withdrawals=-amount.minor)
        elif kind == "balance_adjusted":
            signed = -what.amount.minor if what.debit else what.amount.minor
            add(what.amount.currency, balance=signed, adjustments=signed)
        elif kind == "bet_placed":
            if ("bet_voided", ref) in of:
                continue  # it counts in nothing any more
            add(what.stake.currency, balance=-what.stake.minor, turnover=what.stake.minor, bets=1)
            end = what.settlement if what.HasField("settlement") else None
            if ("bet_settled", ref) in of:
                end = of["bet_settled", ref].bet_settled
            if end is not None:
                payout = end.payout.minor
                add(what.stake.currency, balance=payout, payouts=payout, settled_stakes=what.stake.minor)
        elif kind not in ("bet_settled", "bet_voided"):
            add(what.amount.currency, balance=what.amount.minor, bonuses=what.amount.minor)
    return sums


def reference(what: object) -> str:
    """The natural key, whatever it is called."""
    names = ("transaction_id", "bet_id", "bonus_id", "win_id", "promo_id", "adjustment_id")
    return next(str(getattr(what, name)) for name in names if hasattr(what, name))
