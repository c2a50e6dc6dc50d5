"""The sample of the list in lots, so that a part of it can be read; the index of bans tells until when each holds.

The sample is written anew in the order of its lots, which takes a second per million players.
"""

from alembic import op

revision = "0014"
down_revision = "0013"

_SCHEMA = """
LOCK TABLE standings_sample IN ACCESS EXCLUSIVE MODE;
CREATE TEMPORARY TABLE sample_before ON COMMIT DROP AS TABLE standings_sample;
TRUNCATE standings_sample;
ALTER TABLE standings_sample
    ADD COLUMN lot smallint NOT NULL GENERATED ALWAYS AS (get_byte(uuid_send(player_id), 14)) STORED;
INSERT INTO standings_sample
SELECT * FROM sample_before ORDER BY operator_id, get_byte(uuid_send(player_id), 14), player_id;
CREATE INDEX standings_sample_lot ON standings_sample (operator_id, lot);
ANALYZE standings_sample;

DROP INDEX bans_scope;
CREATE INDEX bans_scope ON bans (operator_id, scope, player_id) INCLUDE (expires_at) WHERE lifted_at IS NULL
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        op.execute(statement)
