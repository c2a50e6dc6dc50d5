"""The read model of the list of players."""

from alembic import op

revision = "0003"
down_revision = "0002"

_SCHEMA = """
"""


def upgrade() -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            op.execute(statement)
