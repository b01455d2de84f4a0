"""Clients, what people let them do, and the hashes of codes and tokens."""

from alembic import op

revision = "provider_0001"
down_revision = None
branch_labels = ("provider",)
depends_on = ("runtime_0001",)

_TABLES = (
    "CREATE SCHEMA provider",
    """
    CREATE TABLE provider.client (
        id bigint PRIMARY KEY,
        name text NOT NULL,
        is_public boolean NOT NULL,
        secret_hash bytea,
        redirect_uris text[] NOT NULL,
        logout_uris text[] NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL,
        created_by bigint NOT NULL,
        CHECK (is_public = (secret_hash IS NULL))
    )
    """,
    """
    CREATE TABLE provider.consent (
        user_id bigint NOT NULL,
        client_id bigint NOT NULL REFERENCES provider.client ON DELETE CASCADE,
        scopes text[] NOT NULL,
        given_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        PRIMARY KEY (user_id, client_id)
    )
    """,
    "CREATE INDEX consent_client ON provider.consent (client_id)",
    # Without a key to the client: a grant is ended by a job after its client is gone.
    """
    CREATE TABLE provider."grant" (
        id bigint PRIMARY KEY,
        client_id bigint NOT NULL,
        user_id bigint NOT NULL,
        session_id bigint NOT NULL,
        own_session_id bigint,
        scopes text[] NOT NULL,
        methods text[] NOT NULL,
        auth_time timestamptz NOT NULL,
        ended_at timestamptz
    )
    """,
    'CREATE INDEX grant_of_client ON provider."grant" (client_id) WHERE ended_at IS NULL',
    'CREATE INDEX grant_of_user ON provider."grant" (user_id) WHERE ended_at IS NULL',
    """
    CREATE INDEX grant_in_session ON provider."grant" ((coalesce(own_session_id, session_id)))
    WHERE ended_at IS NULL
    """,
    'CREATE INDEX grant_by_end ON provider."grant" (ended_at) WHERE ended_at IS NOT NULL',
    """
    CREATE TABLE provider.code (
        hash bytea PRIMARY KEY,
        grant_id bigint NOT NULL REFERENCES provider."grant" ON DELETE CASCADE,
        redirect_uri text NOT NULL,
        challenge text NOT NULL,
        nonce text,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
    )
    """,
    "CREATE INDEX code_of_grant ON provider.code (grant_id)",
    """
    CREATE TABLE provider.token (
        hash bytea PRIMARY KEY,
        grant_id bigint NOT NULL REFERENCES provider."grant" ON DELETE CASCADE,
        is_refresh boolean NOT NULL,
        scopes text[] NOT NULL,
        expires_at timestamptz,
        used_at timestamptz,
        salt bytea,
        successor_hash bytea
    )
    """,
    "CREATE INDEX token_of_grant ON provider.token (grant_id)",
    "CREATE INDEX token_by_expiry ON provider.token (expires_at) WHERE expires_at IS NOT NULL",
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
