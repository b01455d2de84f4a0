"""Applications and the hashes of their tokens."""

from alembic import op

revision = "applications_0001"
down_revision = None
branch_labels = ("applications",)
depends_on = ("runtime_0001",)


def upgrade() -> None:
    op.execute("CREATE SCHEMA applications")
    op.execute(
        """
        CREATE TABLE applications.application (
            id bigint PRIMARY KEY,
            owner_id bigint NOT NULL,
            name text NOT NULL,
            description text NOT NULL DEFAULT '',
            is_public boolean NOT NULL DEFAULT true,
            verify_key text NOT NULL,
            token_hash bytea NOT NULL,
            created_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX application_owner ON applications.application (owner_id)")
