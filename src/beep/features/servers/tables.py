"""The tables of servers. User and channel ids belong to other features and are not foreign keys."""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Integer, MetaData, Table, Text

metadata = MetaData(schema="servers")

server = Table(
    "server",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("is_public", Boolean, nullable=False),
    Column("owner_id", BigInteger, nullable=False),
    Column("member_count", Integer, nullable=False),
    Column("role_count", Integer, nullable=False),
    Column("allows_many_roles", Boolean, nullable=False),
    Column("icon", Text),
    Column("archived_at", DateTime(timezone=True)),
    # Who archived it, `None` for Beep itself: an owner's own archive is theirs to end.
    Column("archived_by", BigInteger),
    # When the owner was warned that nothing happens here (AMB-22).
    Column("warned_at", DateTime(timezone=True)),
    # `rules.search_key` of name and description.
    Column("search_key", Text, nullable=False),
)

role = Table(
    "role",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    # `kit.text.folded(name)`, unique within a server (ROLE-11).
    Column("name_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("permissions", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("color", Integer, nullable=False),
    Column("is_hoisted", Boolean, nullable=False),
    Column("is_mentionable", Boolean, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("server_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("nickname", Text),
    Column("role_ids", ARRAY(BigInteger), nullable=False),
    Column("joined_at", DateTime(timezone=True), nullable=False),
    Column("timed_out_until", DateTime(timezone=True)),
)

ban = Table(
    "ban",
    metadata,
    Column("server_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("reason", Text),
    Column("banned_by", BigInteger, nullable=False),
    Column("banned_at", DateTime(timezone=True), nullable=False),
)

# An ownership offered and not yet taken: at most one a server.
proposal = Table(
    "proposal",
    metadata,
    Column("server_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

invited = Table(
    "invited",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("server_id", BigInteger, primary_key=True),
    Column("inviter_id", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

invite = Table(
    "invite",
    metadata,
    Column("code", Text, primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("inviter_id", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("max_age_s", Integer, nullable=False),
    Column("max_uses", Integer, nullable=False),
    Column("uses", Integer, nullable=False),
)
