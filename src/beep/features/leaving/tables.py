"""Tables of leaving: who is about to, what they chose, and copies of data that were taken."""

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text

metadata = MetaData(schema="leaving")
_moment = DateTime(timezone=True)

# `claimed_until`: a process is at it until then; whoever comes later goes on where it stopped.
departure = Table(
    "departure",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mode", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("fates", Text, nullable=False),
    Column("claimed_until", _moment),
    Column("erased_at", _moment),
)

# What somebody wants done with their messages should they ever leave; without a row they are deleted.
choice = Table(
    "choice",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("mode", Text, nullable=False),
)

export = Table(
    "export",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", _moment, primary_key=True),
)
