"""Withdrawals that are asked for and settled, deposits taken back, and what else moves money."""

from alembic import op

revision = "0004"
down_revision = "0003"

_SCHEMA = """
ALTER TABLE wallets
    ADD COLUMN pending_withdrawals bigint NOT NULL DEFAULT 0,
    ADD COLUMN adjustments bigint NOT NULL DEFAULT 0;

ALTER TABLE movements ADD COLUMN note text NOT NULL DEFAULT '';

CREATE TABLE transfers (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    kind smallint NOT NULL,
    ref text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    method text NOT NULL,
    instrument text COLLATE "C" NOT NULL,
    status smallint NOT NULL,
    requested_at timestamptz,
    done_at timestamptz,
    undone_at timestamptz,
    undone_reason text,
    PRIMARY KEY (operator_id, player_id, kind, ref)
) WITH (fillfactor = 90);

INSERT INTO transfers (operator_id, player_id, kind, ref, currency, amount, method, instrument, status, done_at)
SELECT operator_id, player_id, kind, reference, currency, abs(amount), method, '', 2, occurred_at
FROM movements WHERE kind IN (1, 2)
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
