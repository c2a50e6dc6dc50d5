"""Saved views of lists, and what each person prefers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """
    CREATE TABLE saved_views (
        staff_id uuid NOT NULL REFERENCES staff,
        view_id uuid NOT NULL,
        surface text NOT NULL,
        name text NOT NULL,
        name_key text NOT NULL,
        filter jsonb NOT NULL,
        sort text NOT NULL,
        columns jsonb,
        company_id uuid REFERENCES companies,
        role text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        revision bigint NOT NULL,
        PRIMARY KEY (staff_id, view_id),
        CONSTRAINT saved_views_name UNIQUE (staff_id, surface, name_key),
        CONSTRAINT saved_views_shared_with_a_role CHECK ((company_id IS NULL) = (role IS NULL))
    )
    """,
    "CREATE INDEX saved_views_view ON saved_views (view_id)",
    "CREATE INDEX saved_views_shared ON saved_views (company_id, role, surface) WHERE company_id IS NOT NULL",
    """
    CREATE TABLE preferences (
        staff_id uuid NOT NULL REFERENCES staff,
        key text NOT NULL,
        value jsonb NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (staff_id, key)
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
