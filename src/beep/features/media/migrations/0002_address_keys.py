"""Keys addresses of files are signed with: what makes each of them, together with the key file."""

from alembic import op

revision = "media_0002"
down_revision = "media_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE media.address_key (
            id bigint PRIMARY KEY,
            salt bytea NOT NULL,
            signs_from timestamptz NOT NULL
        )
        """
    )
