"""Accounts that are verified or suspended; how sessions began; second steps of signing in."""

from alembic import op

revision = "auth_0002"
down_revision = "auth_0001"
branch_labels = None
depends_on = None

_CHANGES = (
    "ALTER TABLE auth.account ADD COLUMN verified_at timestamptz",
    "ALTER TABLE auth.account ADD COLUMN suspended_at timestamptz",
    "ALTER TABLE auth.session ADD COLUMN methods text[] NOT NULL DEFAULT '{password}'",
    "ALTER TABLE auth.session ADD COLUMN client text",
    """
    CREATE TABLE auth.ticket (
        hash bytea PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES auth.account ON DELETE CASCADE,
        methods text[] NOT NULL,
        created_at timestamptz NOT NULL,
        failures integer NOT NULL
    )
    """,
    "CREATE INDEX ticket_of_user ON auth.ticket (user_id)",
    "CREATE INDEX ticket_by_age ON auth.ticket (created_at)",
)


def upgrade() -> None:
    for statement in _CHANGES:
        op.execute(statement)
