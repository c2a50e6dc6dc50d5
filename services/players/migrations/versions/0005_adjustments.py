"""Manual credits and debits with their approval, and the limits of operators."""

from alembic import op

revision = "0005"
down_revision = "0004"

_SCHEMA = """
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
