"""Random brands with random activity in hard zones, and how they are told to the service."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from daybook.players.v1 import events_pb2 as players
from daybook.players.v1 import player_pb2
from hypothesis import strategies as st

from kit.events import Event
from kit.ids import uuid7
from services.metrics.domain.rules import NgrRates, NgrRule
from services.metrics.repository import operators
from tests.metrics import activity as an
from tests.metrics import naive
from tests.metrics.running import Metrics, recorded

# A zone with a day around which its clocks change, or are merely odd.
PLACES = [
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2026, 3, 10)),
    ("Asia/Kolkata", date(2026, 3, 10)),
    ("Asia/Kathmandu", date(2026, 3, 10)),
    ("Europe/Malta", date(2026, 3, 29)),
    ("Europe/Malta", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 11, 1)),
    ("UTC", date(2026, 3, 10)),
]
CURRENCIES = ["EUR", "BIT", "JPY"]
COUNTRIES = ["BR", "MT", ""]
CREDITED = {"free_spins": player_pb2.MOVEMENT_KIND_FREE_SPIN_WIN, "promo": player_pb2.MOVEMENT_KIND_PROMO}
ADJUSTED = {
    "bonus_credit": (player_pb2.MOVEMENT_KIND_MANUAL_BONUS_CREDIT, 1),
    "bonus_debit": (player_pb2.MOVEMENT_KIND_MANUAL_BONUS_DEBIT, -1),
    "cash_credit": (player_pb2.MOVEMENT_KIND_MANUAL_CASH_CREDIT, 1),
    "cash_debit": (player_pb2.MOVEMENT_KIND_ADJUSTMENT, -1),
}
GAMES = ["crash", "slots", "roulette"]
DEVICES = ["desktop", "mobile", ""]
CHANNELS = ["direct", ""]


@st.composite
def bets(draw: st.DrawFn, around: date) -> naive.Bet:
    player = draw(st.integers(0, 3))
    at = draw(moments(around))
    settled = draw(st.booleans())
    return naive.Bet(
        player=str(player),
        at=at,
        stake=draw(st.integers(0, 10_000)),
        currency=draw(st.sampled_from(CURRENCIES[:2])),
        game=draw(st.sampled_from(GAMES)),
        country=COUNTRIES[player % 3],
        settled_at=at + timedelta(minutes=draw(st.integers(0, 2_000))) if settled else None,
        payout=draw(st.integers(0, 30_000)) if settled else 0,
        voided=draw(st.integers(0, 3)) == 0,
        device=draw(st.sampled_from(DEVICES)),
        channel=CHANNELS[player % 2],
    )


@st.composite
def entries(draw: st.DrawFn, around: date) -> naive.Entry:
    player = draw(st.integers(0, 3))
    deposits = ["deposit", "first_deposit", "reversed_deposit"]
    others = ["registered", "withdrawal", "bonus_debit", *naive.BONUSES, *naive.SILENT]
    kind = draw(st.sampled_from([*deposits, *others]))
    at, ended_at = draw(moments(around)), None
    if kind == "reversed_deposit" or (kind == "asked_for" and draw(st.booleans())):
        # On another day: a deposit and its reversal that come to nothing within one point are as if there were none.
        ended_at = at + timedelta(minutes=draw(st.integers(1_600, 4_000)))
    least = 50_001 if kind == "bonus_debit" else 1  # nor may a debit come to nothing with the credit beside it
    return naive.Entry(
        ended_at=ended_at,
        kind=kind,
        player=str(player),
        at=at,
        minor=0 if kind == "registered" else draw(st.integers(least, 50_000 + least)),
        currency=draw(st.sampled_from(CURRENCIES)),
        country=COUNTRIES[player % 3],
        device=draw(st.sampled_from(DEVICES)),
        channel=CHANNELS[player % 2],
    )


def moments(around: date) -> st.SearchStrategy[datetime]:
    """Instants within three days of a day, often on a quarter of an hour, where the buckets meet."""
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=3)
    quarters = st.integers(0, 6 * 96).map(lambda n: start + timedelta(minutes=15 * n))
    return quarters | st.integers(0, 6 * 86_400 * 10**6).map(lambda n: start + timedelta(microseconds=n))


@st.composite
def brands(draw: st.DrawFn) -> tuple[list[naive.Brand], date]:
    (zone, around), other = draw(st.sampled_from(PLACES)), draw(st.sampled_from(PLACES))
    made = []
    for name in [zone] if draw(st.booleans()) else [zone, other[0]]:
        rules = [naive.Rule(date(2000, 1, 1), Fraction(1), Fraction(0), Fraction(0), Fraction(0))]
        if draw(st.booleans()):
            shares = [Fraction(draw(st.integers(0, 10_000)), 10_000) for _ in range(4)]
            rules.append(naive.Rule(around + timedelta(days=draw(st.integers(-2, 2))), *shares))
        made.append(
            naive.Brand(
                operator_id=str(uuid7()),
                zone=ZoneInfo(name),
                currency=draw(st.sampled_from(CURRENCIES)),
                rules=rules,
                bets=draw(st.lists(bets(around), max_size=12)),
                entries=draw(st.lists(entries(around), max_size=8)),
            )
        )
    return made, around


def activities(brand: naive.Brand, ids: dict[str, str]) -> list[players.RecordedActivity]:
    """All that the players service tells of a brand's facts."""
    told = []
    for fact in (*brand.bets, *brand.entries):
        for activity in of_bet(fact, ids) if isinstance(fact, naive.Bet) else of_entry(fact, ids):
            activity.device, activity.channel = fact.device, fact.channel
            told.append(activity)
    return told


def of_bet(bet: naive.Bet, ids: dict[str, str]) -> list[players.RecordedActivity]:
    """A bet's placing, settlement and void."""
    who, place = ids[bet.player], {"currency": bet.currency, "game": bet.game, "country": bet.country}
    told = [an.placed(who, bet.at, bet.stake, **place)]
    settlement = None
    if bet.settled_at:
        settlement = (bet.settled_at, bet.payout)
        told.append(an.settled(who, bet.settled_at, bet.stake, bet.payout, bet.at, **place))
    if bet.voided:
        told.append(an.voided(who, bet.at + timedelta(days=2), bet.stake, bet.at, settlement, **place))
    return told


def of_entry(entry: naive.Entry, ids: dict[str, str]) -> list[players.RecordedActivity]:
    """What became of an entry."""
    who, where = ids[entry.player], {"country": entry.country}
    if entry.kind == "registered":
        return [an.registered(who, entry.at, **where)]
    if entry.kind == "withdrawal":
        return [an.withdrawal(who, entry.at, entry.minor, entry.currency, **where)]
    if entry.kind == "bonus":
        return [an.bonus(who, entry.at, entry.minor, entry.currency, **where)]
    if entry.kind in CREDITED:
        return [an.credited(who, entry.at, entry.minor, CREDITED[entry.kind], entry.currency, **where)]
    if entry.kind in ADJUSTED:
        kind, sign = ADJUSTED[entry.kind]
        return [an.adjusted(who, entry.at, sign * entry.minor, kind, entry.currency, **where)]
    if entry.kind == "asked_for":
        return an.withdrawal_story(who, entry.at, entry.minor, entry.currency, **where, paid_at=entry.ended_at)
    number = 1 if entry.kind == "first_deposit" else 2
    told = [an.deposit(who, entry.at, entry.minor, entry.currency, number, **where)]
    if entry.ended_at:
        taken = an.deposit_reversed(who, entry.ended_at, entry.minor, entry.currency, **where, deposited_at=entry.at)
        told.append(taken)
    return told


async def tell(metrics: Metrics, made: list[naive.Brand], chance: random.Random) -> dict[str, dict[str, str]]:
    """Announces operators, their rules and their activity; returns each operator's players by id.

    Activity is shuffled, in events of any size, some of them twice. Operators are announced before, meanwhile, or after
    all of it; some change their zone meanwhile.
    """
    queue: list[tuple[UUID, Event]] = []
    known: dict[str, dict[str, str]] = {}
    for brand in made:
        await _rules(metrics, brand)
        names: defaultdict[str, str] = defaultdict(lambda: str(uuid7()))
        told = activities(brand, names)
        known[brand.operator_id] = {player: name for name, player in names.items()}
        chance.shuffle(told)
        while told:
            size = chance.randint(1, 6)
            event = uuid7(), recorded(brand.operator_id, told[:size])
            queue.extend([event] * chance.choice([1, 1, 2, 3]))
            told = told[size:]
    chance.shuffle(queue)
    # When each announcement is made: before the event of that number.
    announced: defaultdict[int, list[tuple[naive.Brand, str, int]]] = defaultdict(list)
    for brand in made:
        last = chance.randint(0, len(queue))
        if chance.random() < 0.5:
            announced[chance.randint(0, last)].append((brand, chance.choice(PLACES)[0], 1))
        announced[last].append((brand, brand.zone.key, 2))
    for number in range(len(queue) + 1):
        for brand, zone, revision in announced[number]:
            await metrics.operator_as(brand.operator_id, zone, brand.currency, revision)
        if number < len(queue):
            await metrics.publish(*queue[number])
    await metrics.taken({event_id for event_id, _ in queue})
    return known


async def _rules(metrics: Metrics, brand: naive.Brand) -> None:
    async with metrics.database.unit_of_work() as uow:
        for version, rule in enumerate(brand.rules[1:], 2):
            of = [int(share * 10_000) for share in (rule.bonus, rule.of_ggr, rule.of_deposits, rule.of_turnover)]
            # The share of GGR is tax and provider fees together.
            rates = NgrRates(of[0], of[1] // 2, of[1] - of[1] // 2, of[2], of[3])
            await operators.add_rule(uow.connection, NgrRule(UUID(brand.operator_id), version, rule.since, rates))
