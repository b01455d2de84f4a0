"""Letters that wait, were sent, or could not be."""

from alembic import op

revision = "mail_0001"
down_revision = None
branch_labels = ("mail",)
depends_on = ("runtime_0001",)

_TABLES = (
    "CREATE SCHEMA mail",
    """
    CREATE TABLE mail.letter (
        id bigint PRIMARY KEY,
        key text NOT NULL UNIQUE,
        recipient text NOT NULL,
        recipient_key text NOT NULL,
        subject text NOT NULL,
        key_name text NOT NULL,
        sealed_body bytea,
        state text NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'expired')),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        tries int NOT NULL,
        sent_at timestamptz,
        error text
    )
    """,
    "CREATE INDEX letter_next ON mail.letter (next_try_at) WHERE state = 'waiting'",
    "CREATE INDEX letter_end ON mail.letter (expires_at) WHERE sealed_body IS NOT NULL",
    "CREATE INDEX letter_recipient ON mail.letter (recipient_key, created_at)",
    "CREATE INDEX letter_age ON mail.letter (created_at)",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
