"""With what bets, transfers and registrations were made, and how the player had come by then.

What was recorded before, and what the previous release records meanwhile, was announced without and stays so. Accounts
know how their players came: most came by themselves, so that few are written anew.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

_SCHEMA = """
ALTER TABLE bets ADD COLUMN device text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN channel smallint;
ALTER TABLE transfers ADD COLUMN device text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN channel smallint;
ALTER TABLE players ADD COLUMN registered_with text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN registered_through smallint;
ALTER TABLE accounts ADD COLUMN channel smallint NOT NULL DEFAULT 1;
UPDATE accounts SET channel = CASE WHEN players.affiliate_id <> '' THEN 2 ELSE 3 END
FROM players
WHERE players.operator_id = accounts.operator_id AND players.player_id = accounts.player_id
  AND (players.affiliate_id <> '' OR players.referrer_external_id <> '')
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        op.execute(statement)
