"""How a decision made from memory finds out, in its own transaction, that its ground has moved."""

from alembic import op

revision = "runtime_0002"
down_revision = "runtime_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A function, as each statement in it sees what was committed before that statement: the place is read
    # once nobody is about to move the stream, even where the caller's own statement began earlier.
    op.execute(
        """
        CREATE FUNCTION outbox.pin(wanted bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock_shared(wanted);
            RETURN coalesce((SELECT seq FROM outbox.stream WHERE stream = wanted), 0);
        END $$
        """
    )
