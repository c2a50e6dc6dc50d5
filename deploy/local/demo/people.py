"""Who plays: invented players with names, contacts and a habit. Addresses are those reserved for documentation."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deploy.local.demo.brands import Brand, Country

DAYS = 35  # how far back activity goes
DEVICES = (
    ("Android phone", "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", 0.58),
    ("iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", 0.25),
    ("Windows PC", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", 0.17),
)


@dataclass(frozen=True)
class Habit:
    """How somebody plays: visits a week, bets a visit, and the stake as a multiple of the brand's usual one."""

    share: float
    visits: float
    bets: float
    stake: float


HABITS = (Habit(0.76, 0.45, 3, 0.7), Habit(0.21, 1.5, 5, 1.2), Habit(0.03, 3.0, 8, 4.0))


@dataclass(frozen=True)
class Person:
    """One invented player. Times are UTC."""

    external_id: str
    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    born: date
    country: Country
    region: str
    ip: str
    device: str
    user_agent: str
    registered_at: datetime
    habit: Habit
    document: tuple[str, str]  # its type and number
    instrument: str  # what money comes from and goes to
    affiliate: str
    referrer: str  # another player's external id

    @property
    def plays_on(self) -> str:
        """What somebody plays on, as platforms tell it."""
        if self.device.startswith("Windows"):
            return "desktop"
        number = int(self.external_id.rpartition("-")[2])
        return "tablet" if number % 11 == 0 else ("mobile", "app")[number % 3 == 0]


AFFILIATES = ("nordlicht-media", "placar-certo", "reelreviews", "bonus-compass")


def invent(brand: Brand, now: datetime, chance: random.Random) -> list[Person]:
    """The players of a brand; three in five were there before the period that is played."""
    start = now - timedelta(days=DAYS)
    weights = [country.share for country in brand.countries]
    people: list[Person] = []
    for number in range(1, brand.players + 1):
        country = chance.choices(brand.countries, weights)[0]
        first, last = chance.choice(country.first_names), chance.choice(country.last_names)
        device, user_agent, _ = chance.choices(DEVICES, [share for *_, share in DEVICES])[0]
        if chance.random() < 0.6:
            registered = start - timedelta(days=chance.uniform(0.1, 240))
        else:
            # Growing slowly: later days have somewhat more registrations.
            registered = start + timedelta(days=DAYS * chance.random() ** 0.85)
        handle = _plain(first) + str(chance.randint(10, 9999))
        # A few share what only one person should have: a household's device and address, or more than that.
        other = chance.choice(people) if people and chance.random() < 0.04 else None
        closer = other if chance.random() < 0.3 else None
        came = chance.random()
        people.append(
            Person(
                external_id=f"{brand.currency.lower()}-{100_000 + number}",
                document=closer.document if closer else _document(country, number, chance),
                instrument=closer.instrument if closer else f"tok_{chance.getrandbits(64):016x}",
                affiliate=chance.choice(AFFILIATES) if came < 0.3 else "",
                referrer=chance.choice(people).external_id if people and came > 0.92 else "",
                username=handle,
                first_name=first,
                last_name=last,
                email=f"{_plain(first)}.{_plain(last)}.{number}@example.com",
                phone=f"+{country.dialling}{5_550_000 + number}",
                born=now.date() - timedelta(days=chance.randint(19 * 366, 68 * 365)),
                country=country,
                region=chance.choice(country.regions),
                ip=other.ip if other else _address(chance),
                device=other.device if other else f"{device} {chance.getrandbits(32):08x}",
                user_agent=user_agent,
                registered_at=registered,
                habit=chance.choices(HABITS, [habit.share for habit in HABITS])[0],
            )
        )
    return people


def _document(country: Country, number: int, chance: random.Random) -> tuple[str, str]:
    """An invented official document. Those of Brazil have no valid check digits, so that they are nobody's."""
    if country.code == "BR":
        return "cpf", f"{chance.randint(100_000_000, 999_999_999)}{number % 10}0"
    return "passport", f"{country.code}{chance.randint(1_000_000, 9_999_999)}"


def _address(chance: random.Random) -> str:
    """An address reserved for documentation; the old kind is shared by many, as providers do."""
    if chance.random() < 0.8:
        return f"2001:db8:{chance.getrandbits(16):x}:{chance.getrandbits(16):x}::{chance.randint(1, 9999):x}"
    return f"{chance.choice(('203.0.113', '198.51.100', '192.0.2'))}.{chance.randint(1, 254)}"


def _plain(name: str) -> str:
    """A name in the letters that handles and addresses use."""
    table = str.maketrans("áãâäåçéêíóôõöúüßø", "aaaaaceeioooouuso")
    return "".join(letter for letter in name.lower().translate(table) if "a" <= letter <= "z")
