"""Categories, slow mode, places without holes; threads and who joined them."""

from alembic import op

revision = "channels_0002"
down_revision = "channels_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE channels.channel ADD COLUMN parent_id bigint")
    op.execute("ALTER TABLE channels.channel ADD COLUMN slow_mode_s integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE channels.channel ADD COLUMN is_nsfw boolean NOT NULL DEFAULT false")
    op.execute(
        """
        UPDATE channels.channel c SET position = placed.place
        FROM (
            SELECT id, row_number() OVER (PARTITION BY server_id ORDER BY position, id) - 1 AS place
            FROM channels.channel
        ) AS placed
        WHERE placed.id = c.id AND placed.place <> c.position
        """
    )
    op.execute(
        """
        CREATE TABLE channels.thread (
            id bigint PRIMARY KEY,
            server_id bigint NOT NULL,
            parent_id bigint NOT NULL,
            type integer NOT NULL,
            name text NOT NULL,
            owner_id bigint NOT NULL,
            slow_mode_s integer NOT NULL,
            is_archived boolean NOT NULL,
            is_locked boolean NOT NULL,
            is_invitable boolean NOT NULL,
            auto_archive_min integer NOT NULL,
            created_at timestamptz NOT NULL,
            archived_at timestamptz NOT NULL,
            -- When it was last known to be in use; what messaging knows is newer.
            active_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX thread_active ON channels.thread (server_id) WHERE NOT is_archived")
    op.execute(
        "CREATE INDEX thread_archived ON channels.thread (parent_id, archived_at DESC, id) WHERE is_archived"
    )
    op.execute("CREATE INDEX thread_parent ON channels.thread (parent_id)")
    op.execute(
        """
        CREATE TABLE channels.thread_member (
            thread_id bigint NOT NULL,
            user_id bigint NOT NULL,
            server_id bigint NOT NULL,
            joined_at timestamptz NOT NULL,
            PRIMARY KEY (thread_id, user_id)
        )
        """
    )
    op.execute("CREATE INDEX thread_member_of ON channels.thread_member (user_id, server_id)")
