"""Grants of a person, ended ones too: they are forgotten when their person goes."""

from alembic import op

revision = "provider_0002"
down_revision = "provider_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('CREATE INDEX grant_of_person ON provider."grant" (user_id, client_id)')
