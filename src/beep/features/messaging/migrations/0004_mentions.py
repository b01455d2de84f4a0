"""Whom messages call, so that what is unread of it can be counted."""

from alembic import op

revision = "messaging_0004"
down_revision = "messaging_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # `target_id` is a person, a role, or a server where everyone is called.
    op.execute(
        """
        CREATE TABLE messaging.mention (
            target_id bigint NOT NULL,
            channel_id bigint NOT NULL,
            message_id bigint NOT NULL,
            author_id bigint NOT NULL,
            PRIMARY KEY (target_id, channel_id, message_id)
        )
        """
    )
    op.execute("ALTER TABLE messaging.channel ADD COLUMN last_mention_id bigint NOT NULL DEFAULT 0")
