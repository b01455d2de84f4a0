"""Tables of authorization: what members were refused."""

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Integer, MetaData, Table, Text

metadata = MetaData(schema="authorization")

# `channel_id` is 0 where the whole server is meant.
denial = Table(
    "denial",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("missing", BigInteger, primary_key=True, autoincrement=False),
    Column("times", Integer, nullable=False),
    Column("first_at", DateTime(timezone=True), nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

# What Permify was last told of a server, as of place `seq` in its stream.
projected = Table(
    "projected",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("token", Text, nullable=False),
    Column("relations", ARRAY(Text), nullable=False),
)
