"""Operators, NGR rules, rollups and freshness."""

from __future__ import annotations

from alembic import op

from kit.migrations import create_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Rollup rows are updated many times while their bucket is the present one: the room left in each page keeps these
# updates off the indexes (HOT), and vacuum comes before a busy bucket's dead versions spread.
_BUSY = "WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
# Sets are rewritten while their bucket is the present one, and compress no further.
_SETS = "WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)"


def upgrade() -> None:
    """Creates everything."""
    create_kit_tables(op.get_bind())
    op.execute("""
        CREATE TABLE operators (
            operator_id uuid PRIMARY KEY,
            company_id uuid NOT NULL,
            name text NOT NULL,
            timezone text NOT NULL,
            currency text NOT NULL,
            status text NOT NULL,
            revision bigint NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE ngr_rules (
            operator_id uuid NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            effective_from date NOT NULL,
            bonus_cost_bps integer NOT NULL CHECK (bonus_cost_bps BETWEEN 0 AND 10000),
            gaming_tax_bps integer NOT NULL CHECK (gaming_tax_bps BETWEEN 0 AND 10000),
            provider_fee_bps integer NOT NULL CHECK (provider_fee_bps BETWEEN 0 AND 10000),
            payment_fee_bps integer NOT NULL CHECK (payment_fee_bps BETWEEN 0 AND 10000),
            jackpot_bps integer NOT NULL CHECK (jackpot_bps BETWEEN 0 AND 10000),
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (operator_id, version)
        )
    """)
    op.execute(f"""
        CREATE TABLE bet_cells (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            currency text NOT NULL,
            game text NOT NULL,
            provider text NOT NULL,
            country text NOT NULL,
            bets bigint NOT NULL DEFAULT 0,
            stakes bigint NOT NULL DEFAULT 0,
            settled_bets bigint NOT NULL DEFAULT 0,
            settled_stakes bigint NOT NULL DEFAULT 0,
            payouts bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (operator_id, bucket, currency, game, provider, country)
        ) {_BUSY}
    """)
    op.execute(f"""
        CREATE TABLE account_cells (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            currency text NOT NULL,
            country text NOT NULL,
            registrations bigint NOT NULL DEFAULT 0,
            deposits bigint NOT NULL DEFAULT 0,
            deposited bigint NOT NULL DEFAULT 0,
            first_deposits bigint NOT NULL DEFAULT 0,
            first_deposited bigint NOT NULL DEFAULT 0,
            withdrawals bigint NOT NULL DEFAULT 0,
            withdrawn bigint NOT NULL DEFAULT 0,
            bonuses bigint NOT NULL DEFAULT 0,
            bonus_cost bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (operator_id, bucket, currency, country)
        ) {_BUSY}
    """)
    op.execute(f"""
        CREATE TABLE active_players (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            player_id uuid NOT NULL,
            currency text NOT NULL,
            country text NOT NULL,
            bets bigint NOT NULL DEFAULT 0,
            seat integer NOT NULL,
            PRIMARY KEY (operator_id, bucket, player_id, currency, country)
        ) {_BUSY}
    """)
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
    op.execute("CREATE INDEX seats_further ON seats (operator_id) INCLUDE (number, first) WHERE number <> first")
    op.execute(f"""
        CREATE TABLE seat_regions (
            operator_id uuid NOT NULL,
            currency text NOT NULL,
            country text NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, currency, country)
        ) {_SETS}
    """)
    op.execute(f"""
        CREATE TABLE active_sets (
            operator_id uuid NOT NULL,
            bucket timestamptz NOT NULL,
            seats bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (operator_id, bucket)
        ) {_SETS}
    """)
    op.execute("""
        CREATE TABLE freshness (
            operator_id uuid PRIMARY KEY,
            last_activity_at timestamptz NOT NULL,
            last_recorded_at timestamptz NOT NULL,
            last_counted_at timestamptz NOT NULL
        ) WITH (fillfactor = 20)
    """)
