"""What Permify was told of each server, so that only what differs is written."""

from alembic import op

revision = "authorization_0002"
down_revision = "authorization_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE "authorization".projected (
            server_id bigint PRIMARY KEY,
            seq bigint NOT NULL,
            token text NOT NULL,
            relations text[] NOT NULL
        )
        """
    )
