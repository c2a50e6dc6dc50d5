"""Who an operator lets in during maintenance, and what it tells the others."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE operators
            ADD COLUMN allowed_ips text[] NOT NULL DEFAULT '{}',
            ADD COLUMN notice text NOT NULL DEFAULT ''
        """
    )
