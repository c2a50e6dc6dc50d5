"""Counting an operator's figures again: how far it is, what is consumed meanwhile, and what a history held."""

from alembic import op

revision = "0004"
down_revision = "0003"

_SCHEMA = """
CREATE TABLE rebuilds (
    operator_id uuid PRIMARY KEY,
    rebuild_id uuid NOT NULL,
    state smallint NOT NULL,
    generation smallint NOT NULL,
    going smallint,
    done bigint NOT NULL,
    total bigint NOT NULL,
    counted boolean NOT NULL,
    source text NOT NULL,
    through bigint NOT NULL,
    ids uuid[] NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    started_by text NOT NULL,
    reason text NOT NULL,
    error text NOT NULL,
    failures smallint NOT NULL,
    differences jsonb,
    differences_total bigint NOT NULL,
    worker uuid,
    lease_until timestamptz
);
CREATE INDEX rebuilds_to_do ON rebuilds (operator_id) WHERE state = 1 OR going IS NOT NULL;

CREATE TABLE rebuild_log (
    operator_id uuid NOT NULL,
    event_id uuid NOT NULL,
    source text NOT NULL,
    seq bigint NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (operator_id, event_id)
);

CREATE TABLE held (
    operator_id uuid PRIMARY KEY,
    source text NOT NULL,
    through bigint NOT NULL,
    ids uuid[] NOT NULL
)
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        op.execute(statement)
