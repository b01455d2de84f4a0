"""Who blocks whom."""

from alembic import op

revision = "friends_0001"
down_revision = None
branch_labels = ("friends",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA friends")
    op.execute(
        """
        CREATE TABLE friends.block (
            user_id bigint NOT NULL,
            blocked_id bigint NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (user_id, blocked_id),
            CHECK (user_id <> blocked_id)
        )
        """
    )
    op.execute("CREATE INDEX block_by_blocked ON friends.block (blocked_id)")
