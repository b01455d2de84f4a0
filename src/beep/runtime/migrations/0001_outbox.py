"""The log of facts, its stream counters, and the job queue's own schema."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "runtime_0001"
down_revision = None
branch_labels = ("runtime",)
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA outbox")
    op.execute(
        """
        CREATE TABLE outbox.stream (
            stream bigint PRIMARY KEY,
            seq bigint NOT NULL
        ) WITH (fillfactor = 50)
        """
    )
    op.execute(
        """
        CREATE TABLE outbox.fact (
            stream bigint NOT NULL,
            seq bigint NOT NULL,
            txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            name text NOT NULL,
            payload text NOT NULL,
            pending boolean NOT NULL,
            trace text,
            recorded_at timestamptz NOT NULL DEFAULT now(),
            parked_at timestamptz,
            error text,
            PRIMARY KEY (stream, seq)
        )
        """
    )
    op.execute("CREATE INDEX fact_txid ON outbox.fact (txid)")
    op.execute("CREATE INDEX fact_pending ON outbox.fact (txid, stream, seq) WHERE pending")
    op.execute(SchemaManager.get_schema())
