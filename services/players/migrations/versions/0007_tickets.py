"""Support tickets."""

from alembic import op

revision = "0007"
down_revision = "0006"

_SCHEMA = """
CREATE TABLE tickets (
    operator_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    number bigint NOT NULL,
    player_id uuid NOT NULL,
    subject text NOT NULL,
    category text COLLATE "C" NOT NULL,
    rank smallint NOT NULL CHECK (rank BETWEEN 0 AND 3),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 4),
    assignee_id text COLLATE "C" NOT NULL,
    assignee_name text NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    spent interval NOT NULL,
    running_since timestamptz,
    replied_at timestamptz,
    replied_late boolean NOT NULL,
    reply_due_at timestamptz,
    resolved_at timestamptz,
    resolved_late boolean NOT NULL,
    resolution_due_at timestamptz,
    messages integer NOT NULL,
    player_spoke_last boolean NOT NULL,
    merged_into uuid,
    merged_into_number bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (operator_id, ticket_id),
    CHECK ((state = 1) = (running_since IS NOT NULL)),
    CHECK ((state >= 3) = (resolved_at IS NOT NULL)),
    CHECK ((state = 1) = (due_at < '9000-01-02 00:00:00+00'))
);
CREATE UNIQUE INDEX tickets_number ON tickets (operator_id, number);
CREATE INDEX tickets_due ON tickets (operator_id, due_at, ticket_id) WHERE due_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_assignee ON tickets (operator_id, assignee_id, due_at, ticket_id)
    WHERE due_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_category ON tickets (operator_id, category, due_at, ticket_id)
    WHERE due_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_rank ON tickets (operator_id, rank, due_at, ticket_id)
    WHERE due_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_opened ON tickets (operator_id, opened_at, ticket_id) WHERE opened_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_updated ON tickets (operator_id, updated_at, ticket_id)
    WHERE updated_at >= '2000-01-01 00:00:00+00';
CREATE INDEX tickets_live_opened ON tickets (operator_id, opened_at, ticket_id) WHERE state <= 2;
CREATE INDEX tickets_live_updated ON tickets (operator_id, updated_at, ticket_id) WHERE state <= 2;
CREATE INDEX tickets_player ON tickets (operator_id, player_id, ticket_id);
CREATE INDEX tickets_solved ON tickets (operator_id, resolved_at) WHERE state = 3;

CREATE TABLE ticket_search (
    operator_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    term text COLLATE "C" NOT NULL,
    PRIMARY KEY (operator_id, ticket_id, term)
);
CREATE INDEX ticket_search_term ON ticket_search (operator_id, term, ticket_id);

CREATE TABLE ticket_messages (
    operator_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    message_id uuid NOT NULL,
    author smallint NOT NULL CHECK (author BETWEEN 1 AND 3),
    author_id text NOT NULL,
    author_name text NOT NULL,
    text text NOT NULL,
    internal boolean NOT NULL,
    at timestamptz NOT NULL,
    from_ticket bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (operator_id, ticket_id, message_id)
);
CREATE INDEX ticket_messages_at ON ticket_messages (operator_id, ticket_id, at, message_id);

CREATE TABLE ticket_events (
    operator_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    event_id uuid NOT NULL,
    kind text NOT NULL,
    by text NOT NULL,
    by_id text NOT NULL,
    at timestamptz NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (operator_id, ticket_id, event_id)
);

CREATE TABLE ticket_links (
    operator_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('bet', 'movement', 'document')),
    ref text COLLATE "C" NOT NULL,
    by text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (operator_id, ticket_id, kind, ref)
);

CREATE TABLE ticket_settings (
    operator_id uuid PRIMARY KEY,
    settings jsonb NOT NULL,
    revision bigint NOT NULL
);

CREATE TABLE ticket_numbers (
    operator_id uuid PRIMARY KEY,
    last bigint NOT NULL
)
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
