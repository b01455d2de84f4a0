"""Emojis of servers."""

from alembic import op

revision = "emojis_0001"
down_revision = None
branch_labels = ("emojis",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA emojis")
    op.execute(
        """
        CREATE TABLE emojis.emoji (
            id bigint PRIMARY KEY,
            server_id bigint NOT NULL,
            name text NOT NULL,
            creator_id bigint NOT NULL,
            is_animated boolean NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX emoji_server ON emojis.emoji (server_id, id)")
