"""Tables of administration: proposals two people agree on, and links for the first administrator."""

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text

metadata = MetaData(schema="administration")
_moment = DateTime(timezone=True)

# At most one is open for a person.
proposal = Table(
    "proposal",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text),
    Column("proposed_by", BigInteger, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", _moment),
    Column("outcome", Text),
)

link = Table(
    "link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("created_at", _moment, nullable=False),
    Column("used_by", BigInteger),
)
