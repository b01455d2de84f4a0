"""Tables of identities: those that are linked, proofs under way, and people who have no account yet."""

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(schema="identities")
_moment = DateTime(timezone=True)

identity = Table(
    "identity",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("provider", Text, nullable=False),
    Column("claims", JSONB, nullable=False),
    Column("linked_at", _moment, nullable=False),
    Column("last_used_at", _moment, nullable=False),
)

# Somebody is at a provider's pages, and is to come back with what these are hashes of.
flow = Table(
    "flow",
    metadata,
    Column("state_hash", LargeBinary, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("provider", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("user_id", BigInteger),
    Column("session_id", BigInteger),
    Column("created_at", _moment, nullable=False),
)

# Somebody proved who they are and has no account yet. `user_id` is the one they will have: an account that
# was made before a crash is found again. `claimed_at` is when somebody last began to make it.
newcomer = Table(
    "newcomer",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("ticket_hash", LargeBinary, nullable=False, unique=True),
    Column("user_id", BigInteger, nullable=False),
    Column("provider", Text, nullable=False),
    Column("claims", JSONB, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("claimed_at", _moment),
)
