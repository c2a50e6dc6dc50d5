"""What an operator is set to, how its status moved and will move, who is no longer staff, what was announced when."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    ALTER TABLE operators
        ADD COLUMN jurisdiction text NOT NULL DEFAULT '',
        ADD COLUMN licence text NOT NULL DEFAULT '',
        ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
        ADD COLUMN balance_thresholds jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN allowed_ips text[] NOT NULL DEFAULT '{}',
        ADD COLUMN maintenance_message text NOT NULL DEFAULT '',
        ADD COLUMN status_since timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN announced_at timestamptz NOT NULL DEFAULT now()
    """,
    "UPDATE operators SET status_since = created_at, announced_at = created_at",
    """
    CREATE TABLE operator_schedules (
        operator_id uuid PRIMARY KEY REFERENCES operators,
        to_status text NOT NULL,
        at timestamptz NOT NULL,
        until timestamptz,
        ends text,
        allowed_ips text[],
        message text NOT NULL,
        reason text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL
    )
    """,
    "CREATE INDEX operator_schedules_at ON operator_schedules (at)",
    """
    CREATE TABLE operator_closings (
        operator_id uuid PRIMARY KEY REFERENCES operators,
        asked_by_id text NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL,
        reason text NOT NULL
    )
    """,
    """
    CREATE TABLE operator_history (
        operator_id uuid NOT NULL REFERENCES operators,
        revision bigint NOT NULL,
        at timestamptz NOT NULL,
        by_name text NOT NULL,
        kind text NOT NULL,
        from_status text,
        to_status text NOT NULL,
        reason text NOT NULL,
        fields text[] NOT NULL,
        PRIMARY KEY (operator_id, revision)
    )
    """,
    """
    INSERT INTO operator_history
    SELECT operator_id, revision, created_at, '', 'created', NULL, status, '', '{}' FROM operators
    """,
    "ALTER TABLE staff ADD COLUMN disabled_at timestamptz",
    "ALTER TABLE platform_keys ADD COLUMN announced_at timestamptz NOT NULL DEFAULT now()",
    "UPDATE platform_keys SET announced_at = created_at",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
