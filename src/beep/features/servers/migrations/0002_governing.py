"""Bans, time-outs, archives, transfers, direct invitations, and what discovery searches."""

from alembic import op

revision = "servers_0002"
down_revision = "servers_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE servers.server
            ADD COLUMN icon text,
            ADD COLUMN archived_at timestamptz,
            ADD COLUMN archived_by bigint,
            ADD COLUMN warned_at timestamptz,
            ADD COLUMN search_key text NOT NULL DEFAULT ''
        """
    )
    # What `rules.search_key` makes, but for letters whose case folds to several.
    op.execute(
        r"""
        UPDATE servers.server SET search_key = lower(regexp_replace(
            normalize(name || ' ' || coalesce(description, ''), NFKD), '[\u0300-\u036f]', '', 'g'))
        """
    )
    op.execute("CREATE INDEX server_public ON servers.server (member_count DESC, id) WHERE is_public")
    op.execute("ALTER TABLE servers.membership ADD COLUMN timed_out_until timestamptz")
    op.execute(
        """
        CREATE TABLE servers.ban (
            server_id bigint NOT NULL REFERENCES servers.server ON DELETE CASCADE,
            user_id bigint NOT NULL,
            reason text,
            banned_by bigint NOT NULL,
            banned_at timestamptz NOT NULL,
            PRIMARY KEY (server_id, user_id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE servers.proposal (
            server_id bigint PRIMARY KEY REFERENCES servers.server ON DELETE CASCADE,
            user_id bigint NOT NULL,
            proposed_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX proposal_user ON servers.proposal (user_id)")
    op.execute(
        """
        CREATE TABLE servers.invited (
            user_id bigint NOT NULL,
            server_id bigint NOT NULL REFERENCES servers.server ON DELETE CASCADE,
            inviter_id bigint NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (user_id, server_id)
        )
        """
    )
    op.execute("CREATE INDEX invited_server ON servers.invited (server_id)")
