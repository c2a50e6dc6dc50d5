"""The log: head, sources, parked events, entries by month, checkpoints, operators; append-only by trigger and grant."""

from __future__ import annotations

from alembic import op

from kit.migrations import create_kit_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = """
CREATE TABLE log_head (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    size bigint NOT NULL,
    frontier bytea NOT NULL,
    root bytea NOT NULL,
    recorded_at timestamptz
);
INSERT INTO log_head (size, frontier, root) VALUES (0, '', sha256(''));
CREATE TABLE sources (
    source text PRIMARY KEY,
    seq bigint NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE parked (
    source text,
    seq bigint,
    event_id uuid,
    event bytea NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, seq, event_id)
);
CREATE TABLE entries (
    recorded_at timestamptz,
    leaf_index bigint,
    event_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    operator_id uuid,
    company_id uuid,
    source text NOT NULL,
    source_seq bigint NOT NULL,
    type text NOT NULL,
    actor_kind integer NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    action text NOT NULL,
    target_type text NOT NULL,
    target_id text NOT NULL,
    target_label text NOT NULL,
    outcome integer NOT NULL,
    at timestamptz,
    reason text NOT NULL,
    change_count integer NOT NULL,
    schema_version bigint NOT NULL,
    ip text NOT NULL,
    user_agent text NOT NULL,
    session_id text NOT NULL,
    request_id text NOT NULL,
    trace_id text NOT NULL,
    flags text NOT NULL,
    raw bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    PRIMARY KEY (recorded_at, leaf_index)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX entries_tenant ON entries (tenant_id, recorded_at, leaf_index);
CREATE INDEX entries_actor ON entries (tenant_id, actor_id, recorded_at, leaf_index);
CREATE INDEX entries_action ON entries (tenant_id, action, recorded_at, leaf_index);
CREATE INDEX entries_target ON entries (tenant_id, target_type, target_id, recorded_at, leaf_index);
CREATE INDEX entries_event ON entries (event_id);
CREATE INDEX entries_at ON entries USING brin (at);
CREATE TABLE checkpoints (
    size bigint,
    signed_at timestamptz,
    root bytea NOT NULL,
    frontier bytea NOT NULL,
    recorded_at timestamptz,
    note text NOT NULL,
    PRIMARY KEY (size, signed_at)
);
CREATE INDEX checkpoints_signed ON checkpoints (signed_at);
CREATE TABLE operators (
    operator_id uuid PRIMARY KEY,
    company_id uuid NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX operators_company ON operators (company_id, operator_id);
"""

# The owner of a table may still drop it or its triggers: where that matters, the service runs as a role that owns
# nothing (grant_audit_runtime), and only `migrate` runs as the owner.
_GUARDS = (
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% of % refused: it is append-only', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE TRIGGER never_gone BEFORE DELETE OR TRUNCATE ON log_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    """
    CREATE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) THEN
            RAISE EXCEPTION 'the log only grows' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER only_grows BEFORE UPDATE ON log_head
    FOR EACH ROW EXECUTE FUNCTION refuse_shrinking()
    """,
    """
    CREATE FUNCTION refuse_inconsistent_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM checkpoints AS earlier
                   WHERE earlier.size > NEW.size OR (earlier.size = NEW.size AND earlier.root <> NEW.root)) THEN
            RAISE EXCEPTION 'the checkpoint contradicts an earlier one'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER consistent BEFORE INSERT ON checkpoints
    FOR EACH ROW EXECUTE FUNCTION refuse_inconsistent_checkpoint()
    """,
    "REVOKE UPDATE, DELETE, TRUNCATE ON entries, checkpoints FROM PUBLIC, CURRENT_USER",
    "REVOKE DELETE, TRUNCATE ON log_head FROM PUBLIC, CURRENT_USER",
)

# With the owner's rights, so that a runtime role that owns nothing can have a month made. The new table is attached
# when it is whole: attaching does not wait for readers, creating it in place would.
_PARTITIONS = """
CREATE FUNCTION make_entries_partition(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    month timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    name text := 'entries_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('make_entries_partition'));
    IF to_regclass('public.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.entries INCLUDING ALL)', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON public.%I FROM PUBLIC, CURRENT_USER', name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
    EXECUTE format('ALTER TABLE public.entries ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name,
                   month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
    RETURN true;
END $$
"""

_RUNTIME = """
CREATE FUNCTION grant_audit_runtime(runtime name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT ON entries, checkpoints TO %I', runtime);
    EXECUTE format('GRANT SELECT, UPDATE ON log_head TO %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON sources, operators TO %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON parked, outbox, outbox_head, inbox, dead_letters, '
                   'requests, revoked_keys TO %I', runtime);
    EXECUTE format('GRANT EXECUTE ON FUNCTION make_entries_partition(timestamptz) TO %I', runtime);
END $$
"""


def upgrade() -> None:
    """Creates everything."""
    create_kit_tables(op.get_bind())
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for statement in (*_GUARDS, _PARTITIONS, _RUNTIME):
        op.execute(statement)
    op.execute("REVOKE EXECUTE ON FUNCTION make_entries_partition(timestamptz) FROM PUBLIC")
    op.execute("SELECT make_entries_partition(now())")
