"""A batch of messages: where each of its channels stands, each draft's id and place, one statement.

The statement stores a channel's messages if the channel stands where the batch expects it, its server
where the senders' rights were looked up, and no nonce is known yet; otherwise it leaves that channel alone.
So it is right under the streams' locks and, without them, whenever the expectation holds. See
docs/decisions/0011, and 0014 on rights.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import psycopg

from beep.features.messaging import packed
from beep.features.messaging.contract import AttachmentView, MessageView
from beep.features.messaging.drafts import Draft
from beep.features.messaging.embeds import Embed
from beep.features.messaging.errors import ChannelGone
from beep.features.messaging.facts import MessageSent
from beep.kit.ids import ChannelId, MessageId, ServerId, Snowflakes, created_at
from beep.kit.text import json_encode
from beep.runtime import outbox
from beep.runtime.outbox import Moved, Recorded

_Key = tuple[int, int, str]
Answer = MessageView | ChannelGone | Moved

_MAKE = """
INSERT INTO messaging.channel (channel_id, last_message_id) SELECT channel_id, 0
FROM unnest(%s::bigint[]) AS c(channel_id) ON CONFLICT DO NOTHING"""
_NEWEST = "SELECT channel_id, last_message_id, is_deleted FROM messaging.channel WHERE channel_id = ANY(%s)"
_KNOWN = """
SELECT m.author_id, m.channel_id, m.nonce, m.id, m.server_id, m.content, m.seq, m.reply_to,
       m.mention_ids, m.mention_role_ids, m.mentions_everyone, m.edited_at,
       m.kind, m.attachments, m.embeds, m.flags, m.pinned_at
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(author_id, channel_id, nonce)
JOIN messaging.message m USING (author_id, channel_id, nonce)"""

# `held` waits for nobody: who holds a stream is about to move it. `pointed` sees a channel deleted
# meanwhile, as deleting holds the stream. Subqueries that cannot be flattened look rows up one by one
# by key: a plan made while a table was empty must not read it whole when it has grown.
_STORE = """
WITH draft AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%s::json) AS d(
        id bigint, channel_id bigint, server_id bigint, author_id bigint, content text, seq bigint,
        nonce text, reply_to bigint, mention_ids bigint[], mention_role_ids bigint[],
        mentions_everyone boolean, kind integer, attachments jsonb, embeds jsonb, flags integer,
        targets bigint[], fact text, pending boolean, trace text)
), ground AS MATERIALIZED (
    SELECT server_id, outbox.pin(server_id) <= as_of AS is_firm
    FROM unnest(%s::bigint[], %s::bigint[]) AS s(server_id, as_of)
), head AS (
    SELECT channel_id, min(server_id) AS server_id,
           min(seq) - 1 AS expected, max(seq) AS place, max(id) AS newest,
           max(id) FILTER (WHERE targets IS NOT NULL) AS calling,
           bool_and(nonce IS NULL OR (
               SELECT id FROM messaging.message m
               WHERE (m.author_id, m.channel_id, m.nonce) = (draft.author_id, draft.channel_id, draft.nonce)
               LIMIT 1) IS NULL) AS is_new
    FROM draft GROUP BY channel_id
), held AS MATERIALIZED (
    SELECT channel_id, place, newest, calling FROM head CROSS JOIN LATERAL (
        SELECT FROM outbox.stream s WHERE s.stream = head.channel_id AND s.seq = head.expected
        FOR UPDATE SKIP LOCKED) AS stream
    WHERE is_new AND (SELECT is_firm FROM ground WHERE ground.server_id = head.server_id)
), pointed AS (
    UPDATE messaging.channel c SET last_message_id = held.newest,
        last_mention_id = greatest(c.last_mention_id, held.calling) FROM held
    WHERE c.channel_id = held.channel_id AND NOT c.is_deleted RETURNING c.channel_id, held.place
), placed AS (
    UPDATE outbox.stream s SET seq = pointed.place FROM pointed WHERE s.stream = pointed.channel_id
), stored AS (
    INSERT INTO messaging.message (id, channel_id, server_id, author_id, content, seq, nonce, reply_to,
                                   mention_ids, mention_role_ids, mentions_everyone,
                                   kind, attachments, embeds, flags)
    SELECT id, channel_id, server_id, author_id, content, seq, nonce, reply_to,
           mention_ids, mention_role_ids, mentions_everyone,
           coalesce(kind, 0), attachments, embeds, coalesce(flags, 0)
    FROM draft JOIN pointed USING (channel_id)
), called AS (
    INSERT INTO messaging.mention (target_id, channel_id, message_id, author_id)
    SELECT unnest(targets), channel_id, id, author_id FROM draft JOIN pointed USING (channel_id)
    WHERE targets IS NOT NULL
), told AS (
    INSERT INTO outbox.fact (stream, seq, name, payload, pending, trace)
    SELECT channel_id, seq, 'message.created', fact, pending, trace FROM draft JOIN pointed USING (channel_id)
)
SELECT channel_id FROM pointed"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a channel stands: the place taken last in its stream, and its newest message."""

    place: int
    newest: int


@dataclass(slots=True)
class Ground:
    """What a batch builds on; `known` are the messages whose nonces come again.

    `servers` is as of which place in a server's stream its messages are stored.
    """

    heads: dict[ChannelId, Head]
    servers: Mapping[ServerId, int]
    gone: Collection[ChannelId] = ()
    known: dict[_Key, MessageView] = field(default_factory=dict[_Key, MessageView])


class _Row(msgspec.Struct, omit_defaults=True):
    """What is not there is left out: most messages have none of the last six."""

    id: int
    channel_id: int
    server_id: int
    author_id: int
    content: str
    seq: int
    mention_ids: tuple[int, ...]
    mention_role_ids: tuple[int, ...]
    mentions_everyone: bool
    fact: str
    pending: bool
    trace: str | None
    nonce: str | None = None
    reply_to: int | None = None
    kind: int = 0
    flags: int = 0
    attachments: tuple[AttachmentView, ...] | None = None
    embeds: tuple[Embed, ...] | None = None
    targets: tuple[int, ...] | None = None


def expected(drafts: Iterable[Draft], heads: Mapping[ChannelId, Head]) -> Ground:
    """Return the ground drafts expect: their channels' heads, their servers as first seen."""
    servers: dict[ServerId, int] = {}
    found: dict[ChannelId, Head] = {}
    for draft in drafts:
        found[draft.channel_id] = heads[draft.channel_id]
        servers[draft.server_id] = min(draft.as_of, servers.get(draft.server_id, draft.as_of))
    return Ground(found, servers)


async def look(connection: outbox.Connection, drafts: Sequence[Draft]) -> Ground:
    """Hold the streams of a batch's channels until the commit and return what there is.

    In a pipeline, so that nothing is waited for but the locks.
    """
    channels = sorted({draft.channel_id for draft in drafts})
    with_nonce = [draft for draft in drafts if draft.nonce is not None]
    locked = await outbox.lock_streams(connection, channels)
    await connection.execute(_MAKE, (channels,))
    newest = await connection.execute(_NEWEST, (channels,))
    pinned = await outbox.pin(connection, {draft.server_id for draft in drafts})
    known = await connection.execute(
        _KNOWN,
        (
            [draft.author_id for draft in with_nonce],
            [draft.channel_id for draft in with_nonce],
            [draft.nonce for draft in with_nonce],
        ),
    )
    rows = await newest.fetchall()
    firsts = await known.fetchall()
    return Ground(
        servers={ServerId(server): place for server, place in pinned.items()},
        heads={ChannelId(row[0]): Head(locked[row[0]], row[1]) for row in rows if not row[2]},
        gone={ChannelId(row[0]) for row in rows if row[2]},
        known={(row[0], row[1], row[2]): _known_view(row) for row in firsts},
    )


def place(
    drafts: Iterable[tuple[Draft, str | None]], ground: Ground, ids: Snowflakes
) -> tuple[list[Answer], list[Recorded]]:
    """Give each draft (with its trace) an id and a place; a nonce known, here or before, gives what it gave.

    Moves the ground's heads along.
    """
    answers: list[Answer] = []
    recorded: list[Recorded] = []
    for draft, trace in drafts:
        key = None if draft.nonce is None else (draft.author_id, draft.channel_id, draft.nonce)
        if draft.channel_id in ground.gone:
            answers.append(ChannelGone())
        elif key and key in ground.known:
            answers.append(ground.known[key])
        elif draft.as_of < ground.servers[draft.server_id]:
            answers.append(Moved(draft.server_id, ground.servers[draft.server_id]))
        else:
            view = _placed(draft, ground, ids)
            answers.append(view)
            fact = MessageSent(view.channel_id, view.id, view.author_id, "text")
            recorded.append(Recorded(fact, view.channel_id, view.seq, view, trace, has_work=draft.is_linking))
            if key:
                ground.known[key] = view
    return answers, recorded


async def store(
    connection: outbox.Connection, recorded: Sequence[Recorded], ground: Ground, *, durable: frozenset[str]
) -> set[ChannelId]:
    """Store placed messages with their facts; return the channels that stood where they were expected."""
    servers = sorted(ground.servers)
    places = [ground.servers[one] for one in servers]
    rows = json_encode([_row(one, durable) for one in recorded]).decode()
    try:
        cursor = await connection.execute(_STORE, (rows, servers, places), prepare=True)
        return {ChannelId(row[0]) for row in await cursor.fetchall()}
    except psycopg.DataError as error:
        # Its context quotes the batch, and errors are logged.
        raise type(error)(error.diag.message_primary or "") from None


def _placed(draft: Draft, ground: Ground, ids: Snowflakes) -> MessageView:
    head = ground.heads[draft.channel_id]
    message_id = MessageId(ids.next(above=head.newest))
    ground.heads[draft.channel_id] = Head(head.place + 1, message_id)
    return MessageView(
        id=message_id,
        channel_id=draft.channel_id,
        server_id=draft.server_id,
        author_id=draft.author_id,
        content=draft.content,
        seq=head.place + 1,
        nonce=draft.nonce,
        reply_to=draft.reply_to,
        mention_ids=draft.mentions.user_ids,
        mention_role_ids=draft.mentions.role_ids,
        mentions_everyone=draft.mentions.everyone,
        created_at=created_at(message_id),
        edited_at=None,
        kind=draft.kind,
        attachments=draft.attachments,
        embeds=draft.embeds,
        flags=draft.flags,
    )


def _row(recorded: Recorded, durable: frozenset[str]) -> _Row:
    view = cast("MessageView", recorded.view)
    return _Row(
        id=view.id,
        channel_id=view.channel_id,
        server_id=view.server_id,
        author_id=view.author_id,
        content=view.content,
        seq=view.seq,
        nonce=view.nonce,
        reply_to=view.reply_to,
        mention_ids=view.mention_ids,
        mention_role_ids=view.mention_role_ids,
        mentions_everyone=view.mentions_everyone,
        fact=recorded.fact.payload().decode(),
        pending=recorded.has_work and recorded.fact.NAME in durable,
        trace=recorded.trace,
        kind=view.kind,
        flags=view.flags,
        attachments=view.attachments or None,
        embeds=view.embeds or None,
        targets=view.targets() or None,
    )


def _known_view(row: Any) -> MessageView:
    author, channel, nonce, message_id, server, content, seq, reply_to, users, roles, everyone, edited = row[
        :12
    ]
    kind, attachments, embeds, flags, pinned = row[12:]
    return MessageView(
        id=message_id,
        channel_id=channel,
        server_id=server,
        author_id=author,
        content=content,
        seq=seq,
        nonce=nonce,
        reply_to=reply_to,
        mention_ids=tuple(users),
        mention_role_ids=tuple(roles),
        mentions_everyone=everyone,
        created_at=created_at(message_id),
        edited_at=edited,
        kind=kind,
        attachments=packed.attachments(attachments),
        embeds=packed.embeds(embeds),
        flags=flags,
        pinned_at=pinned,
    )
