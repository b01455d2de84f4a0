"""Tables of auth: accounts, sessions, refresh tokens, tickets, links, signing keys, sign-in attempts.

`auth.audit` of the first migration is not among them: sign-ins are told to the feature `audit`, that table
stays as it was, append-only, for what installations wrote into it before.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Integer,
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
    # Empty where there is none; the key is then one that no e-mail has.
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("global_roles", ARRAY(Text), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("verified_at", _moment),
    Column("suspended_at", _moment),
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
    Column("methods", ARRAY(Text), nullable=False),
    Column("client", Text),
    Column("is_new_device", Boolean, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, primary_key=True),
    Column("first_seen_at", _moment, nullable=False),
    Column("last_seen_at", _moment, nullable=False),
)

# The session here of a sign-in elsewhere; `key` is a hash of its issuer, its subject and its name there.
adopted = Table(
    "adopted",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("session_id", BigInteger, nullable=False),
)

# A first step of signing in that waits for its second one.
ticket = Table(
    "ticket",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("methods", ARRAY(Text), nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("failures", Integer, nullable=False),
)

# A link in a letter; what it holds is made from the row and a key that is in no table.
challenge = Table(
    "challenge",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("expires_at", _moment, nullable=False),
    Column("used_at", _moment),
)

# Somebody forgot the password of this address; whether it has an account is looked up by a job.
reset_request = Table(
    "reset_request",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("email_key", Text, nullable=False),
    Column("created_at", _moment, nullable=False),
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
