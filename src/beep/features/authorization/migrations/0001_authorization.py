"""What members were refused, counted by who, where and what they lacked."""

from alembic import op

revision = "authorization_0001"
down_revision = None
branch_labels = ("authorization",)
depends_on = ("runtime_0001",)

_STATEMENTS = (
    'CREATE SCHEMA "authorization"',
    """
    CREATE TABLE "authorization".denial (
        server_id bigint NOT NULL,
        user_id bigint NOT NULL,
        channel_id bigint NOT NULL,
        missing bigint NOT NULL,
        times integer NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (server_id, user_id, channel_id, missing)
    )
    """,
    'CREATE INDEX denial_by_time ON "authorization".denial (server_id, last_at)',
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
