"""Tables of provider. Secrets, codes and tokens are kept as hashes, so a leaked backup opens nothing."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="provider")
_moment = DateTime(timezone=True)

client = Table(
    "client",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("secret_hash", LargeBinary),
    Column("redirect_uris", ARRAY(Text), nullable=False),
    Column("logout_uris", ARRAY(Text), nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("created_by", BigInteger, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("client_id", BigInteger, primary_key=True, autoincrement=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("given_at", _moment, nullable=False),
    Column("last_used_at", _moment, nullable=False),
)

grant = Table(
    "grant",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("client_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    # The person's session it was given in.
    Column("session_id", BigInteger, nullable=False),
    # The session in which the client acts for them.
    Column("own_session_id", BigInteger),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("methods", ARRAY(Text), nullable=False),
    Column("auth_time", _moment, nullable=False),
    Column("ended_at", _moment),
)

code = Table(
    "code",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", BigInteger, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("nonce", Text),
    Column("expires_at", _moment, nullable=False),
    Column("used_at", _moment),
)

# `salt` makes the successor of a used refresh token out of that token, for a client that lost the answer.
token = Table(
    "token",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("grant_id", BigInteger, nullable=False),
    Column("is_refresh", Boolean, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("expires_at", _moment),
    Column("used_at", _moment),
    Column("salt", LargeBinary),
    Column("successor_hash", LargeBinary),
)
