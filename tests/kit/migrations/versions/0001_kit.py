"""The kit's tables, and one table that stands for a service's state."""

from alembic import op

from kit.migrations import create_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op.get_bind())
    op.execute("CREATE TABLE things (id text PRIMARY KEY, seen integer NOT NULL DEFAULT 1)")
