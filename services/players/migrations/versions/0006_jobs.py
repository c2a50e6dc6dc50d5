"""Exports and bulk actions: their progress, whom they concern, what was written, what became of each player."""

from alembic import op

revision = "0006"
down_revision = "0005"

_SCHEMA = """
CREATE TABLE jobs (
    operator_id uuid NOT NULL,
    job_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 6),
    spec bytea NOT NULL,
    reason text NOT NULL,
    started_by text NOT NULL,
    started_by_id text COLLATE "C" NOT NULL,
    actor jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    queued_at timestamptz NOT NULL,
    finished_at timestamptz,
    expires_at timestamptz,
    total bigint,
    done bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    book jsonb,
    size_bytes bigint NOT NULL DEFAULT 0,
    file_name text,
    problem text,
    worker uuid,
    lease_until timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (operator_id, job_id)
);
CREATE INDEX jobs_newest ON jobs (operator_id, created_at, job_id) WHERE created_at >= '2000-01-01 00:00:00+00';
CREATE INDEX jobs_own ON jobs (operator_id, started_by_id, created_at, job_id)
    WHERE created_at >= '2000-01-01 00:00:00+00';
CREATE INDEX jobs_to_do ON jobs (operator_id, queued_at) WHERE state <= 2;
CREATE INDEX jobs_expiring ON jobs (operator_id, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE job_targets (
    operator_id uuid NOT NULL,
    job_id uuid NOT NULL,
    slice integer NOT NULL,
    player_ids uuid[] NOT NULL,
    PRIMARY KEY (operator_id, job_id, slice)
);
ALTER TABLE job_targets ALTER COLUMN player_ids SET STORAGE EXTERNAL;

CREATE TABLE job_parts (
    operator_id uuid NOT NULL,
    job_id uuid NOT NULL,
    part integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (operator_id, job_id, part)
);
ALTER TABLE job_parts ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE job_results (
    operator_id uuid NOT NULL,
    job_id uuid NOT NULL,
    number bigint NOT NULL,
    player_id uuid NOT NULL,
    outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 3),
    reason text NOT NULL DEFAULT '',
    message text NOT NULL DEFAULT '',
    PRIMARY KEY (operator_id, job_id, number)
);
CREATE INDEX job_results_failed ON job_results (operator_id, job_id, number) WHERE outcome = 3
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
