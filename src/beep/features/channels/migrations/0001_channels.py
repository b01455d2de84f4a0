"""Channels, and the servers that can have none any more."""

from alembic import op

revision = "channels_0001"
down_revision = None
branch_labels = ("channels",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA channels")
    op.execute(
        """
        CREATE TABLE channels.channel (
            id bigint PRIMARY KEY,
            server_id bigint NOT NULL,
            type integer NOT NULL,
            name text NOT NULL,
            topic text,
            position integer NOT NULL,
            overrides jsonb NOT NULL DEFAULT '[]'
        )
        """
    )
    op.execute("CREATE INDEX channel_server ON channels.channel (server_id)")
    op.execute("CREATE TABLE channels.ended_server (server_id bigint PRIMARY KEY)")
