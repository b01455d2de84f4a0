"""Who is about to leave, what they chose, and copies of data that were taken."""

from alembic import op

revision = "leaving_0001"
down_revision = None
branch_labels = ("leaving",)
depends_on = ("runtime_0001",)

_STATEMENTS = (
    "CREATE SCHEMA leaving",
    """
    CREATE TABLE leaving.departure (
        user_id bigint PRIMARY KEY,
        mode text NOT NULL,
        asked_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        fates text NOT NULL,
        claimed_until timestamptz,
        erased_at timestamptz
    )
    """,
    "CREATE INDEX departure_due ON leaving.departure (due_at)",
    "CREATE TABLE leaving.choice (user_id bigint PRIMARY KEY, mode text NOT NULL)",
    """
    CREATE TABLE leaving.export (
        user_id bigint NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (user_id, at)
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
