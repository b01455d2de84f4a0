"""Second factors: code generators, passkeys, recovery codes, and what is counted and asked on the way."""

from alembic import op

revision = "factors_0001"
down_revision = None
branch_labels = ("factors",)
depends_on = ("runtime_0001",)

_TABLES = (
    "CREATE SCHEMA factors",
    """
    CREATE TABLE factors.generator (
        user_id bigint PRIMARY KEY,
        sealed bytea NOT NULL,
        key_name text NOT NULL,
        last_step bigint NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz
    )
    """,
    """
    CREATE TABLE factors.offer (
        user_id bigint PRIMARY KEY,
        sealed bytea NOT NULL,
        key_name text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX offer_by_age ON factors.offer (created_at)",
    """
    CREATE TABLE factors.recovery (
        user_id bigint PRIMARY KEY,
        salt bytea NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE factors.recovery_code (
        user_id bigint NOT NULL REFERENCES factors.recovery ON DELETE CASCADE,
        digest bytea NOT NULL,
        PRIMARY KEY (user_id, digest)
    )
    """,
    """
    CREATE TABLE factors.passkey (
        id bigint PRIMARY KEY,
        user_id bigint NOT NULL,
        credential_id bytea NOT NULL UNIQUE,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        transports text[] NOT NULL,
        name text NOT NULL,
        is_synced boolean NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        suspected_at timestamptz
    )
    """,
    "CREATE INDEX passkey_of_user ON factors.passkey (user_id)",
    """
    CREATE TABLE factors.challenge (
        challenge bytea PRIMARY KEY,
        purpose text NOT NULL,
        user_id bigint NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX challenge_by_age ON factors.challenge (created_at)",
    """
    CREATE TABLE factors.guess (
        user_id bigint PRIMARY KEY,
        count integer NOT NULL,
        since timestamptz NOT NULL
    )
    """,
    "CREATE INDEX guess_by_age ON factors.guess (since)",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
