"""Tables of audit: entries, each hanging on the one before it, and where each chain stands."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(schema="audit")

entry = Table(
    "entry",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False),
    Column("fact_id", Text, nullable=False),
    Column("actor_id", BigInteger, nullable=False),
    Column("action", Integer, nullable=False),
    Column("target_id", Text),
    Column("reason", Text),
    Column("changes", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("trace_id", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # What was personal in it is gone: its hash is still that of what was written.
    Column("is_redacted", Boolean, nullable=False),
)

# `kept_from` is the position of the first entry still kept, and `base` the hash it hangs on.
chain = Table(
    "chain",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("length", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("kept_from", BigInteger, nullable=False),
    Column("base", LargeBinary, nullable=False),
)
