"""Exports and bulk actions, their progress and results."""

from alembic import op

revision = "0006"
down_revision = "0005"

_SCHEMA = """
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
