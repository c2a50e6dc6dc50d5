"""What spares reading all that a player ever did: how far a ledger was checked, and which bets were settled late.

Bets that the previous release settles late meanwhile are missed by overviews until 30 days are over.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

_SCHEMA = """
CREATE TABLE ledger_checks (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    begun_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    number bigint NOT NULL,
    wallets jsonb NOT NULL,
    PRIMARY KEY (operator_id, player_id)
);

CREATE TABLE late_bets (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    settled_at timestamptz NOT NULL,
    placed_at timestamptz NOT NULL,
    bet_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (operator_id, player_id, settled_at, bet_id)
);

INSERT INTO late_bets
SELECT operator_id, player_id, settled_at, placed_at, bet_id FROM bets
WHERE settled_at - placed_at > interval '7 days' AND settled_at > now() - interval '40 days'
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        op.execute(statement)
