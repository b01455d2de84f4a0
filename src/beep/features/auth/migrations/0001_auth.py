"""Accounts, sessions, refresh tokens, signing keys, sign-in attempts, and the audit trail."""

from alembic import op

revision = "auth_0001"
down_revision = None
branch_labels = ("auth",)
depends_on = ("runtime_0001",)

_TABLES = (
    "CREATE SCHEMA auth",
    """
    CREATE TABLE auth.account (
        user_id bigint PRIMARY KEY,
        email text NOT NULL,
        email_key text NOT NULL UNIQUE,
        password_hash text NOT NULL,
        global_roles text[] NOT NULL,
        is_active boolean NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX account_waiting ON auth.account (created_at) WHERE NOT is_active",
    """
    CREATE TABLE auth.session (
        id bigint PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES auth.account ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        last_active_at timestamptz NOT NULL,
        proved_at timestamptz NOT NULL,
        user_agent text NOT NULL,
        ip text NOT NULL,
        ended_at timestamptz,
        end_reason text
    )
    """,
    "CREATE INDEX session_of_user ON auth.session (user_id)",
    "CREATE INDEX session_by_activity ON auth.session (last_active_at) WHERE ended_at IS NULL",
    "CREATE INDEX session_by_age ON auth.session (created_at) WHERE ended_at IS NULL",
    "CREATE INDEX session_by_end ON auth.session (ended_at) WHERE ended_at IS NOT NULL",
    """
    CREATE TABLE auth.refresh_token (
        hash bytea PRIMARY KEY,
        session_id bigint NOT NULL REFERENCES auth.session ON DELETE CASCADE,
        issued_at timestamptz NOT NULL,
        used_at timestamptz,
        successor_hash bytea,
        sealed_successor bytea
    )
    """,
    "CREATE INDEX refresh_token_session ON auth.refresh_token (session_id)",
    """
    CREATE TABLE auth.signing_key (
        kid text PRIMARY KEY,
        public_pem bytea NOT NULL,
        sealed_private bytea NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz
    )
    """,
    "CREATE UNIQUE INDEX signing_key_current ON auth.signing_key ((true)) WHERE retired_at IS NULL",
    """
    CREATE TABLE auth.attempt (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ip_key text NOT NULL,
        account_key bytea NOT NULL,
        at timestamptz NOT NULL,
        is_pending boolean NOT NULL
    )
    """,
    "CREATE INDEX attempt_ip ON auth.attempt (ip_key, at)",
    "CREATE INDEX attempt_account ON auth.attempt (account_key, at)",
    "CREATE INDEX attempt_at ON auth.attempt (at)",
    """
    CREATE TABLE auth.audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        actor_id bigint,
        session_id bigint,
        ip text NOT NULL,
        trace_id text NOT NULL
    )
    """,
    "CREATE INDEX audit_actor ON auth.audit (actor_id, at)",
    """
    CREATE FUNCTION auth.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'auth.audit is append-only';
    END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON auth.audit
    FOR EACH STATEMENT EXECUTE FUNCTION auth.refuse_change()
    """,
)


def upgrade() -> None:
    for statement in _TABLES:
        op.execute(statement)
