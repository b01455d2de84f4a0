"""Whose letters they are: they are forgotten when their person goes."""

from alembic import op

revision = "mail_0002"
down_revision = "mail_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE mail.letter ADD COLUMN user_id bigint")
    op.execute("CREATE INDEX letter_of_person ON mail.letter (user_id)")
