"""Tables of friends."""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table

metadata = MetaData(schema="friends")

block = Table(
    "block",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("blocked_id", BigInteger, primary_key=True, autoincrement=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
