"""What a message may have beside its text: kind, files, embeds, flags, a pin."""

from alembic import op

revision = "messaging_0002"
down_revision = "messaging_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Constant defaults are kept in the catalogue: no row is rewritten.
    op.execute(
        """
        ALTER TABLE messaging.message
            ADD COLUMN kind integer NOT NULL DEFAULT 0,
            ADD COLUMN attachments jsonb,
            ADD COLUMN embeds jsonb,
            ADD COLUMN flags integer NOT NULL DEFAULT 0,
            ADD COLUMN pinned_at timestamptz
        """
    )
