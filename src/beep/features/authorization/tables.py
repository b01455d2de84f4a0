"""Tables of authorization: what members were refused."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Table

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
