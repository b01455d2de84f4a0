"""What people want to be told of each server."""

from alembic import op

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA notifications")
    op.execute(
        """
        CREATE TABLE notifications.setting (
            user_id bigint NOT NULL,
            server_id bigint NOT NULL,
            muted boolean NOT NULL,
            mute_until timestamptz,
            level text NOT NULL,
            suppress_everyone boolean NOT NULL,
            channels jsonb NOT NULL,
            PRIMARY KEY (user_id, server_id)
        )
        """
    )
    op.execute("CREATE INDEX setting_server ON notifications.setting (server_id)")
