"""Seats, and the sets of seats that were active: carried over from the bets that players placed.

From here on a row of active_players names its seat: a consumer of the release before, which knows of none and would
leave the sets behind, is refused by the database, and its events wait until one of this release takes them.
"""

from __future__ import annotations

from alembic import op
from pyroaring import BitMap
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Sets are rewritten while their bucket is the present one, and compress no further.
_BUSY = "WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)"


def upgrade() -> None:
    """Creates the tables and fills them."""
    op.execute("LOCK TABLE active_players IN EXCLUSIVE MODE")
    op.execute("""
        CREATE TABLE seats (
            operator_id uuid NOT NULL,
            player_id uuid NOT NULL,
            currency text NOT NULL,
            country text NOT NULL,
            number integer NOT NULL CHECK (number >= 0),
            first integer NOT NULL,
            PRIMARY KEY (operator_id, player_id, currency, country),
            CONSTRAINT seats_number UNIQUE (operator_id, number)
        )
    """)
    op.execute(f"""
        CREATE TABLE seat_regions (
            operator_id uuid NOT NULL,
            currency text NOT NULL,
            country text NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, currency, country)
        ) {_BUSY}
    """)
    op.execute(f"""
        CREATE TABLE active_sets (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, bucket)
        ) {_BUSY}
    """)
    op.execute("ALTER TABLE active_players ADD COLUMN seat integer")
    op.execute("""
        INSERT INTO seats (operator_id, player_id, currency, country, number, first)
        SELECT operator_id, player_id, currency, country, number,
               min(number) OVER (PARTITION BY operator_id, player_id)
        FROM (
            SELECT operator_id, player_id, currency, country,
                   row_number() OVER (PARTITION BY operator_id ORDER BY player_id, currency, country) - 1 AS number
            FROM (SELECT DISTINCT operator_id, player_id, currency, country FROM active_players) AS known
        ) AS numbered
    """)
    op.execute("CREATE INDEX seats_further ON seats (operator_id) INCLUDE (number, first) WHERE number <> first")
    op.execute("""
        UPDATE active_players AS cell SET seat = seats.number FROM seats
        WHERE seats.operator_id = cell.operator_id AND seats.player_id = cell.player_id
          AND seats.currency = cell.currency AND seats.country = cell.country
    """)
    op.execute("ALTER TABLE active_players ALTER COLUMN seat SET NOT NULL")
    connection = op.get_bind()
    operators = connection.execute(text("SELECT DISTINCT operator_id FROM seats")).scalars().all()
    for operator_id in operators:
        _carry_over("seat_regions", "currency, country", "number", "seats", operator_id)
        _carry_over("active_sets", "bucket", "seat", "active_players", operator_id, "AND bets > 0")


def _carry_over(table: str, key: str, number: str, source: str, operator_id: object, only: str = "") -> None:
    """Fills a table of sets from the rows of one operator."""
    connection = op.get_bind()
    found = connection.execute(
        text(f"SELECT {key}, array_agg({number}) FROM {source} WHERE operator_id = :operator {only} GROUP BY {key}"),  # noqa: S608 - names from this module only
        {"operator": operator_id},
    )
    names = [name.strip() for name in key.split(",")]
    rows = [
        {"operator": operator_id, **dict(zip(names, row, strict=False)), "seats": BitMap(row[-1]).serialize()}
        for row in found
    ]
    if rows:
        values = ", ".join(f":{name}" for name in names)
        connection.execute(
            text(f"INSERT INTO {table} (operator_id, {key}, seats) VALUES (:operator, {values}, :seats)"),  # noqa: S608 - names from this module only
            rows,
        )
