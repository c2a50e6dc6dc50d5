"""Manual credits and debits with their approval, and the limits of operators."""

from alembic import op

revision = "0005"
down_revision = "0004"

_SCHEMA = """
CREATE TABLE adjustments (
    operator_id uuid NOT NULL,
    adjustment_id uuid NOT NULL,
    player_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    currency text COLLATE "C" NOT NULL,
    minor bigint NOT NULL CHECK (minor > 0),
    reason text NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 4),
    requested_by text NOT NULL,
    requested_by_id text NOT NULL,
    requested_at timestamptz NOT NULL,
    decided_by text,
    decided_by_id text,
    decided_at timestamptz,
    decision_reason text NOT NULL,
    document_name text NOT NULL,
    movement_number bigint,
    PRIMARY KEY (operator_id, adjustment_id),
    CHECK ((state = 2) = (movement_number IS NOT NULL)),
    CHECK (state = 4 OR decided_by_id IS NULL OR decided_by_id <> requested_by_id)
);
CREATE INDEX adjustments_state ON adjustments (operator_id, state, adjustment_id);
CREATE INDEX adjustments_player ON adjustments (operator_id, player_id, adjustment_id);

CREATE TABLE adjustment_documents (
    operator_id uuid NOT NULL,
    adjustment_id uuid NOT NULL,
    content_type text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (operator_id, adjustment_id)
);
ALTER TABLE adjustment_documents ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE adjustment_limits (
    operator_id uuid PRIMARY KEY,
    limits jsonb NOT NULL,
    revision bigint NOT NULL
)
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
