"""Tables of friends."""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text

metadata = MetaData(schema="friends")

block = Table(
    "block",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("blocked_id", BigInteger, primary_key=True, autoincrement=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# One row for two people, whoever asked: a friendship has no direction (FRND-07).
friendship = Table(
    "friendship",
    metadata,
    Column("low_id", BigInteger, primary_key=True, autoincrement=False),
    Column("high_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", DateTime(timezone=True), nullable=False),
)

# Two people have one request between them at most: the second one would be the answer to the first.
request = Table(
    "request",
    metadata,
    Column("sender_id", BigInteger, primary_key=True, autoincrement=False),
    Column("addressee_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
)

# Kept until the sender may ask again.
refusal = Table(
    "refusal",
    metadata,
    Column("sender_id", BigInteger, primary_key=True, autoincrement=False),
    Column("addressee_id", BigInteger, primary_key=True, autoincrement=False),
    Column("refused_at", DateTime(timezone=True), nullable=False),
)

# Whose requests a person takes; without a row, everyone's.
privacy = Table(
    "privacy",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("askers", Text, nullable=False),
)
