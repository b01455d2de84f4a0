"""Sessions of sign-ins elsewhere whose access tokens are taken."""

from alembic import op

revision = "auth_0005"
down_revision = "auth_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE auth.adopted (
            key bytea PRIMARY KEY,
            session_id bigint NOT NULL REFERENCES auth.session ON DELETE CASCADE
        )
        """
    )
    op.execute("CREATE INDEX adopted_session ON auth.adopted (session_id)")
