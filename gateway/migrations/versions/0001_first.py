"""The directory, staff with their roles and sessions, attempts and keys."""

from alembic import op

from kit.migrations import create_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE companies (
        company_id uuid PRIMARY KEY,
        name text NOT NULL,
        name_key text NOT NULL UNIQUE,
        currency text NOT NULL,
        created_at timestamptz NOT NULL,
        revision bigint NOT NULL
    )
    """,
    """
    CREATE TABLE operators (
        operator_id uuid PRIMARY KEY,
        company_id uuid NOT NULL REFERENCES companies,
        name text NOT NULL,
        name_key text NOT NULL,
        timezone text NOT NULL,
        currency text NOT NULL,
        status text NOT NULL,
        created_at timestamptz NOT NULL,
        revision bigint NOT NULL,
        CONSTRAINT operators_name UNIQUE (company_id, name_key)
    )
    """,
    "CREATE INDEX operators_name_key ON operators (name_key)",
    """
    CREATE TABLE staff (
        staff_id uuid PRIMARY KEY,
        email text NOT NULL UNIQUE,
        name text NOT NULL,
        locale text NOT NULL DEFAULT '',
        password_hash text NOT NULL,
        totp_secret bytea,
        totp_step bigint,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE recovery_codes (
        staff_id uuid NOT NULL REFERENCES staff,
        code_hash bytea NOT NULL,
        used_at timestamptz,
        PRIMARY KEY (staff_id, code_hash)
    )
    """,
    """
    CREATE TABLE grants (
        holder_id uuid NOT NULL,
        grant_id uuid NOT NULL,
        role text NOT NULL,
        company_id uuid REFERENCES companies,
        operator_id uuid REFERENCES operators,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (holder_id, grant_id),
        CONSTRAINT grants_operator_has_company CHECK (operator_id IS NULL OR company_id IS NOT NULL),
        CONSTRAINT grants_once UNIQUE NULLS NOT DISTINCT (holder_id, role, company_id, operator_id)
    )
    """,
    "CREATE INDEX grants_company ON grants (company_id, holder_id)",
    """
    CREATE TABLE sessions (
        session_id uuid PRIMARY KEY,
        staff_id uuid NOT NULL REFERENCES staff,
        token_hash bytea NOT NULL UNIQUE,
        stage text NOT NULL,
        pending_totp bytea,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        ip text NOT NULL,
        user_agent text NOT NULL
    )
    """,
    "CREATE INDEX sessions_staff ON sessions (staff_id, session_id)",
    "CREATE INDEX sessions_expires ON sessions (expires_at)",
    """
    CREATE TABLE attempts (
        scope text NOT NULL,
        key bytea NOT NULL,
        count integer NOT NULL,
        window_started_at timestamptz NOT NULL,
        PRIMARY KEY (scope, key)
    )
    """,
    "CREATE INDEX attempts_window ON attempts (window_started_at)",
    """
    CREATE TABLE api_keys (
        company_id uuid NOT NULL REFERENCES companies,
        key_id uuid NOT NULL,
        name text NOT NULL,
        secret_hash bytea NOT NULL UNIQUE,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        PRIMARY KEY (company_id, key_id)
    )
    """,
    "CREATE INDEX api_keys_key ON api_keys (key_id) WHERE revoked_at IS NULL",
    """
    CREATE TABLE platform_keys (
        operator_id uuid NOT NULL REFERENCES operators,
        key_id uuid NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (operator_id, key_id)
    )
    """,
)


def upgrade() -> None:
    create_kit_tables(op.get_bind())
    for statement in _STATEMENTS:
        op.execute(statement)
