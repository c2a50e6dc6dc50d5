"""The read model of the list of players: where each stands, and an index for each filter and each order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from services.players.domain.search import fold_name

revision = "0003"
down_revision = "0002"

_CHUNK = 5_000

_PLAYERS = """
ALTER TABLE players ADD COLUMN name_folded text COLLATE "C" NOT NULL DEFAULT ''
"""

_SCHEMA = """
CREATE TABLE standings (
    operator_id uuid NOT NULL,
    player_id uuid NOT NULL,
    last_seen_at timestamptz NOT NULL,
    seen boolean NOT NULL,
    currency text COLLATE "C" NOT NULL,
    balance bigint NOT NULL,
    deposits bigint NOT NULL,
    withdrawals bigint NOT NULL,
    turnover bigint NOT NULL,
    ggr bigint NOT NULL
);

INSERT INTO standings
SELECT p.operator_id, p.player_id, a.last_seen_at, a.seen, p.currency, coalesce(w.balance, 0), coalesce(w.deposits, 0),
    coalesce(w.withdrawals, 0), coalesce(w.turnover, 0), coalesce(w.settled_stakes - w.payouts, 0)
FROM players AS p
JOIN accounts AS a USING (operator_id, player_id)
LEFT JOIN wallets AS w ON (w.operator_id, w.player_id, w.currency) = (p.operator_id, p.player_id, p.currency);

ALTER TABLE standings ADD PRIMARY KEY (operator_id, player_id);
CREATE INDEX standings_last_seen ON standings (operator_id, last_seen_at, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';
CREATE INDEX standings_balance ON standings (operator_id, currency, balance, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';
CREATE INDEX standings_deposits ON standings (operator_id, currency, deposits, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';
CREATE INDEX standings_withdrawals ON standings (operator_id, currency, withdrawals, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';
CREATE INDEX standings_turnover ON standings (operator_id, currency, turnover, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';
CREATE INDEX standings_ggr ON standings (operator_id, currency, ggr, player_id)
    WHERE last_seen_at >= '2000-01-01 00:00:00+00';

DROP INDEX accounts_last_seen;
DROP INDEX players_email;
DROP INDEX players_not_active;
CREATE INDEX players_name_folded ON players (operator_id, name_folded, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_email ON players (operator_id, email, player_id) WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_external_id ON players (operator_id, external_id, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_country ON players (operator_id, country, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_region ON players (operator_id, region, country, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_status ON players (operator_id, status, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_kyc_level ON players (operator_id, kyc_level, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_kyc_status ON players (operator_id, kyc_status, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_vip_level ON players (operator_id, vip_level, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_affiliate_id ON players (operator_id, affiliate_id, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_currency ON players (operator_id, currency, registered_at, player_id)
    WHERE registered_at >= '2000-01-01 00:00:00+00';
CREATE INDEX players_document ON players (operator_id, document_number) WHERE document_number <> '';
CREATE INDEX players_excluded ON players (operator_id, registered_at, player_id) WHERE excluded_since IS NOT NULL;
CREATE INDEX players_flagged ON players (operator_id, registered_at, player_id) WHERE risk_flags <> '{}';
CREATE INDEX players_referred ON players (operator_id, registered_at, player_id) WHERE referrer_external_id <> ''
"""


def upgrade() -> None:
    op.execute(_PLAYERS)
    _fold_names(op.get_bind())
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)


def _fold_names(connection: sa.Connection) -> None:
    """Folds the names there are, as Postgres cannot: it has nothing that takes accents off."""
    after: Sequence[Any] = (UUID(int=0), UUID(int=0))
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT operator_id, player_id, first_name, last_name FROM players"
                " WHERE (operator_id, player_id) > (:operator, :player) ORDER BY operator_id, player_id LIMIT :chunk"
            ),
            {"operator": after[0], "player": after[1], "chunk": _CHUNK},
        ).all()
        if not rows:
            return
        connection.execute(
            sa.text(
                "UPDATE players SET name_folded = told.folded"
                " FROM unnest(cast(:operators AS uuid[]), cast(:players AS uuid[]), cast(:names AS text[]))"
                " AS told (operator_id, player_id, folded)"
                " WHERE (players.operator_id, players.player_id) = (told.operator_id, told.player_id)"
            ),
            {
                "operators": [row.operator_id for row in rows],
                "players": [row.player_id for row in rows],
                "names": [fold_name(row.first_name, row.last_name) for row in rows],
            },
        )
        after = rows[-1][:2]
