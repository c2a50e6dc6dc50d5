"""What the invented players do: visits at the hours of their zone, stakes within their balance, money in and out."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from deploy.local.demo.brands import GAMES, Brand, Game
from deploy.local.demo.people import DAYS, Person

# How likely a visit begins in each local hour, and on each weekday from Monday.
HOURS = (9, 6, 4, 2, 1, 1, 2, 3, 4, 5, 6, 7, 9, 9, 8, 8, 9, 11, 14, 18, 22, 24, 21, 15)
WEEKDAYS = (0.85, 0.85, 0.95, 0.95, 1.15, 1.3, 1.2)
RECENT = timedelta(hours=36)  # visits this recent are also told as sessions


@dataclass(frozen=True)
class Moment:
    """One activity: what, when, and the facts that its kind needs. Amounts in minor units."""

    # registered, deposit, deposit_reversed, withdrawal, withdrawal_requested, withdrawal_settled, withdrawal_cancelled,
    # bet, bet_open, bet_settled, bet_voided, bonus, free_spins, promo, adjusted
    kind: str
    person: Person
    at: datetime
    reference: str = ""
    amount: int = 0
    method: str = ""
    game: Game | None = None
    payout: int = 0
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Visit:
    """One session at the platform; without an end it is still open."""

    session_id: str
    person: Person
    started_at: datetime
    ended_at: datetime | None


@dataclass
class Story:
    """Everything that happened at one brand, activities in the order of time."""

    moments: list[Moment] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


def tell(brand: Brand, people: list[Person], now: datetime, chance: random.Random) -> Story:
    """The story of a brand up to `now`: the same for the same brand, people, time and seed."""
    story = Story()
    for person in people:
        _Life(brand, person, now, chance, story).live()
    story.moments.sort(key=lambda moment: moment.at)
    return story


class _Life:
    """One player's money and visits."""

    def __init__(self, brand: Brand, person: Person, now: datetime, chance: random.Random, story: Story) -> None:
        self.brand, self.person, self.now, self.chance, self.story = brand, person, now, chance, story
        self.balance = 0
        self.numbers = iter(range(1, 1_000_000))
        self.coming: list[tuple[datetime, int]] = []  # payouts of sports bets and what else is given back, by its time

    def live(self) -> None:
        self.add("registered", self.person.registered_at)
        if self.chance.random() < 0.82:
            first = self.person.registered_at + timedelta(minutes=self.chance.uniform(2, 90))
            if first < self.now:
                self.deposit(first)
                if self.chance.random() < 0.35:
                    self.bonus(first + timedelta(seconds=20))
        for at in self.visits():
            self.visit(at)

    def visits(self) -> Iterator[datetime]:
        """When the player comes, in order."""
        zone = ZoneInfo(self.brand.timezone)
        begin = max(self.person.registered_at + timedelta(hours=2), self.now - timedelta(days=DAYS))
        day = begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= self.now.astimezone(zone):
            if self.chance.random() < self.person.habit.visits / 7 * WEEKDAYS[day.weekday()]:
                hour = self.chance.choices(range(24), HOURS)[0]
                at = (day + timedelta(hours=hour, seconds=self.chance.uniform(0, 3599))).astimezone(self.now.tzinfo)
                if begin <= at < self.now:
                    yield at
            day += timedelta(days=1)

    def visit(self, at: datetime) -> None:
        session = f"{self.person.external_id}-s{next(self.numbers)}"
        started, usual = at, self.brand.stake * self.person.habit.stake
        self.gift(at)
        for _ in range(max(1, round(self.chance.expovariate(1 / self.person.habit.bets)))):
            at += timedelta(seconds=self.chance.uniform(6, 90))
            self.receive(at)
            stake = _rounded(usual * self.chance.lognormvariate(0, 0.6), 10)
            if at >= self.now or not self.afford(stake, at):
                break
            self.bet(stake, at + timedelta(seconds=2))
        if self.balance > usual * 35 and at < self.now:
            self.withdraw(at + timedelta(minutes=3))
        if self.now - started < RECENT:
            end = at + timedelta(minutes=self.chance.uniform(1, 25))
            self.story.visits.append(Visit(session, self.person, started, end if end < self.now else None))

    def afford(self, stake: int, at: datetime) -> bool:
        """Whether the stake is there, after a deposit if the player is in the mood for one."""
        if self.balance < stake and self.chance.random() < 0.75:
            self.deposit(at)
        return self.balance >= stake

    def bet(self, stake: int, at: datetime) -> None:
        if at >= self.now:
            return
        game = self.chance.choices(GAMES, [one.weight for one in GAMES])[0]
        reference = f"{self.person.external_id}-b{next(self.numbers)}"
        won = self.chance.random() < game.hit_rate
        multiple = game.rtp / game.hit_rate * self.chance.lognormvariate(-0.08, 0.4) if won else 0.0
        payout = round(stake * multiple)
        self.balance -= stake
        if not game.slow:
            self.balance += payout
            self.add("bet", at, reference, stake, game=game, payout=payout, settled_at=at + timedelta(seconds=4))
            return
        self.add("bet_open", at, reference, stake, game=game)
        over = at + timedelta(hours=self.chance.uniform(1.8, 30))
        if self.chance.random() < 0.015 and over < self.now:
            self.add("bet_voided", over, reference)
            heapq.heappush(self.coming, (over, stake))
        elif over < self.now:
            self.add("bet_settled", over, reference, payout=payout)
            heapq.heappush(self.coming, (over, payout))

    def receive(self, at: datetime) -> None:
        while self.coming and self.coming[0][0] <= at:
            self.balance += heapq.heappop(self.coming)[1]

    def deposit(self, at: datetime) -> None:
        usual = self.brand.stake * self.person.habit.stake * 14
        amount = _rounded(usual * self.chance.lognormvariate(0, 0.5), 1000)
        names, shares = zip(*self.brand.methods, strict=True)
        method = self.chance.choices(names, shares)[0]
        reference, returned = f"{self.person.external_id}-d{next(self.numbers)}", at + timedelta(seconds=1)
        self.add("deposit", at, reference, amount, method=method)
        if self.chance.random() < 0.006 and returned < self.now:
            self.add("deposit_reversed", returned, reference, amount)
        else:
            self.balance += amount

    def bonus(self, at: datetime) -> None:
        if at < self.now:
            self.balance += 1000
            self.add("bonus", at, f"{self.person.external_id}-p{next(self.numbers)}", 1000)

    def gift(self, at: datetime) -> None:
        """Now and then a visit begins with free spins won, cashback, or a correction."""
        luck = self.chance.random()
        if luck > 0.075:
            return
        kind = "free_spins" if luck < 0.045 else "promo" if luck < 0.07 else "adjusted"
        amount = _rounded(self.brand.stake * self.chance.uniform(0.5, 4), 10)
        game = self.chance.choice([game for game in GAMES if not game.slow]) if kind == "free_spins" else None
        self.balance += amount
        self.add(kind, at, f"{self.person.external_id}-g{next(self.numbers)}", amount, game=game)

    def withdraw(self, at: datetime) -> None:
        if at >= self.now:
            return
        amount = _rounded(self.balance * self.chance.uniform(0.4, 0.85), 100)
        method, reference = self.brand.methods[0][0], f"{self.person.external_id}-w{next(self.numbers)}"
        self.balance -= amount
        if self.chance.random() < 0.4:
            self.add("withdrawal", at, reference, amount, method=method)
            return
        self.add("withdrawal_requested", at, reference, amount, method=method)
        over = at + timedelta(minutes=self.chance.lognormvariate(4, 1.2))
        waiting = self.now - at < timedelta(days=3) and self.chance.random() < 0.5  # for somebody to look at it
        if waiting or over >= self.now:
            return
        if self.chance.random() < 0.12:
            self.add("withdrawal_cancelled", over, reference, amount)
            heapq.heappush(self.coming, (over, amount))
        else:
            self.add("withdrawal_settled", over, reference)

    def add(
        self,
        kind: str,
        at: datetime,
        reference: str = "",
        amount: int = 0,
        *,
        method: str = "",
        game: Game | None = None,
        payout: int = 0,
        settled_at: datetime | None = None,
    ) -> None:
        moment = Moment(kind, self.person, at, reference, amount, method, game, payout, settled_at)
        self.story.moments.append(moment)


def _rounded(amount: float, step: int) -> int:
    """The nearest multiple of `step`, at least one of it, as people choose amounts."""
    return max(1, round(amount / step)) * step
