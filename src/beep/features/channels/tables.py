"""The tables of channels. Server and role ids belong to servers and are not foreign keys."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text
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
)

# Servers that are gone: a channel being created just then must not outlive them (CHAN-04).
ended_server = Table("ended_server", metadata, Column("server_id", BigInteger, primary_key=True))
