"""The first schema: operators, players, accounts, wallets, recorded, bets, movements, sessions."""

from alembic import op

from kit.migrations import create_kit_tables

revision = "0001"
down_revision = None

_SCHEMA = """
CREATE TABLE operators (
    operator_id uuid PRIMARY KEY,
    company_id uuid NOT NULL,
    name text NOT NULL,
    timezone text NOT NULL,
    currency text NOT NULL,
    status smallint NOT NULL,
    revision bigint NOT NULL
);

CREATE TABLE players (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    username text NOT NULL,
    username_folded text COLLATE "C" NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text COLLATE "C" NOT NULL,
    phone text COLLATE "C" NOT NULL,
    date_of_birth date,
    country text COLLATE "C" NOT NULL,
    region text COLLATE "C" NOT NULL,
    language text NOT NULL,
    currency text COLLATE "C" NOT NULL,
    registration_ip text NOT NULL,
    registered_at timestamptz NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    suspension_reason text,
    suspended_by text,
    suspended_by_id text,
    suspended_at timestamptz,
    revision bigint NOT NULL,
    PRIMARY KEY (operator_id, player_id),
    CHECK ((status = 'suspended') = (suspended_at IS NOT NULL))
);
CREATE INDEX players_registered ON players (operator_id, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_username ON players (operator_id, username_folded, player_id) WHERE username_folded >= '';
CREATE INDEX players_email ON players (operator_id, email) WHERE email <> '';
CREATE INDEX players_phone ON players (operator_id, phone) WHERE phone <> '';
CREATE INDEX players_not_active ON players (operator_id, status, registered_at, player_id) WHERE status <> 'active';

CREATE TABLE player_search (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL,
    PRIMARY KEY (operator_id, player_id, term)
);
CREATE INDEX player_search_term ON player_search (operator_id, term, player_id);

CREATE TABLE accounts (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    country text COLLATE "C" NOT NULL,
    last_seen_at timestamptz NOT NULL,
    seen boolean NOT NULL,
    deposit_count bigint NOT NULL,
    movement_count bigint NOT NULL,
    moved_at timestamptz,
    PRIMARY KEY (operator_id, player_id)
) WITH (fillfactor = 80);
CREATE INDEX accounts_last_seen ON accounts (operator_id, last_seen_at, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';

CREATE TABLE wallets (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    currency text COLLATE "C" NOT NULL,
    balance bigint NOT NULL,
    deposits bigint NOT NULL,
    withdrawals bigint NOT NULL,
    bonuses bigint NOT NULL,
    turnover bigint NOT NULL,
    payouts bigint NOT NULL,
    settled_stakes bigint NOT NULL,
    bets bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (operator_id, player_id, currency)
) WITH (fillfactor = 70);

CREATE TABLE recorded (
    operator_id uuid NOT NULL,
    kind smallint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    player_id uuid NOT NULL,
    hash bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (operator_id, kind, ref)
);

CREATE TABLE bets (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    placed_at timestamptz NOT NULL,
    bet_id text COLLATE "C" NOT NULL,
    round_id text NOT NULL,
    game text NOT NULL,
    provider text NOT NULL,
    status smallint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    stake bigint NOT NULL,
    payout bigint,
    settled_at timestamptz,
    voided_at timestamptz,
    void_reason text,
    PRIMARY KEY (operator_id, player_id, placed_at, bet_id)
) PARTITION BY RANGE (placed_at);

CREATE TABLE movements (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    number bigint NOT NULL,
    kind smallint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint NOT NULL,
    reference text COLLATE "C" NOT NULL,
    method text NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (operator_id, player_id, recorded_at, number)
) PARTITION BY RANGE (recorded_at);

CREATE TABLE sessions (
    operator_id uuid NOT NULL,
    session_id text COLLATE "C" NOT NULL,
    player_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    ip text NOT NULL,
    device text NOT NULL,
    country text COLLATE "C" NOT NULL,
    user_agent text NOT NULL,
    PRIMARY KEY (operator_id, session_id)
);
CREATE INDEX sessions_player ON sessions (operator_id, player_id, started_at, session_id)
    WHERE started_at >= '2000-01-01 00:00:00+00';
CREATE INDEX sessions_open ON sessions (operator_id, player_id) WHERE ended_at IS NULL;
"""


def upgrade() -> None:
    create_kit_tables(op.get_bind())
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
