"""Fills a database with years of messages in minutes: made by PostgreSQL itself, indexes built at the end.

A tenth of all messages is in one channel, the rest spread over thousands, all interleaved in time, so that a
page of history is spread over the table as it would be. One reader belongs to some of the servers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from beep.kit.ids import EPOCH_MS

# Ids below any that a clock gives; one range for each kind.
STRANGERS = 10**12
SERVERS = 2 * 10**12
OWNER_ROLES = 3 * 10**12
CHANNELS = 4 * 10**12
SESSIONS = 5 * 10**12
_YEAR_MS = 365 * 86_400_000
_WORDS = "the quick brown fox jumps over the lazy dog, and the server tells everybody at once. " * 3


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of everything."""

    messages: int
    servers: int = 300
    channels_per_server: int = 30
    members_per_server: int = 50
    strangers: int = 5000
    # How many of the servers the reader belongs to.
    of_reader: int = 50
    facts: int = 100_000

    @property
    def channels(self) -> int:
        return self.servers * self.channels_per_server


_PEOPLE = (
    """
    INSERT INTO users.profile (user_id, username, is_bot, is_active, created_at)
    SELECT %(STRANGERS)s + n, 'stranger' || n, false, true, now() FROM generate_series(1, %(strangers)s) n
    """,
    """
    INSERT INTO users.name (key, user_id)
    SELECT 'stranger' || n, %(STRANGERS)s + n FROM generate_series(1, %(strangers)s) n
    """,
    """
    INSERT INTO auth.account (user_id, email, email_key, password_hash, global_roles, is_active, created_at)
    SELECT %(STRANGERS)s + n, n || '@example.net', n || '@example.net', '-', '{}', true, now()
    FROM generate_series(1, %(strangers)s) n
    """,
    """
    INSERT INTO auth.session (id, user_id, created_at, last_active_at, proved_at, user_agent, ip)
    SELECT %(SESSIONS)s + n, %(STRANGERS)s + n, now(), now(), now(), '', ''
    FROM generate_series(1, %(strangers)s) n
    """,
)
_COMMUNITIES = (
    """
    INSERT INTO servers.server (id, name, is_public, owner_id, member_count, role_count)
    SELECT %(SERVERS)s + s, 'Server ' || s, false, %(STRANGERS)s + s %% %(strangers)s + 1,
           %(members_per_server)s + (s <= %(of_reader)s)::int, 2
    FROM generate_series(1, %(servers)s) s
    """,
    """
    INSERT INTO servers.role (id, server_id, name, name_key, kind, permissions, position, color, is_hoisted,
                              is_mentionable)
    SELECT %(OWNER_ROLES)s + s, %(SERVERS)s + s, 'owner', 'owner', 'owner', 8, 1, 0, false, false
    FROM generate_series(1, %(servers)s) s
    UNION ALL
    SELECT %(SERVERS)s + s, %(SERVERS)s + s, '@everyone', '@everyone', 'default', %(everyone)s, 0, 0, false,
           false
    FROM generate_series(1, %(servers)s) s
    """,
    """
    INSERT INTO servers.membership (server_id, user_id, role_ids, joined_at)
    SELECT %(SERVERS)s + s, %(STRANGERS)s + (s + m) %% %(strangers)s + 1,
           CASE WHEN m = 0 THEN ARRAY[%(OWNER_ROLES)s + s] ELSE '{}' END, now()
    FROM generate_series(1, %(servers)s) s, generate_series(0, %(members_per_server)s - 1) m
    UNION ALL
    SELECT %(SERVERS)s + s, %(reader)s, '{}', now() FROM generate_series(1, %(of_reader)s) s
    """,
    """
    INSERT INTO channels.channel (id, server_id, type, name, position)
    SELECT %(CHANNELS)s + c, %(SERVERS)s + c / %(channels_per_server)s + 1, 0, 'channel-' || c,
           c %% %(channels_per_server)s
    FROM generate_series(0, %(channels)s - 1) c
    """,
)
_MESSAGES = """
INSERT INTO messaging.message (id, channel_id, server_id, author_id, content, seq, nonce, mention_ids,
                               mention_role_ids, mentions_everyone)
SELECT %(first_id)s + n * %(step)s,
       CASE WHEN n %% 10 = 0 THEN %(big_channel)s ELSE %(CHANNELS)s + n %% %(spread)s END,
       CASE WHEN n %% 10 = 0 THEN %(big_server)s
            ELSE %(SERVERS)s + n %% %(spread)s / %(channels_per_server)s + 1 END,
       %(STRANGERS)s + n * 7919 %% %(strangers)s + 1, left(%(words)s, (20 + n * 31 %% 200)::int),
       CASE WHEN n %% 10 = 0 THEN n / 10 ELSE n / %(spread)s + 1 END,
       lpad(n::text, 21, '0'), '{}', '{}', false
FROM generate_series(%(start)s::bigint, %(end)s::bigint) n"""
_NEWEST = (
    """
    INSERT INTO messaging.channel (channel_id, last_message_id)
    SELECT channel_id, max(id) FROM messaging.message GROUP BY channel_id
    ON CONFLICT (channel_id) DO UPDATE SET last_message_id = EXCLUDED.last_message_id
    """,
    """
    INSERT INTO outbox.stream (stream, seq)
    SELECT channel_id, max(seq) FROM messaging.message GROUP BY channel_id
    ON CONFLICT (stream) DO UPDATE SET seq = EXCLUDED.seq
    """,
    """
    INSERT INTO messaging.read_state (user_id, channel_id, message_id)
    SELECT %(reader)s, channel_id, last_message_id FROM messaging.channel
    WHERE channel_id <= %(CHANNELS)s + %(of_reader)s * %(channels_per_server)s
    UNION ALL
    SELECT %(STRANGERS)s + n, %(CHANNELS)s + (n * 31 + c) %% %(channels)s, 1
    FROM generate_series(1, %(strangers)s) n, generate_series(1, 20) c
    """,
    """
    INSERT INTO outbox.fact (stream, seq, txid, name, payload, pending)
    SELECT %(CHANNELS)s + n %% %(spread)s, n / %(spread)s + 1, (3 + n %% 600)::text::xid8,
           'filled', '{}', false
    FROM generate_series(0, %(facts)s - 1) n
    """,
)
_PIECE = 500_000
_EVERYONE = 0x7FFFFFFF & ~8
_SLOW_INDEXES = ("message_channel", "message_nonce")


def fill(
    connection: psycopg.Connection,
    shape: Shape,
    *,
    reader: int,
    big_channel: int,
    big_server: int,
    say: Callable[[str], None] = lambda _: None,
) -> float:
    """Fill a migrated database and return the seconds it took; `connection` must be in autocommit."""
    began = time.monotonic()
    values = _values(shape, reader, big_channel, big_server)
    for setting in ("synchronous_commit = off", "maintenance_work_mem = '512MB'", "work_mem = '256MB'"):
        connection.execute(f"SET {setting}".encode())
    for statement in (*_PEOPLE, *_COMMUNITIES):
        connection.execute(statement.encode(), values)
    definitions = _taken_away(connection)
    for start in range(1, shape.messages + 1, _PIECE):
        piece = {"start": start, "end": min(shape.messages, start + _PIECE - 1)}
        connection.execute(_MESSAGES.encode(), values | piece)
        say(f"{piece['end']:,} of {shape.messages:,} messages")
    for definition in definitions:
        connection.execute(definition.encode())
    for statement in _NEWEST:
        connection.execute(statement.encode(), values)
    connection.execute(b"VACUUM ANALYZE")
    return time.monotonic() - began


def _values(shape: Shape, reader: int, big_channel: int, big_server: int) -> dict[str, object]:
    # A year of them, the last an hour old, at even distances.
    now_ms = time.time_ns() // 1_000_000 - EPOCH_MS
    return {
        **{name: getattr(shape, name) for name in (*shape.__slots__, "channels")},
        "reader": reader,
        "big_channel": big_channel,
        "big_server": big_server,
        "STRANGERS": STRANGERS,
        "SERVERS": SERVERS,
        "OWNER_ROLES": OWNER_ROLES,
        "CHANNELS": CHANNELS,
        "SESSIONS": SESSIONS,
        "everyone": _EVERYONE,
        "words": _WORDS,
        "first_id": (now_ms - _YEAR_MS - 3_600_000) << 22,
        "step": (_YEAR_MS << 22) // shape.messages,
        # No multiple of ten, else every tenth channel would be empty.
        "spread": shape.channels - (1 if shape.channels % 2 == 0 else 2),
    }


def _taken_away(connection: psycopg.Connection) -> list[str]:
    """Drop the indexes that are built faster at the end; return what makes them."""
    rows = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'messaging' AND indexname = ANY(%s)",
        (list(_SLOW_INDEXES),),
    ).fetchall()
    for name, _ in rows:
        connection.execute(f"DROP INDEX messaging.{name}".encode())
    return [str(definition) for _, definition in rows]
