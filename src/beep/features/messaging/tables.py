"""Tables of messaging, in the schema `messaging`."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(schema="messaging")

message = Table(
    "message",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("server_id", BigInteger, nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("nonce", Text),
    Column("reply_to", BigInteger),
    Column("mention_ids", ARRAY(BigInteger), nullable=False),
    Column("mention_role_ids", ARRAY(BigInteger), nullable=False),
    Column("mentions_everyone", Boolean, nullable=False),
    Column("edited_at", DateTime(timezone=True)),
    # Null where there are none, as with nearly every message.
    Column("kind", Integer, nullable=False),
    Column("attachments", JSONB),
    Column("embeds", JSONB),
    Column("flags", Integer, nullable=False),
    Column("pinned_at", DateTime(timezone=True)),
)

channel = Table(
    "channel",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("last_message_id", BigInteger, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    # The newest message that calls anybody.
    Column("last_mention_id", BigInteger, nullable=False),
    # When its newest pin was made.
    Column("pinned_at", DateTime(timezone=True)),
)

read_state = Table(
    "read_state",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("channel_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
)

# Whom messages call: `target_id` is a person, a role, or a server where everyone is called.
mention = Table(
    "mention",
    metadata,
    Column("target_id", BigInteger, primary_key=True),
    Column("channel_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("author_id", BigInteger, nullable=False),
)

reaction = Table(
    "reaction",
    metadata,
    Column("message_id", BigInteger, primary_key=True),
    Column("emoji", Text, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
)

# One row for each emoji of a message, in the order of `place`: a page of history adds nothing up.
reaction_count = Table(
    "reaction_count",
    metadata,
    Column("message_id", BigInteger, primary_key=True),
    Column("emoji", Text, primary_key=True),
    Column("emoji_id", BigInteger),
    Column("name", Text, nullable=False),
    Column("is_animated", Boolean, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)

slow_post = Table(
    "slow_post",
    metadata,
    Column("channel_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("nonce", Text),
)

# Which messages of a channel are pinned; each says so itself too.
pin = Table(
    "pin",
    metadata,
    Column("channel_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("pinned_at", DateTime(timezone=True), nullable=False),
)
