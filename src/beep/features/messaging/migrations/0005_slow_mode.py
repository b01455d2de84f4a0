"""When each person last posted in a channel in slow mode."""

from alembic import op

revision = "messaging_0005"
down_revision = "messaging_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE messaging.slow_post (
            channel_id bigint NOT NULL,
            user_id bigint NOT NULL,
            at timestamptz NOT NULL,
            nonce text,
            PRIMARY KEY (channel_id, user_id)
        ) WITH (fillfactor = 70)
        """
    )
