"""Bets by time over all players of an operator: a summary of each stretch of the tables, which recording hardly writes.

The index of late ones is small, as few bets are settled late; those of all times are found by it.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

_SCHEMA = """
CREATE INDEX bets_placed ON bets USING brin (placed_at timestamptz_minmax_multi_ops)
    WITH (pages_per_range = 64, autosummarize = on);
CREATE INDEX bets_settled ON bets USING brin (settled_at timestamptz_minmax_multi_ops)
    WITH (pages_per_range = 64, autosummarize = on);
CREATE INDEX late_bets_settled ON late_bets (operator_id, settled_at, player_id, bet_id);
INSERT INTO late_bets
SELECT operator_id, player_id, settled_at, placed_at, bet_id FROM bets
WHERE settled_at - placed_at > interval '7 days'
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        op.execute(statement)
