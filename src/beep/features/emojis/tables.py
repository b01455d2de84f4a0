"""Tables of emojis."""

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text

metadata = MetaData(schema="emojis")

emoji = Table(
    "emoji",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("server_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("creator_id", BigInteger, nullable=False),
    Column("is_animated", Boolean, nullable=False),
)
