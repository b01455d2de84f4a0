"""Servers, roles, memberships and invites."""

from alembic import op

revision = "servers_0001"
down_revision = None
branch_labels = ("servers",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA servers")
    op.execute(
        """
        CREATE TABLE servers.server (
            id bigint PRIMARY KEY,
            name text NOT NULL,
            description text,
            is_public boolean NOT NULL,
            owner_id bigint NOT NULL,
            member_count integer NOT NULL CHECK (member_count >= 1),
            role_count integer NOT NULL CHECK (role_count >= 2),
            allows_many_roles boolean NOT NULL DEFAULT true
        ) WITH (fillfactor = 70)
        """
    )
    op.execute("CREATE INDEX server_owner ON servers.server (owner_id)")
    op.execute(
        """
        CREATE TABLE servers.role (
            id bigint PRIMARY KEY,
            server_id bigint NOT NULL REFERENCES servers.server ON DELETE CASCADE,
            name text NOT NULL,
            name_key text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('owner', 'default', 'custom')),
            permissions bigint NOT NULL,
            position integer NOT NULL,
            color integer NOT NULL,
            is_hoisted boolean NOT NULL,
            is_mentionable boolean NOT NULL,
            CONSTRAINT role_name_unique UNIQUE (server_id, name_key)
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX role_owner ON servers.role (server_id) WHERE kind = 'owner'")
    op.execute(
        """
        CREATE TABLE servers.membership (
            server_id bigint NOT NULL REFERENCES servers.server ON DELETE CASCADE,
            user_id bigint NOT NULL,
            nickname text,
            role_ids bigint[] NOT NULL DEFAULT '{}',
            joined_at timestamptz NOT NULL,
            PRIMARY KEY (server_id, user_id)
        )
        """
    )
    op.execute("CREATE INDEX membership_user ON servers.membership (user_id, joined_at)")
    op.execute(
        """
        CREATE TABLE servers.invite (
            code text PRIMARY KEY,
            server_id bigint NOT NULL REFERENCES servers.server ON DELETE CASCADE,
            channel_id bigint NOT NULL,
            inviter_id bigint NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz,
            max_age_s integer NOT NULL,
            max_uses integer NOT NULL,
            uses integer NOT NULL DEFAULT 0,
            CHECK (max_uses = 0 OR uses <= max_uses)
        )
        """
    )
    op.execute("CREATE INDEX invite_server ON servers.invite (server_id)")
