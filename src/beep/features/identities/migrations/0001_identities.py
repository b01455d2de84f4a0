"""Identities elsewhere by which people come in."""

from alembic import op

revision = "identities_0001"
down_revision = None
branch_labels = ("identities",)
depends_on = ("runtime_0001",)

_CHANGES = (
    "CREATE SCHEMA identities",
    """
    CREATE TABLE identities.identity (
        id bigint PRIMARY KEY,
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id bigint NOT NULL,
        provider text NOT NULL,
        claims jsonb NOT NULL,
        linked_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        UNIQUE (issuer, subject),
        UNIQUE (user_id, issuer)
    )
    """,
    """
    CREATE TABLE identities.flow (
        state_hash bytea PRIMARY KEY,
        secret_hash bytea NOT NULL,
        provider text NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('sign_in', 'link', 'prove')),
        user_id bigint,
        session_id bigint,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX flow_by_age ON identities.flow (created_at)",
    """
    CREATE TABLE identities.newcomer (
        issuer text NOT NULL,
        subject text NOT NULL,
        ticket_hash bytea NOT NULL UNIQUE,
        user_id bigint NOT NULL,
        provider text NOT NULL,
        claims jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        claimed_at timestamptz,
        PRIMARY KEY (issuer, subject)
    )
    """,
    "CREATE INDEX newcomer_by_age ON identities.newcomer (created_at)",
)


def upgrade() -> None:
    for statement in _CHANGES:
        op.execute(statement)
