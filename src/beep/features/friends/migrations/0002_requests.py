"""Friend requests, friendships, and whose requests people take."""

from alembic import op

revision = "friends_0002"
down_revision = "friends_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE friends.friendship (
            low_id bigint NOT NULL,
            high_id bigint NOT NULL,
            since timestamptz NOT NULL,
            PRIMARY KEY (low_id, high_id),
            CHECK (low_id < high_id)
        )
        """
    )
    op.execute("CREATE INDEX friendship_by_high ON friends.friendship (high_id)")
    op.execute(
        """
        CREATE TABLE friends.request (
            sender_id bigint NOT NULL,
            addressee_id bigint NOT NULL,
            sent_at timestamptz NOT NULL,
            PRIMARY KEY (sender_id, addressee_id),
            CHECK (sender_id <> addressee_id)
        )
        """
    )
    op.execute("CREATE INDEX request_by_addressee ON friends.request (addressee_id)")
    op.execute(
        """
        CREATE UNIQUE INDEX request_by_pair
        ON friends.request (least(sender_id, addressee_id), greatest(sender_id, addressee_id))
        """
    )
    op.execute(
        """
        CREATE TABLE friends.refusal (
            sender_id bigint NOT NULL,
            addressee_id bigint NOT NULL,
            refused_at timestamptz NOT NULL,
            PRIMARY KEY (sender_id, addressee_id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE friends.privacy (
            user_id bigint PRIMARY KEY,
            askers text NOT NULL
            CHECK (askers IN ('everyone', 'servers', 'friends_of_friends', 'nobody'))
        )
        """
    )
