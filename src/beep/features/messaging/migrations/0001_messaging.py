"""Messages, what is newest in each channel, and read pointers."""

from alembic import op

revision = "messaging_0001"
down_revision = None
branch_labels = ("messaging",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA messaging")
    op.execute(
        """
        CREATE TABLE messaging.message (
            id bigint PRIMARY KEY,
            channel_id bigint NOT NULL,
            server_id bigint NOT NULL,
            author_id bigint NOT NULL,
            content text NOT NULL,
            seq bigint NOT NULL,
            nonce text,
            reply_to bigint,
            mention_ids bigint[] NOT NULL,
            mention_role_ids bigint[] NOT NULL,
            mentions_everyone boolean NOT NULL,
            edited_at timestamptz
        )
        """
    )
    op.execute("CREATE INDEX message_channel ON messaging.message (channel_id, id)")
    op.execute(
        """
        CREATE UNIQUE INDEX message_nonce ON messaging.message (author_id, channel_id, nonce)
        WHERE nonce IS NOT NULL
        """
    )
    op.execute(
        """
        CREATE TABLE messaging.channel (
            channel_id bigint PRIMARY KEY,
            last_message_id bigint NOT NULL,
            is_deleted boolean NOT NULL DEFAULT false
        ) WITH (fillfactor = 50)
        """
    )
    op.execute(
        """
        CREATE TABLE messaging.read_state (
            user_id bigint NOT NULL,
            channel_id bigint NOT NULL,
            message_id bigint NOT NULL,
            PRIMARY KEY (user_id, channel_id)
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX read_state_channel ON messaging.read_state (channel_id)")
