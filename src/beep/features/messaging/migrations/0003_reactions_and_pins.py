"""Reactions: who gave which, and how many there are of each. Pins of channels."""

from alembic import op

revision = "messaging_0003"
down_revision = "messaging_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # `emoji` is a sign of Unicode, or the digits of an own emoji's id.
    op.execute(
        """
        CREATE TABLE messaging.reaction (
            message_id bigint NOT NULL,
            emoji text NOT NULL,
            user_id bigint NOT NULL,
            PRIMARY KEY (message_id, emoji, user_id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE messaging.reaction_count (
            message_id bigint NOT NULL,
            emoji text NOT NULL,
            emoji_id bigint,
            name text NOT NULL,
            is_animated boolean NOT NULL,
            place bigint NOT NULL,
            count integer NOT NULL,
            PRIMARY KEY (message_id, emoji)
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("ALTER TABLE messaging.channel ADD COLUMN pinned_at timestamptz")
    # A table of its own: an index over all messages could not be made while they are written.
    op.execute(
        """
        CREATE TABLE messaging.pin (
            channel_id bigint NOT NULL,
            message_id bigint NOT NULL,
            pinned_at timestamptz NOT NULL,
            PRIMARY KEY (channel_id, message_id)
        )
        """
    )
