"""What platforms and staff say of players: levels, documents, exclusions, bans, tags, notes, revisions, traces."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SCHEMA = """
ALTER TABLE players
    ADD COLUMN document_type text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN document_number text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN kyc_level smallint NOT NULL DEFAULT 0,
    ADD COLUMN kyc_status smallint NOT NULL DEFAULT 0,
    ADD COLUMN vip_level smallint NOT NULL DEFAULT 0,
    ADD COLUMN affiliate_id text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN referrer_external_id text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN excluded_since timestamptz,
    ADD COLUMN excluded_until timestamptz,
    ADD COLUMN risk_flags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN two_factor boolean NOT NULL DEFAULT false,
    ADD COLUMN two_factor_reset_at timestamptz,
    DROP CONSTRAINT players_check,
    ADD CONSTRAINT players_suspended CHECK (status <> 'suspended' OR suspended_at IS NOT NULL);

CREATE TABLE bans (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    ban_id uuid NOT NULL,
    scope smallint NOT NULL CHECK (scope BETWEEN 1 AND 4),
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_by_id text NOT NULL,
    placed_at timestamptz NOT NULL,
    expires_at timestamptz,
    lifted_at timestamptz,
    lifted_by text,
    lift_reason text,
    PRIMARY KEY (operator_id, player_id, ban_id)
);
CREATE UNIQUE INDEX bans_in_force ON bans (operator_id, player_id, scope) WHERE lifted_at IS NULL;
CREATE INDEX bans_expiring ON bans (operator_id, expires_at) WHERE lifted_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE player_tags (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    tag text COLLATE "C" NOT NULL,
    PRIMARY KEY (operator_id, player_id, tag)
);
CREATE INDEX player_tags_tag ON player_tags (operator_id, tag, player_id);

CREATE TABLE notes (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    note_id uuid NOT NULL,
    text text NOT NULL,
    pinned boolean NOT NULL,
    author text NOT NULL,
    author_id text NOT NULL,
    at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text,
    PRIMARY KEY (operator_id, player_id, note_id)
);

CREATE TABLE revisions (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    revision bigint NOT NULL,
    at timestamptz NOT NULL,
    action text NOT NULL,
    changed_by text NOT NULL,
    changed_by_id text NOT NULL,
    fields text[] NOT NULL,
    state jsonb NOT NULL,
    PRIMARY KEY (operator_id, player_id, revision)
);

CREATE TABLE traces (
    operator_id uuid NOT NULL,
    kind smallint NOT NULL,
    value text COLLATE "C" NOT NULL,
    player_id uuid NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (operator_id, kind, value, player_id)
);
CREATE INDEX traces_player ON traces (operator_id, player_id, kind);

INSERT INTO traces (operator_id, kind, value, player_id, first_seen_at, last_seen_at)
SELECT operator_id, kind, value, player_id, min(at), max(at)
FROM (
    SELECT operator_id, 1 AS kind, device AS value, player_id, started_at AS at FROM sessions WHERE device <> ''
    UNION ALL
    SELECT operator_id, 2, ip, player_id, started_at FROM sessions WHERE ip <> ''
    UNION ALL
    SELECT operator_id, 5, registration_ip, player_id, registered_at FROM players WHERE registration_ip <> ''
) AS seen
GROUP BY operator_id, kind, value, player_id
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
