"""The players that the benchmarks ask for, written straight into a players database, as skewed as a real operator's."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.progress import track

from deploy.local.home import Home
from deploy.local.suite import Suite
from kit.month import Month, month_of
from services.players.domain.search import NAMES_APART
from services.players.tables import IN_SAMPLE, LOT

PLAYERS: Final = 1_000_000
BETS: Final = 20_000_000
MONTHS: Final = 12
# What is written below, other than bets, which are attached month by month.
_TABLES: Final = (
    "players", "player_search", "accounts", "wallets", "player_tags", "bans", "sessions", "traces", "standings",
    "standings_sample", "recorded",
)  # fmt: skip

_FIRST: Final = (  # noqa: SIM905 - a list of as many literals would take pages
    "Maria Ana Joana Francisca Adriana Juliana Marcia Fernanda Patricia Aline Sandra Camila Amanda Bruna Jessica"
    " Leticia José João António Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Daniel Marcelo"
    " Bruno Eduardo Felipe Raimundo Rodrigo Manoel Mateus André Fernando Fábio Leonardo Gustavo Guilherme Leandro"
    " Tiago Anderson Ricardo Márcio Jorge Sebastião Alexandre Roberto Edson Diego Vítor Sérgio Cláudio Thiago"
    " Wagner Łukasz Zoë Íris Núbia Ágata"
).split()
_LAST: Final = (  # noqa: SIM905
    "Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho"
    " Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado"
    " Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Moura Cavalcanti Castro Campos Correia"
    " Monteiro Azevedo Barros Batista Borges Brito Cunha Duarte Farias Figueiredo Fonseca Guimarães Macedo"
    " Magalhães Melo Miranda Morais Neves Nogueira Paiva Pinto Queiroz Reis Rezende Sales Sampaio Siqueira Tavares"
    " Torres Valente Vasconcelos Xavier Zanetti Yamamoto Wójcik Öztürk"
).split()


def _skewed(values: Sequence[tuple[str, float]], at: str) -> str:
    """SQL that picks a text by its share, for a number between 0 and 1."""
    edges, total = "", 0.0
    for value, share in values[:-1]:
        total += share
        edges += f" WHEN {at} < {total:.6f} THEN '{value}'"
    return f"CASE{edges} ELSE '{values[-1][0]}' END"


_COUNTRIES: Final = [
    ("BR", 0.62), ("PT", 0.11), ("MX", 0.09), ("AR", 0.06), ("CL", 0.04), ("CO", 0.03), ("PE", 0.02), ("DE", 0.012),
    ("ES", 0.008), ("UY", 0.005), ("PY", 0.003), ("FI", 0.0015), ("NZ", 0.0005),
]  # fmt: skip
_REGIONS: Final = [
    ("SP", 0.30), ("RJ", 0.14), ("MG", 0.12), ("BA", 0.08), ("RS", 0.07), ("PR", 0.06), ("PE", 0.05), ("CE", 0.05),
    ("SC", 0.04), ("GO", 0.03), ("PA", 0.025), ("DF", 0.02), ("AM", 0.01), ("AC", 0.003), ("RR", 0.002),
]  # fmt: skip
_TAGS: Final = [
    ("newsletter", 0.45), ("sports", 0.25), ("watch", 0.12), ("call-back", 0.08), ("high-roller", 0.05),
    ("legal", 0.03), ("press", 0.02),
]  # fmt: skip
_FLAGS: Final = [
    ("bonus_abuse", 0.6), ("chargeback", 0.25), ("multi_account", 0.12), ("collusion", 0.03),
]  # fmt: skip

# One row a player with everything that the tables below need; numbers between 0 and 1 decide.
_CROWD: Final = f"""
CREATE UNLOGGED TABLE crowd AS
SELECT n, uuidv7(registered_at - now()) AS player_id, registered_at, country, external_id, first, last, vip,
    CASE WHEN country = 'BR' THEN {_skewed(_REGIONS, "r4")} ELSE '' END AS region,
    CASE country WHEN 'BR' THEN 'BRL' WHEN 'MX' THEN 'MXN' WHEN 'AR' THEN 'ARS' WHEN 'CL' THEN 'CLP'
        WHEN 'CO' THEN 'COP' WHEN 'PE' THEN 'PEN' ELSE 'EUR' END AS currency,
    CASE WHEN r5 < 0.95 THEN 'active' WHEN r5 < 0.985 THEN 'suspended' ELSE 'closed' END AS status,
    CASE WHEN r6 < 0.33 THEN 0 WHEN r6 < 0.38 THEN 1 WHEN r6 < 0.93 THEN 2 WHEN r6 < 0.97 THEN 3 ELSE 4 END AS kyc,
    CASE WHEN r7 < 0.35 THEN 'aff-' || (1 + floor(400 * power(random(), 3)))::int ELSE '' END AS affiliate,
    CASE WHEN r7 > 0.92 THEN 'p' || (1 + floor(random() * n))::int ELSE '' END AS referrer,
    CASE WHEN r8 < 0.55 THEN round(exp(9.5 + 1.6 * sqrt(-2 * ln(random() + 1e-9)) * cos(6.2831853 * random())))
        ELSE 0 END::bigint * (1 + vip * vip) AS deposits,
    r9, r10, r11, r12
FROM (
    SELECT n, 'p' || n AS external_id, now() - interval '1460 days' * (1 - power(n / $1::float8, 0.7)) AS registered_at,
        {_skewed(_COUNTRIES, "drawn")} AS country,
        (SELECT f[1 + floor(array_length(f, 1) * power(random(), 1.6))::int] FROM names WHERE n > 0) AS first,
        (SELECT l[1 + floor(array_length(l, 1) * power(random(), 1.6))::int] FROM names WHERE n > 0) AS last,
        CASE WHEN v < 0.93 THEN 0 WHEN v < 0.97 THEN 1 WHEN v < 0.99 THEN 2 WHEN v < 0.9965 THEN 3 WHEN v < 0.9995
            THEN 4 ELSE 5 END AS vip,
        random() AS r4, random() AS r5, random() AS r6, random() AS r7, random() AS r8, random() AS r9,
        random() AS r10, random() AS r11, random() AS r12
    FROM (SELECT n, random() AS v, random() AS drawn FROM generate_series(1, $1) AS n OFFSET 0) AS numbers
    OFFSET 0
) AS drawn
"""

_FILL: Final = (
    """
    INSERT INTO players (operator_id, player_id, external_id, username, username_folded, first_name, last_name,
        name_folded, email, phone, date_of_birth, country, region, language, currency, registration_ip, registered_at,
        status, suspension_reason, suspended_by, suspended_by_id, suspended_at, revision, document_type,
        document_number, kyc_level, kyc_status, vip_level, affiliate_id, referrer_external_id, excluded_since,
        excluded_until, risk_flags)
    SELECT $1, player_id, external_id, lower(fold(first)) || n, lower(fold(first)) || n, first, last,
        fold(first || ' ' || last), lower(fold(first || '.' || last)) || n || '@mail.example',
        '+55' || (10000000000 + n)::text, date '1960-01-01' + (r9 * 16000)::int, country, region, 'pt-BR', currency,
        '198.' || (18 + n % 2) || '.' || (n / 997 % 250) || '.' || n % 251, registered_at, status,
        CASE WHEN status = 'suspended' THEN 'chargeback' END, CASE WHEN status = 'suspended' THEN 'Ana' END,
        CASE WHEN status = 'suspended' THEN 'ana' END, CASE WHEN status = 'suspended' THEN registered_at END, 1, 'cpf',
        lpad(n::text, 11, '0'), CASE WHEN kyc = 2 THEN 1 + (r9 * 3)::int ELSE 0 END, kyc, vip, affiliate, referrer,
        CASE WHEN r10 < 0.015 THEN registered_at + interval '1 day' END,
        CASE WHEN r10 < 0.010 THEN now() + (r10 - 0.005) * interval '20000 days' END,
        CASE WHEN r11 < 0.03 THEN ARRAY[{flag}] ELSE '{{}}' END
    FROM crowd ORDER BY n
    """.replace("{flag}", _skewed(_FLAGS, "(r11 / 0.03)")).replace("{{}}", "{}"),
    """
    INSERT INTO player_search
    SELECT DISTINCT $1::uuid, player_id, term FROM crowd,
        LATERAL (VALUES (fold(first)), (fold(last)), (lower(fold(first)) || n)) AS words (term)
    """,
    """
    INSERT INTO recorded SELECT $1, 5, external_id, player_id, 0, registered_at FROM crowd
    """,
    """
    INSERT INTO recorded SELECT $1, 1, 'tx' || n, player_id, 0, registered_at FROM crowd WHERE deposits > 0
    """,
    """
    INSERT INTO accounts
    SELECT $1, player_id, country, CASE WHEN r9 < 0.8 THEN now() - (now() - registered_at) * power(r10, 2) * 0.98
        - interval '1 minute' ELSE registered_at END, r9 < 0.8, (deposits > 0)::int, 0, NULL
    FROM crowd ORDER BY n
    """,
    """
    INSERT INTO wallets (operator_id, player_id, currency, balance, deposits, withdrawals, bonuses, turnover, payouts,
        settled_stakes, bets, updated_at)
    SELECT $1, player_id, currency, (deposits * r12 * 0.4)::bigint, deposits, (deposits * r11 * 0.5)::bigint,
        (deposits * 0.05)::bigint, (deposits * (1 + 9 * r11))::bigint,
        (deposits * (1 + 9 * r11) * (0.9 + 0.14 * r12))::bigint,
        (deposits * (1 + 9 * r11))::bigint, 1, now()
    FROM crowd WHERE deposits > 0
    """,
    """
    INSERT INTO player_tags SELECT $1, player_id, {tag} FROM crowd WHERE r12 < 0.1
    """.replace("{tag}", _skewed(_TAGS, "(r12 / 0.1)")),
    """
    INSERT INTO bans (operator_id, player_id, ban_id, scope, reason, placed_by, placed_by_id, placed_at, expires_at)
    SELECT $1, player_id, gen_random_uuid(), 1 + n % 4, 'limits', 'Ana', 'ana', registered_at,
        CASE WHEN n % 3 = 0 THEN now() + (r9 - 0.5) * interval '90 days' END
    FROM crowd WHERE r9 > 0.98
    """,
    """
    INSERT INTO sessions
    SELECT $1, 's' || n, player_id, now() - r11 * interval '3 hours', CASE WHEN r12 > 0.01 THEN now() END,
        '203.0.' || (n / 1009 % 250) || '.' || n % 253, 'device-' || n / 3, country, ''
    FROM crowd WHERE r9 < 0.8
    """,
    """
    INSERT INTO traces
    SELECT $1, kind, value, player_id, registered_at, registered_at FROM crowd, LATERAL (VALUES
        (1, 'device-' || n / 3), (2, '203.0.' || (n / 1009 % 250) || '.' || n % 253),
        (3, lpad(n::text, 11, '0')), (5, '198.' || (18 + n % 2) || '.' || (n / 997 % 250) || '.' || n % 251))
        AS seen (kind, value)
    """,
    """
    INSERT INTO standings
    SELECT p.operator_id, p.player_id, a.last_seen_at, a.seen, p.currency, coalesce(w.balance, 0),
        coalesce(w.deposits, 0), coalesce(w.withdrawals, 0), coalesce(w.turnover, 0),
        coalesce(w.settled_stakes - w.payouts, 0), p.registered_at, p.status, p.country, p.region, p.kyc_level,
        p.kyc_status, p.vip_level, p.affiliate_id, p.referrer_external_id, p.excluded_since, p.excluded_until,
        p.risk_flags, coalesce(t.tags, '{}'), coalesce(b.banned, 0), n.names
    FROM players AS p JOIN accounts AS a USING (operator_id, player_id)
    LEFT JOIN wallets AS w USING (operator_id, player_id, currency)
    LEFT JOIN (
        SELECT player_id, array_agg(tag ORDER BY tag) AS tags FROM player_tags WHERE operator_id = $1 GROUP BY player_id
    ) AS t USING (player_id)
    LEFT JOIN (
        SELECT player_id, bit_or(1 << scope) AS banned FROM bans WHERE operator_id = $1 AND lifted_at IS NULL
        GROUP BY player_id
    ) AS b USING (player_id)
    JOIN (
        SELECT player_id, string_agg({apart} || term, '' ORDER BY term) AS names FROM player_search
        WHERE operator_id = $1 GROUP BY player_id
    ) AS n USING (player_id)
    WHERE p.operator_id = $1
    ORDER BY p.player_id
    """.replace("{apart}", f"chr({ord(NAMES_APART)})"),
    """
    INSERT INTO standings_sample
    SELECT * FROM standings WHERE operator_id = $1 AND {sampled} ORDER BY {lot}, player_id
    """.replace("{sampled}", IN_SAMPLE).replace("{lot}", LOT),
)
_BETS: Final = """
INSERT INTO {table}
    (operator_id, player_id, placed_at, bet_id, round_id, game, provider, status, currency, stake, payout, settled_at)
SELECT $1, c.player_id, $2::timestamptz + ($3::timestamptz - $2::timestamptz) * b.at, 'b' || b.n, '',
    'game ' || b.n % 40, 'provider ' || b.n % 5, 2, c.currency, 100 + b.n % 900, b.n % 1700,
    $2::timestamptz + ($3::timestamptz - $2::timestamptz) * b.at
FROM (
    SELECT n, random() AS at, 1 + floor($6::float8 * power(random(), 2.5))::int AS who
    FROM generate_series($4::bigint, $5::bigint) AS n OFFSET 0
) AS b JOIN crowd AS c ON c.n = b.who
"""


async def connect(suite: Suite) -> asyncpg.Connection[asyncpg.Record]:
    """The players database of a suite, as its superuser."""
    return await asyncpg.connect(
        host="127.0.0.1",
        port=suite.port_base + 7,
        user="postgres",
        password=Home(suite.home).password("postgres"),
        database="players",
    )


async def configure(suite: Suite, settings: Mapping[str, str | None]) -> None:
    """Sets what Postgres keeps, None for its default; some of it holds from the next start only."""
    connection = await connect(suite)
    try:
        for name, value in settings.items():
            await connection.execute(
                f"ALTER SYSTEM RESET {name}" if value is None else f"ALTER SYSTEM SET {name} = '{value}'"
            )
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


async def load(suite: Suite, operator_id: str, players: int, bets: int) -> float:
    """Writes the players and their bets; returns the seconds it took. The same numbers come every time."""
    started, operator = time.perf_counter(), UUID(operator_id)
    connection = await connect(suite)
    try:
        await connection.execute(
            "SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'"
        )
        await connection.execute("SET ROLE players; SELECT setseed(0.42)")
        await connection.execute("CREATE UNLOGGED TABLE names (f text[], l text[])")
        await connection.execute("INSERT INTO names VALUES ($1, $2)", _FIRST, _LAST)
        await connection.execute(_FOLD)
        await connection.execute(_CROWD, players)
        async with _without_indexes(connection):
            for statement in track(_FILL, "players", console=Console(stderr=True)):
                await connection.execute(statement, operator)
            await _add_bets(connection, operator, players, bets)
        await connection.execute("DROP TABLE crowd, names; DROP FUNCTION fold(text); RESET ROLE")
        # How many there are was counted before; the service counts anew what it does not know.
        await connection.execute("DELETE FROM operator_standings WHERE operator_id = $1", operator)
        # What lists read by an index alone must be known to be visible; of bets the statistics suffice.
        await connection.execute(f"VACUUM (ANALYZE) {', '.join(_TABLES)}")
        await connection.execute("ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
    return time.perf_counter() - started


# Enough of `services.players.domain.search.fold` for the names above.
_FOLD: Final = """
CREATE FUNCTION fold(name text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT lower(translate(name, 'áàâãäéêëíîóôõöúüçñńłŁÁÂÉÍÓÖØ', 'aaaaaeeeiioooouucnnllaaeiooo')) $$
"""


async def _add_bets(connection: Any, operator: UUID, players: int, bets: int) -> None:
    """Month by month as tables of their own, indexed and attached once they are full, and the bets' keys."""
    month, months = month_of(datetime.now(UTC)), []
    for _ in range(MONTHS):
        months.append(month)
        month = Month(month.year - (month.month == 1), (month.month - 2) % 12 + 1)
    each = bets // MONTHS
    for number, one in enumerate(track(months[::-1], "bets", console=Console(stderr=True))):
        table = f"bets_{one.year:04}_{one.month:02}"
        if await connection.fetchval("SELECT to_regclass($1)::text", table) is not None:
            await connection.execute(f"ALTER TABLE bets DETACH PARTITION {table}; DROP TABLE {table}")
        since, until = (datetime(at.year, at.month, 1, tzinfo=UTC) for at in (one, one.next))
        until = min(until, datetime.now(UTC))
        asked = operator, since, until, number * each + 1, (number + 1) * each, players
        # What a transaction fills that made it goes without the write-ahead log.
        async with connection.transaction():
            await connection.execute(f"CREATE TABLE {table} (LIKE bets INCLUDING DEFAULTS)")
            await connection.execute(_BETS.format(table=table), *asked)
            await connection.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (operator_id, player_id, placed_at, bet_id)")
        await connection.execute(
            f"INSERT INTO recorded SELECT operator_id, 3, bet_id, player_id, 0, placed_at FROM {table}"
        )
        await connection.execute(
            f"ALTER TABLE bets ATTACH PARTITION {table} FOR VALUES FROM ('{one.start}') TO ('{one.next.start}')"
        )


@asynccontextmanager
async def _without_indexes(connection: Any) -> AsyncIterator[None]:
    """Takes keys and indexes off while tables are filled, and puts the same back: a fifth of the time."""
    keys = await connection.fetch(
        "SELECT conrelid::regclass::text AS on, conname, pg_get_constraintdef(oid) AS def FROM pg_constraint"
        " WHERE contype = 'p' AND conrelid::regclass::text = ANY($1)",
        list(_TABLES),
    )
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1) AND NOT indexname = ANY($2)",
        list(_TABLES),
        [key["conname"] for key in keys],
    )
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['indexname']}")
    for key in keys:
        await connection.execute(f"ALTER TABLE {key['on']} DROP CONSTRAINT {key['conname']}")
    yield
    for key in keys:
        await connection.execute(f"ALTER TABLE {key['on']} ADD CONSTRAINT {key['conname']} {key['def']}")
    for index in indexes:
        await connection.execute(index["indexdef"])


async def prewarm(suite: Suite) -> int:
    """Reads every table and index of the list once, so that nothing timed waits for a disk; returns their bytes."""
    connection = await connect(suite)
    try:
        read = 0
        for table in _TABLES:
            if table == "recorded":
                continue
            await connection.execute(
                "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off"
            )
            await connection.execute(f"SELECT count(t.*) FROM {table} AS t")
            read += await connection.fetchval("SELECT pg_total_relation_size($1::regclass)", table)
        return read
    finally:
        await connection.close()
