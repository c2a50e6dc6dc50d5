"""The demo's brands: where they play, in which currency, which games, how they pay."""

from dataclasses import dataclass

COMPANY = "Aurora Gaming"
COMPANY_CURRENCY = "EUR"
ADMIN_EMAIL = "alex@aurora.example"
ADMIN_NAME = "Alex Morgan"
ADMIN_ROLE = "company-admin"


@dataclass(frozen=True)
class Game:
    """A game as the platform names it. `weight`: how often it is chosen; `rtp`: what it returns of the stakes."""

    name: str
    provider: str
    weight: float
    rtp: float
    # The share of bets that return anything, and whether the result comes hours later as in sports.
    hit_rate: float
    slow: bool = False


@dataclass(frozen=True)
class Country:
    """A country that players come from, with its share, language, dialling code, regions and names."""

    code: str
    share: float
    language: str
    dialling: str
    regions: tuple[str, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


@dataclass(frozen=True)
class Brand:
    """One operator of the demo. `stake` is the usual stake in minor units."""

    name: str
    timezone: str
    currency: str
    players: int
    stake: int
    methods: tuple[tuple[str, float], ...]
    countries: tuple[Country, ...]


GAMES = (
    Game("Jaguar Gold", "Northstar Play", 26, 0.955, 0.24),
    Game("Comet Crash", "Cobalt Studios", 20, 0.970, 0.46),
    Game("Fruit Parade", "Northstar Play", 12, 0.945, 0.28),
    Game("Temple of Rain", "Verde Games", 9, 0.950, 0.22),
    Game("Roulette Royal", "Cobalt Live", 10, 0.973, 0.42),
    Game("Blackjack Azul", "Cobalt Live", 7, 0.985, 0.45),
    Game("Lucky Mines", "Verde Games", 8, 0.960, 0.50),
    Game("Football single", "Aurora Sports", 14, 0.925, 0.44, slow=True),
    Game("Football accumulator", "Aurora Sports", 5, 0.860, 0.16, slow=True),
)

BRAZIL = Country(
    "BR",
    0.97,
    "pt-BR",
    "5511",
    ("SP", "RJ", "MG", "BA", "RS", "PR", "PE", "CE"),
    ("Ana", "João", "Maria", "Pedro", "Beatriz", "Lucas", "Camila", "Rafael", "Letícia", "Thiago", "Júlia", "Caio"),
    ("Silva", "Souza", "Oliveira", "Lima", "Araújo", "Gonçalves", "Ribeiro", "Conceição", "Barros", "Moraes"),
)
PORTUGAL = Country(
    "PT",
    0.03,
    "pt-PT",
    "35191",
    ("11", "13", "03"),
    ("Inês", "Tiago", "Rita", "Gonçalo", "Marta", "Duarte"),
    ("Ferreira", "Pereira", "Antunes", "Carvalho", "Lopes"),
)
MALTA = Country(
    "MT",
    0.12,
    "en-MT",
    "35699",
    ("60", "46", "56"),
    ("Maria", "Joseph", "Claire", "Mark", "Elena", "Luke"),
    ("Borg", "Camilleri", "Vella", "Zammit", "Farrugia"),
)
GERMANY = Country(
    "DE",
    0.34,
    "de-DE",
    "49151",
    ("BE", "BY", "NW", "HH", "HE"),
    ("Jonas", "Lena", "Finn", "Mia", "Jürgen", "Sophie", "Björn", "Greta"),
    ("Müller", "Schäfer", "Weber", "Krüger", "Vogel", "Großmann"),
)
FINLAND = Country(
    "FI",
    0.22,
    "fi-FI",
    "35840",
    ("18", "11", "14"),
    ("Aino", "Väinö", "Elias", "Helmi", "Onni", "Siiri"),
    ("Korhonen", "Mäkinen", "Nieminen", "Hämäläinen", "Laine"),
)
IRELAND = Country(
    "IE",
    0.14,
    "en-IE",
    "35385",
    ("D", "CO", "G"),
    ("Aoife", "Seán", "Niamh", "Conor", "Ciara", "Liam"),
    ("Murphy", "Byrne", "O'Sullivan", "Walsh", "Doyle"),
)
AUSTRIA = Country(
    "AT",
    0.18,
    "de-AT",
    "43664",
    ("9", "6", "5"),
    ("Lukas", "Anna", "Florian", "Katharina", "Matthias"),
    ("Gruber", "Huber", "Wagner", "Pichler", "Steiner"),
)

BRANDS = (
    Brand(
        "Aurora Cassino",
        "America/Sao_Paulo",
        "BRL",
        1500,
        600,
        (("pix", 0.86), ("card", 0.09), ("bank_transfer", 0.05)),
        (BRAZIL, PORTUGAL),
    ),
    Brand(
        "Aurora Europe",
        "Europe/Malta",
        "EUR",
        900,
        250,
        (("card", 0.52), ("bank_transfer", 0.27), ("wallet", 0.21)),
        (GERMANY, FINLAND, AUSTRIA, IRELAND, MALTA),
    ),
)
