"""The language a person is written to in; nothing where they never said."""

from alembic import op

revision = "users_0004"
down_revision = "users_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users.profile ADD COLUMN language text")
