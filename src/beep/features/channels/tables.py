"""The tables of channels. Server and role ids belong to servers and are not foreign keys."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="channels")

channel = Table(
    "channel",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("type", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("topic", Text),
    Column("position", Integer, nullable=False),
    # [[target id, "role" or "member", allowed bits, denied bits], …]
    Column("overrides", JSONB, nullable=False),
    # The category it is in.
    Column("parent_id", BigInteger),
    Column("slow_mode_s", Integer, nullable=False),
    Column("is_nsfw", Boolean, nullable=False),
)

thread = Table(
    "thread",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    # The channel it is in, which it is deleted with.
    Column("parent_id", BigInteger, nullable=False),
    Column("type", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("slow_mode_s", Integer, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("is_locked", Boolean, nullable=False),
    Column("is_invitable", Boolean, nullable=False),
    Column("auto_archive_min", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("archived_at", DateTime(timezone=True), nullable=False),
    # When it was last known to be in use; what messaging knows is newer.
    Column("active_at", DateTime(timezone=True), nullable=False),
)

thread_member = Table(
    "thread_member",
    metadata,
    Column("thread_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
)

# Servers that are gone: a channel being created just then must not outlive them (CHAN-04).
ended_server = Table("ended_server", metadata, Column("server_id", BigInteger, primary_key=True))
