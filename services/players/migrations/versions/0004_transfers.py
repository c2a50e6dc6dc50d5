"""Withdrawals that are asked for and settled, deposits taken back, and what else moves money."""

from alembic import op

revision = "0004"
down_revision = "0003"

_SCHEMA = """
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
