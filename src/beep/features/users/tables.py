"""Tables of users: profiles, and who holds which name."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, MetaData, Table, Text

metadata = MetaData(schema="users")

profile = Table(
    "profile",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False),
    Column("display_name", Text),
    Column("status", Text, nullable=False, server_default="online"),
    Column("avatar", Text),
    Column("language", Text),
    Column("is_bot", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("deleted_at", DateTime(timezone=True)),
)

# A name in use has no `held_until`; one reserved or given up is free from that moment on.
name = Table(
    "name",
    metadata,
    Column("key", Text, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("held_until", DateTime(timezone=True)),
)
