"""Tables of factors."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="factors")
_moment = DateTime(timezone=True)

# Sealed with the key file called `key_name`. `last_step` is the newest step a code was used of.
generator = Table(
    "generator",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("key_name", Text, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("last_used_at", _moment),
)

# A secret that was shown and waits for a code of it.
offer = Table(
    "offer",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("key_name", Text, nullable=False),
    Column("created_at", _moment, nullable=False),
)

recovery = Table(
    "recovery",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("created_at", _moment, nullable=False),
)

# A code that was used is gone.
recovery_code = Table(
    "recovery_code",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, primary_key=True),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, nullable=False),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", ARRAY(Text), nullable=False),
    Column("name", Text, nullable=False),
    Column("is_synced", Boolean, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("last_used_at", _moment),
    Column("suspected_at", _moment),
)

# What a passkey is asked to sign, once. `user_id` is 0 where nobody has said who they are.
challenge = Table(
    "challenge",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("created_at", _moment, nullable=False),
)

guess = Table(
    "guess",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("since", _moment, nullable=False),
)
