"""Who shall administer: what is proposed and decided, and links for an installation's first administrator."""

from alembic import op

revision = "administration_0001"
down_revision = None
branch_labels = ("administration",)
depends_on = ("runtime_0001",)

_STATEMENTS = (
    "CREATE SCHEMA administration",
    """
    CREATE TABLE administration.proposal (
        id bigint PRIMARY KEY,
        user_id bigint NOT NULL,
        kind text NOT NULL,
        reason text,
        proposed_by bigint NOT NULL,
        created_at timestamptz NOT NULL,
        decided_by bigint,
        decided_at timestamptz,
        outcome text
    )
    """,
    "CREATE UNIQUE INDEX proposal_open ON administration.proposal (user_id) WHERE decided_at IS NULL",
    """
    CREATE TABLE administration.link (
        hash bytea PRIMARY KEY,
        created_at timestamptz NOT NULL,
        used_by bigint
    )
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
