"""Links in letters, and addresses whose password somebody forgot."""

from alembic import op

revision = "auth_0003"
down_revision = "auth_0002"
branch_labels = None
depends_on = None

_TABLES = (
    """
    CREATE TABLE auth.challenge (
        id bigint PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES auth.account ON DELETE CASCADE,
        kind text NOT NULL CHECK (kind IN ('verify', 'change', 'undo', 'reset')),
        email text NOT NULL,
        email_key text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
    )
    """,
    "CREATE INDEX challenge_of_user ON auth.challenge (user_id, kind, created_at)",
    "CREATE INDEX challenge_undo ON auth.challenge (email_key) WHERE kind = 'undo' AND used_at IS NULL",
    "CREATE INDEX challenge_by_age ON auth.challenge (expires_at)",
    """
    CREATE TABLE auth.reset_request (
        id bigint PRIMARY KEY,
        email_key text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
