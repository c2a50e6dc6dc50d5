"""Support tickets."""

from alembic import op

revision = "0007"
down_revision = "0006"

_SCHEMA = """
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
