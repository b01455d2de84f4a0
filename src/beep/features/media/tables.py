"""Tables of media, in the schema `media`."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(schema="media")

# A file's life: `arriving` (its bytes are on their way to the store), `waiting` (stored, in no message),
# `claimed` (a message was about to carry it), `kept` (a stored message does), `dropped` (its bytes must go).
file = Table(
    "file",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("filename", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("description", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("placeholder", Text),
    Column("is_spoiler", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    # When it came into this state.
    Column("since", DateTime(timezone=True), nullable=False),
    Column("claim_key", Text),
)

picture = Table(
    "picture",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("owner_id", BigInteger, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("dropped_at", DateTime(timezone=True)),
)

address_key = Table(
    "address_key",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("signs_from", DateTime(timezone=True), nullable=False),
)
