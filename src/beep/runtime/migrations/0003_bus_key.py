"""What processes sign with that speak to each other by the bus: whoever shares the database is believed."""

from alembic import op

revision = "runtime_0003"
down_revision = "runtime_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE outbox.bus_key (key bytea NOT NULL)")
    # Two random numbers of 122 bits each, from the source PostgreSQL makes secrets of.
    op.execute(
        "INSERT INTO outbox.bus_key (key)"
        " VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')))"
    )
