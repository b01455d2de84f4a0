"""Tables of mail: letters, their bodies sealed with the key file."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(schema="mail")
_moment = DateTime(timezone=True)

# `sealed_body` is gone once nobody needs it any more; `key_name` tells which key file opens it.
# While somebody sends a letter its `next_try_at` is when others may take it to be abandoned.
letter = Table(
    "letter",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("recipient_key", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("key_name", Text, nullable=False),
    Column("sealed_body", LargeBinary),
    Column("state", Text, nullable=False),
    Column("created_at", _moment, nullable=False),
    Column("expires_at", _moment, nullable=False),
    Column("next_try_at", _moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", _moment),
    Column("error", Text),
    Column("user_id", BigInteger),
)
