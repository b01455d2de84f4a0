"""Entries say when what is personal in them was taken out; only whoever says so may take it."""

from alembic import op

revision = "audit_0002"
down_revision = "audit_0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "ALTER TABLE audit.entry ADD COLUMN is_redacted boolean NOT NULL DEFAULT false",
    """
    CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('audit.is_trimming', true) = 'yes' THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND current_setting('audit.is_redacting', true) = 'yes' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'audit.entry is append-only';
    END $$
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
