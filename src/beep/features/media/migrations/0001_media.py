"""Files of channels, and pictures of people, servers and emojis."""

from alembic import op

revision = "media_0001"
down_revision = None
branch_labels = ("media",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA media")
    op.execute(
        """
        CREATE TABLE media.file (
            id bigint PRIMARY KEY,
            channel_id bigint NOT NULL,
            owner_id bigint NOT NULL,
            filename text NOT NULL,
            content_type text NOT NULL,
            size_bytes bigint NOT NULL,
            sha256 text NOT NULL,
            description text,
            width integer,
            height integer,
            placeholder text,
            is_spoiler boolean NOT NULL DEFAULT false,
            state text NOT NULL,
            since timestamptz NOT NULL,
            claim_key text
        )
        """
    )
    op.execute("CREATE INDEX file_channel ON media.file (channel_id)")
    # Few at a time: what is kept, which is nearly everything, is in none of the two.
    op.execute("CREATE INDEX file_state ON media.file (state, since) WHERE state <> 'kept'")
    op.execute("CREATE INDEX file_owner ON media.file (owner_id) WHERE state IN ('arriving', 'waiting')")
    op.execute(
        """
        CREATE TABLE media.picture (
            kind text NOT NULL,
            owner_id bigint NOT NULL,
            hash text NOT NULL,
            size_bytes bigint NOT NULL,
            made_at timestamptz NOT NULL,
            dropped_at timestamptz,
            PRIMARY KEY (kind, owner_id, hash)
        )
        """
    )
    op.execute("CREATE INDEX picture_dropped ON media.picture (dropped_at) WHERE dropped_at IS NOT NULL")
