"""Tables of auth: accounts, sessions, refresh tokens, signing keys, sign-in attempts.

`auth.audit` of the first migration is not among them: sign-ins are told to the feature `audit`, that table
stays as it was, append-only, for what installations wrote into it before.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="auth")
_moment = DateTime(timezone=True)

account = Table(
    "account",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("global_roles", ARRAY(Text), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", _moment, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("last_active_at", _moment, nullable=False),
    Column("proved_at", _moment, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("ended_at", _moment),
    Column("end_reason", Text),
)

# A used token keeps its successor, sealed under itself, for the few seconds a retry may take.
refresh_token = Table(
    "refresh_token",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("session_id", BigInteger, nullable=False),
    Column("issued_at", _moment, nullable=False),
    Column("used_at", _moment),
    Column("successor_hash", LargeBinary),
    Column("sealed_successor", LargeBinary),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("public_pem", LargeBinary, nullable=False),
    Column("sealed_private", LargeBinary, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("retired_at", _moment),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("ip_key", Text, nullable=False),
    Column("account_key", LargeBinary, nullable=False),
    Column("at", _moment, nullable=False),
    Column("is_pending", Boolean, nullable=False),
)
