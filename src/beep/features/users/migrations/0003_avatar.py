"""The hash of a person's or a bot's own picture."""

from alembic import op

revision = "users_0003"
down_revision = "users_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users.profile ADD COLUMN avatar text")
