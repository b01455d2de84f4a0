"""Profiles, and the keys under which names are unique."""

from alembic import op

revision = "users_0001"
down_revision = None
branch_labels = ("users",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA users")
    op.execute(
        """
        CREATE TABLE users.profile (
            user_id bigint PRIMARY KEY,
            username text NOT NULL,
            display_name text,
            is_bot boolean NOT NULL,
            is_active boolean NOT NULL,
            created_at timestamptz NOT NULL,
            deleted_at timestamptz
        )
        """
    )
    op.execute("CREATE INDEX profile_waiting ON users.profile (created_at) WHERE NOT is_active")
    op.execute(
        """
        CREATE TABLE users.name (
            key text PRIMARY KEY,
            user_id bigint NOT NULL,
            held_until timestamptz
        )
        """
    )
    op.execute("CREATE INDEX name_user ON users.name (user_id)")
