"""Devices people signed in with before, and sessions that began on a new one."""

from alembic import op

revision = "auth_0004"
down_revision = "auth_0003"
branch_labels = None
depends_on = None

_CHANGES = (
    """
    CREATE TABLE auth.device (
        user_id bigint NOT NULL REFERENCES auth.account ON DELETE CASCADE,
        key bytea NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, key)
    )
    """,
    "ALTER TABLE auth.session ADD COLUMN is_new_device boolean NOT NULL DEFAULT false",
)


def upgrade() -> None:
    for statement in _CHANGES:
        op.execute(statement)
