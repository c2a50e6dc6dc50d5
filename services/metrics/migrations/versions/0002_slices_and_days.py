"""Slices, rollups by days, generations and monthly partitions; what was counted before is moved into them.

Of players only the number of their bets was known: it moves under a slice that names no game. Their stakes, and the
squares of games, come with the next rebuild. The previous release must be stopped: it finds its tables no longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alembic import op
from pyroaring import BitMap
from sqlalchemy import text

from services.metrics.domain.calendar import day_start

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Rows are updated many times while their time is the present one: the room left in each page keeps these updates off
# the indexes (HOT), and vacuum comes before a busy row's dead versions spread. Of players' rows, most are written once.
_BUSY = "WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
_PLAYERS = "WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)"
# Sets are rewritten as a whole, and compress no further.
_SETS = "WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)"

_BETS = ("bets", "stakes", "settled_bets", "settled_stakes", "payouts")
_ACCOUNTS = (
    "registrations",
    "deposits",
    "deposited",
    "first_deposits",
    "first_deposited",
    "withdrawals",
    "withdrawn",
    "bonuses",
    "bonus_cost",
)
_SQUARES = ("stakes_sq", "payouts_sq", "stakes_payouts")
_REGION = (*_BETS, "registrations", "deposited", "first_deposits", "withdrawn")
_QUARTER = {"bucket": "timestamptz"}
_DAY = {"calendar": "smallint", "day": "date"}
_SLICE = ("currency", "game", "provider", "country", "device", "channel")

# Name, key after operator and generation, sums, storage; by months or whole.
_ROLLUPS: Sequence[tuple[str, dict[str, str], tuple[str, ...], str, bool]] = (
    ("player_cells", _QUARTER | {"seat": "int", "slice": "int"}, (*_BETS, "deposited", "withdrawn"), _PLAYERS, True),
    ("cells", _QUARTER | {"slice": "int"}, (*_BETS, *_ACCOUNTS), _BUSY, True),
    (
        "game_cells",
        _QUARTER | {"currency": "text", "game": "text", "provider": "text"},
        (*_BETS, *_SQUARES),
        _BUSY,
        True,
    ),
    ("region_cells", _QUARTER | {"currency": "text", "country": "text"}, _REGION, _BUSY, True),
    ("totals", _QUARTER | {"currency": "text"}, (*_BETS, *_ACCOUNTS), _BUSY, False),
    ("game_days", _DAY | {"currency": "text", "game": "text", "provider": "text"}, (*_BETS, *_SQUARES), _BUSY, False),
    ("region_days", _DAY | {"currency": "text", "country": "text"}, _REGION, _BUSY, False),
    (
        "player_days",
        _DAY | {"currency": "text", "seat": "int"},
        ("bets", "stakes", "settled_stakes", "payouts", "deposited", "withdrawn"),
        _PLAYERS,
        False,
    ),
)


def upgrade() -> None:
    """Makes the new tables, moves what was counted, and takes the old ones away."""
    op.execute("LOCK TABLE bet_cells, account_cells, active_players, active_sets IN ACCESS EXCLUSIVE MODE")
    op.execute("ALTER TABLE operators ADD COLUMN generation smallint NOT NULL DEFAULT 0")
    _numbers()
    op.execute("ALTER TABLE active_sets RENAME TO active_sets_before")
    op.execute("ALTER INDEX active_sets_pkey RENAME TO active_sets_before_pkey")
    for name, key, sums, storage, monthly in _ROLLUPS:
        _rollup(name, key, sums, storage, monthly)
    _sets()
    _months()
    _move_quarters()
    _move_days()
    for table in ("bet_cells", "account_cells", "active_players", "active_sets_before"):
        op.execute(f"DROP TABLE {table}")


def _numbers() -> None:
    op.execute("""
        CREATE TABLE slices (
            operator_id uuid NOT NULL,
            slice integer NOT NULL CHECK (slice >= 0),
            currency text NOT NULL,
            game text NOT NULL,
            provider text NOT NULL,
            country text NOT NULL,
            device text NOT NULL,
            channel text NOT NULL,
            PRIMARY KEY (operator_id, slice),
            CONSTRAINT slices_dimensions UNIQUE (operator_id, currency, game, provider, country, device, channel)
        )
    """)
    op.execute("""
        CREATE TABLE detail_kept (
            one smallint PRIMARY KEY CONSTRAINT detail_kept_one CHECK (one = 1),
            since timestamptz NOT NULL
        )
    """)
    op.execute("INSERT INTO detail_kept VALUES (1, '2000-01-01 00:00:00+00')")


def _rollup(name: str, key: dict[str, str], sums: tuple[str, ...], storage: str, monthly: bool) -> None:
    """Its columns with wide ones first, so that none is padded; its key with the operator first."""
    narrow = {column: kind for column, kind in key.items() if kind in ("int", "date", "smallint")}
    columns = [
        "operator_id uuid NOT NULL",
        *(f"{column} {kind} NOT NULL" for column, kind in key.items() if kind == "timestamptz"),
        *(f"{column} bigint NOT NULL DEFAULT 0" for column in sums if column not in _SQUARES),
        *(f"{column} {kind} NOT NULL" for column, kind in sorted(narrow.items(), key=lambda one: one[1] == "smallint")),
        "generation smallint NOT NULL",
        *(f"{column} {kind} NOT NULL" for column, kind in key.items() if kind == "text"),
        *(f"{column} numeric NOT NULL DEFAULT 0" for column in sums if column in _SQUARES),
        f"PRIMARY KEY (operator_id, generation, {', '.join(key)})",
    ]
    kept = "PARTITION BY RANGE (bucket)" if monthly else storage
    op.execute(f"CREATE TABLE {name} ({', '.join(columns)}) {kept}")


def _sets() -> None:
    op.execute("""
        CREATE TABLE active_sets (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            generation smallint NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, generation, bucket)
        ) PARTITION BY RANGE (bucket)
    """)
    op.execute(f"""
        CREATE TABLE active_days (
            operator_id uuid NOT NULL,
            day date NOT NULL,
            calendar smallint NOT NULL,
            generation smallint NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, generation, calendar, day)
        ) {_SETS}
    """)
    op.execute(f"""
        CREATE TABLE day_versions (
            operator_id uuid NOT NULL,
            version bigint NOT NULL,
            day date NOT NULL,
            calendar smallint NOT NULL,
            generation smallint NOT NULL,
            PRIMARY KEY (operator_id, generation, calendar, day)
        ) {_BUSY}
    """)


def _months() -> None:
    """Partitions for what there is; those of now and of the months ahead are made when the service starts."""
    found = op.get_bind().execute(
        text("""
            SELECT DISTINCT date_trunc('month', bucket, 'UTC') AS month FROM (
                SELECT bucket FROM bet_cells UNION SELECT bucket FROM account_cells
                UNION SELECT bucket FROM active_players UNION SELECT bucket FROM active_sets_before
            ) AS known ORDER BY month
        """)
    )
    storage = {name: storage for name, _, _, storage, monthly in _ROLLUPS if monthly} | {"active_sets": _SETS}
    for (moment,) in found.all():
        month = moment.astimezone(UTC)
        following = (month + timedelta(days=31)).replace(day=1)
        for table, how in storage.items():
            op.execute(f"""
                CREATE TABLE {table}_{month:%Y_%m} PARTITION OF {table}
                FOR VALUES FROM ('{month.isoformat()}') TO ('{following.isoformat()}') {how}
            """)


def _move_quarters() -> None:
    op.execute("""
        INSERT INTO slices (operator_id, slice, currency, game, provider, country, device, channel)
        SELECT operator_id, row_number() OVER (PARTITION BY operator_id ORDER BY currency, game, provider, country) - 1,
               currency, game, provider, country, '', ''
        FROM (
            SELECT operator_id, currency, game, provider, country FROM bet_cells
            UNION SELECT operator_id, currency, '', '', country FROM account_cells
            UNION SELECT operator_id, currency, '', '', country FROM active_players
        ) AS known
    """)
    op.execute(f"""
        INSERT INTO cells (operator_id, generation, bucket, slice, {", ".join((*_BETS, *_ACCOUNTS))})
        SELECT operator_id, 0, bucket, slice, {_added((*_BETS, *_ACCOUNTS))}
        FROM (
            SELECT operator_id, bucket, currency, game, provider, country, {", ".join(_BETS)},
                   {", ".join(f"0 AS {name}" for name in _ACCOUNTS)}
            FROM bet_cells
            UNION ALL
            SELECT operator_id, bucket, currency, '', '', country, {", ".join("0" for _ in _BETS)},
                   {", ".join(_ACCOUNTS)}
            FROM account_cells
        ) AS known JOIN slices USING (operator_id, currency, game, provider, country)
        GROUP BY operator_id, bucket, slice
    """)  # noqa: S608 - names of this module only
    op.execute("""
        INSERT INTO player_cells (operator_id, generation, bucket, seat, slice, bets)
        SELECT operator_id, 0, bucket, seat, slice, bets
        FROM active_players JOIN slices USING (operator_id, currency, country) WHERE game = '' AND provider = ''
    """)
    for table, dimensions, sums in (
        ("totals", ("currency",), (*_BETS, *_ACCOUNTS)),
        ("game_cells", ("currency", "game", "provider"), _BETS),
        ("region_cells", ("currency", "country"), _REGION),
    ):
        key = ", ".join(("operator_id", "generation", "bucket", *dimensions))
        only = "WHERE (bets, stakes, settled_bets) <> (0, 0, 0)" if table == "game_cells" else ""
        op.execute(f"""
            INSERT INTO {table} ({key}, {", ".join(sums)})
            SELECT {key}, {_added(sums)} FROM cells JOIN slices USING (operator_id, slice) {only} GROUP BY {key}
        """)  # noqa: S608 - names of this module only
    op.execute("""
        INSERT INTO active_sets (operator_id, generation, bucket, seats)
        SELECT operator_id, 0, bucket, seats FROM active_sets_before
    """)


def _move_days() -> None:
    """Calendar 0 in the operator's zone; calendar 1 in UTC, for those whose zone is another or not known."""
    zones: dict[Any, str] = dict(op.get_bind().execute(text("SELECT operator_id, timezone FROM operators")).all())
    reach = op.get_bind().execute(text("SELECT operator_id, min(bucket), max(bucket) FROM totals GROUP BY 1"))
    for operator_id, first, last in reach.all():
        zone = zones.get(operator_id)
        if zone is not None:
            _days(operator_id, 0, ZoneInfo(zone), first, last)
        if zone not in ("UTC", "Etc/UTC"):
            _days(operator_id, 1, ZoneInfo("UTC"), first, last)


def _days(operator_id: Any, calendar: int, zone: ZoneInfo, first: datetime, last: datetime) -> None:
    days: list[date] = []
    day = first.astimezone(zone).date() - timedelta(days=1)
    while day <= last.astimezone(zone).date() + timedelta(days=1):
        days.append(day)
        day += timedelta(days=1)
    given = {
        "operator": operator_id,
        "calendar": calendar,
        "days": days,
        "marks": [day_start(day, zone) for day in days],
        "first": first,
        "last": last,
    }
    within = "cell.operator_id = :operator AND cell.bucket BETWEEN :first AND :last"
    of_day = "(CAST(:days AS date[]))[width_bucket(cell.bucket, CAST(:marks AS timestamptz[]))]"
    for table, source, dimensions, sums in (
        ("game_days", "game_cells AS cell", ("currency", "game", "provider"), _BETS),
        ("region_days", "region_cells AS cell", ("currency", "country"), _REGION),
        ("player_days", "player_cells AS cell JOIN slices USING (operator_id, slice)", ("currency", "seat"), ("bets",)),
    ):
        named = ", ".join(dimensions)
        op.get_bind().execute(
            text(f"""
                INSERT INTO {table} (operator_id, generation, calendar, day, {named}, {", ".join(sums)})
                SELECT operator_id, 0, CAST(:calendar AS smallint), {of_day} AS day, {named}, {_added(sums)}
                FROM {source} WHERE {within} GROUP BY operator_id, {of_day}, {named}
            """),  # noqa: S608 - names of this module only
            given,
        )
    where = {"operator": operator_id, "calendar": calendar}
    rows = op.get_bind().execute(
        text("""
            SELECT day, array_agg(DISTINCT seat) FROM player_days
            WHERE operator_id = :operator AND calendar = :calendar AND bets > 0 GROUP BY day
        """),
        where,
    )
    sets = [where | {"day": day, "seats": BitMap(seats).serialize()} for day, seats in rows.all()]
    if sets:
        op.get_bind().execute(text("INSERT INTO active_days VALUES (:operator, :day, :calendar, 0, :seats)"), sets)
    op.get_bind().execute(
        text("""
            INSERT INTO day_versions (operator_id, generation, calendar, day, version)
            SELECT DISTINCT operator_id, generation, calendar, day, CAST(CAST(pg_current_xact_id() AS text) AS bigint)
            FROM region_days WHERE operator_id = :operator AND calendar = :calendar
        """),
        where,
    )


def _added(sums: Sequence[str]) -> str:
    return ", ".join(f"CAST(sum({name}) AS bigint)" for name in sums)
