"""The audit log: entries that are only ever added, in one chain for each server."""

from alembic import op

revision = "audit_0001"
down_revision = None
branch_labels = ("audit",)
depends_on = ("runtime_0001",)

_STATEMENTS = (
    "CREATE SCHEMA audit",
    """
    CREATE TABLE audit.chain (
        server_id bigint PRIMARY KEY,
        length bigint NOT NULL,
        head bytea NOT NULL,
        kept_from bigint NOT NULL,
        base bytea NOT NULL
    )
    """,
    """
    CREATE TABLE audit.entry (
        server_id bigint NOT NULL,
        position bigint NOT NULL,
        id bigint NOT NULL,
        fact_id text NOT NULL UNIQUE,
        actor_id bigint NOT NULL,
        action integer NOT NULL,
        target_id text,
        reason text,
        changes text NOT NULL,
        options text NOT NULL,
        ip text NOT NULL,
        trace_id text NOT NULL,
        previous bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (server_id, position)
    )
    """,
    "CREATE INDEX entry_by_id ON audit.entry (server_id, id)",
    "CREATE INDEX entry_by_actor ON audit.entry (server_id, actor_id, id)",
    "CREATE INDEX entry_by_action ON audit.entry (server_id, action, id)",
    "CREATE INDEX entry_by_target ON audit.entry (server_id, target_id, id)",
    # What is past the time it is kept for may go, and only whoever says so may take it: see the settings.
    """
    CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('audit.is_trimming', true) = 'yes' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'audit.entry is append-only';
    END $$
    """,
    """
    CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
