"""What a person chose to be seen as while connected."""

from alembic import op

revision = "users_0002"
down_revision = "users_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users.profile ADD COLUMN status text NOT NULL DEFAULT 'online'")
