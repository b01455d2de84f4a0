"""Tables of notifications."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="notifications")

setting = Table(
    "setting",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("muted", Boolean, nullable=False),
    Column("mute_until", DateTime(timezone=True)),
    Column("level", Text, nullable=False),
    Column("suppress_everyone", Boolean, nullable=False),
    # A list of `ChannelSettings`: a person's differences are few.
    Column("channels", JSONB, nullable=False),
)
