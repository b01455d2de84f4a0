"""The table of applications. Tokens are kept as hashes, so a leaked backup opens nothing."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, LargeBinary, MetaData, Table, Text

metadata = MetaData(schema="applications")

application = Table(
    "application",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("owner_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("is_public", Boolean, nullable=False),
    # Hexadecimal; the private half is not kept: interactions over HTTP will bring a new pair.
    Column("verify_key", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
