"""What client libraries cannot do without, found by leaving one key out at a time and watching them break.

The published schemas call many of these keys optional, and there are none for gateway events.
`USER`, `MEMBER`… are JSON Schemas of the least an object must hold; the lists are the union of what
discord.py, hikari and discord.js need.
"""

import copy
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from tests.compat.documented import explained

Shape = dict[str, Any]
Path = tuple[str | int, ...]

ID: Shape = {"type": "string", "pattern": r"^\d{17,20}$"}
MAYBE_ID: Shape = {"type": ["string", "null"], "pattern": r"^\d{17,20}$"}
BITS: Shape = {"type": "string", "pattern": r"^\d+$"}
TEXT: Shape = {"type": "string"}
MAYBE_TEXT: Shape = {"type": ["string", "null"]}
NUMBER: Shape = {"type": "integer"}
MAYBE_NUMBER: Shape = {"type": ["integer", "null"]}
FLAG: Shape = {"type": "boolean"}
ANY: Shape = {}
NULL_OR: Shape = {"type": ["object", "null"]}
# ISO 8601 with an offset and, where there are any, six digits of a second.
TIME: Shape = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$"}
MAYBE_TIME: Shape = {**TIME, "type": ["string", "null"]}


def thing(*others: Shape, **keys: Shape) -> Shape:
    """Return the shape of an object that must hold these keys, and those of `others`."""
    properties: Shape = {}
    for other in others:
        properties |= other["properties"]
    properties |= keys
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(entry: Shape) -> Shape:
    return {"type": "array", "items": entry}


# -- objects -----------------------------------------------------------------------------------

USER = thing(
    id=ID, username=TEXT, discriminator=TEXT, avatar=MAYBE_TEXT, global_name=MAYBE_TEXT, public_flags=NUMBER
)
OWN_USER = thing(USER, flags=NUMBER, mfa_enabled=FLAG, locale=TEXT)
ROLE = thing(
    id=ID,
    name=TEXT,
    color=NUMBER,
    colors=thing(primary_color=NUMBER, secondary_color=MAYBE_NUMBER, tertiary_color=MAYBE_NUMBER),
    hoist=FLAG,
    position=NUMBER,
    permissions=BITS,
    managed=FLAG,
    mentionable=FLAG,
    icon=MAYBE_TEXT,
    unicode_emoji=MAYBE_TEXT,
    flags=NUMBER,
)
MEMBER_BESIDE_USER = thing(
    roles=list_of(ID),
    joined_at=TIME,
    flags=NUMBER,
    nick=MAYBE_TEXT,
    avatar=MAYBE_TEXT,
    banner=MAYBE_TEXT,
    deaf=FLAG,
    mute=FLAG,
    pending=FLAG,
    premium_since=MAYBE_TIME,
    communication_disabled_until=MAYBE_TIME,
)
MEMBER = thing(MEMBER_BESIDE_USER, user=USER)
EMOJI = thing(
    id=ID,
    name=TEXT,
    roles=list_of(ID),
    user=USER,
    require_colons=FLAG,
    managed=FLAG,
    animated=FLAG,
    available=FLAG,
)
CHANNEL = thing(
    id=ID,
    type=NUMBER,
    guild_id=ID,
    position=NUMBER,
    name=TEXT,
    permission_overwrites=list_of(thing(id=ID, type=NUMBER, allow=BITS, deny=BITS)),
    topic=MAYBE_TEXT,
    parent_id=MAYBE_ID,
    last_message_id=MAYBE_ID,
    nsfw=FLAG,
    rate_limit_per_user=NUMBER,
    flags=NUMBER,
)
GUILD = thing(
    id=ID,
    name=TEXT,
    icon=MAYBE_TEXT,
    splash=MAYBE_TEXT,
    discovery_splash=MAYBE_TEXT,
    owner_id=ID,
    afk_channel_id=MAYBE_ID,
    afk_timeout=NUMBER,
    verification_level=NUMBER,
    default_message_notifications=NUMBER,
    explicit_content_filter=NUMBER,
    roles=list_of(ROLE),
    emojis=list_of(EMOJI),
    features=list_of(TEXT),
    mfa_level=NUMBER,
    application_id=MAYBE_ID,
    system_channel_id=MAYBE_ID,
    system_channel_flags=NUMBER,
    rules_channel_id=MAYBE_ID,
    vanity_url_code=MAYBE_TEXT,
    description=MAYBE_TEXT,
    banner=MAYBE_TEXT,
    premium_tier=NUMBER,
    premium_progress_bar_enabled=FLAG,
    preferred_locale=TEXT,
    public_updates_channel_id=MAYBE_ID,
    safety_alerts_channel_id=MAYBE_ID,
    nsfw_level=NUMBER,
    stickers=list_of(ANY),
    max_members=NUMBER,
    incidents_data=NULL_OR,
)
MESSAGE = thing(
    id=ID,
    type=NUMBER,
    content=TEXT,
    channel_id=ID,
    author=USER,
    timestamp=TIME,
    edited_timestamp=MAYBE_TIME,
    tts=FLAG,
    pinned=FLAG,
    flags=NUMBER,
    attachments=list_of(ANY),
    embeds=list_of(ANY),
    mentions=list_of(USER),
    mention_roles=list_of(ID),
    mention_everyone=FLAG,
    components=list_of(ANY),
)
REACTION = thing(
    emoji=thing(id=MAYBE_ID, name=TEXT),
    count=NUMBER,
    count_details=thing(burst=NUMBER, normal=NUMBER),
    me=FLAG,
    me_burst=FLAG,
    burst_colors=list_of(ANY),
)
REACTED = thing(MESSAGE, reactions=list_of(REACTION))
REPLY = thing(
    MESSAGE,
    message_reference=thing(channel_id=ID, message_id=ID, guild_id=ID),
    referenced_message=MESSAGE,
)
INVITE = thing(
    type=NUMBER,
    code=TEXT,
    guild=thing(id=ID, name=TEXT, features=list_of(TEXT), verification_level=NUMBER, nsfw_level=NUMBER),
    channel=thing(id=ID, name=TEXT, type=NUMBER),
    expires_at=MAYBE_TIME,
)
OWN_INVITE = thing(
    INVITE, inviter=USER, uses=NUMBER, max_uses=NUMBER, max_age=NUMBER, temporary=FLAG, created_at=TIME
)
APPLICATION = thing(
    id=ID,
    name=TEXT,
    icon=MAYBE_TEXT,
    description=TEXT,
    owner=USER,
    team=NULL_OR,
    flags=NUMBER,
    verify_key={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    bot_public=FLAG,
    bot_require_code_grant=FLAG,
)
GATEWAY_BOT = thing(
    url={"type": "string", "pattern": "^wss?://"},
    shards=NUMBER,
    session_start_limit=thing(total=NUMBER, remaining=NUMBER, reset_after=NUMBER, max_concurrency=NUMBER),
)

BAN = thing(user=USER, reason=MAYBE_TEXT)
THREAD_MEMBER = thing(id=ID, user_id=ID, join_timestamp=TIME, flags=NUMBER)
THREAD = thing(
    id=ID,
    type=NUMBER,
    guild_id=ID,
    parent_id=ID,
    owner_id=ID,
    name=TEXT,
    message_count=NUMBER,
    member_count=NUMBER,
    rate_limit_per_user=NUMBER,
    last_message_id=MAYBE_ID,
    thread_metadata=thing(archived=FLAG, auto_archive_duration=NUMBER, archive_timestamp=TIME, locked=FLAG),
)
START_MESSAGE = thing(MESSAGE, thread=THREAD)
THREAD_STARTER = thing(
    MESSAGE,
    message_reference=thing(channel_id=ID, message_id=ID, guild_id=ID),
    referenced_message=START_MESSAGE,
)
AUDIT_LOG = thing(
    audit_log_entries=list_of(thing(id=ID, action_type=NUMBER, user_id=MAYBE_ID, target_id=MAYBE_TEXT)),
    users=list_of(USER),
    integrations=list_of(ANY),
    webhooks=list_of(ANY),
    guild_scheduled_events=list_of(ANY),
    threads=list_of(ANY),
    application_commands=list_of(ANY),
    auto_moderation_rules=list_of(ANY),
)

# -- gateway events ----------------------------------------------------------------------------

_MESSAGE_EVENT = thing(MESSAGE, guild_id=ID, member=MEMBER_BESIDE_USER)
EVENTS: dict[str, Shape] = {
    "READY": thing(
        v=NUMBER,
        user=OWN_USER,
        guilds=list_of(thing(id=ID, unavailable=FLAG)),
        session_id=TEXT,
        resume_gateway_url=TEXT,
        application=thing(id=ID, flags=NUMBER),
    ),
    "GUILD_CREATE": thing(
        GUILD,
        unavailable=FLAG,
        joined_at=TIME,
        large=FLAG,
        member_count=NUMBER,
        channels=list_of(CHANNEL),
        members=list_of(MEMBER),
        threads=list_of(ANY),
        presences=list_of(ANY),
        voice_states=list_of(ANY),
        stage_instances=list_of(ANY),
        guild_scheduled_events=list_of(ANY),
        soundboard_sounds=list_of(ANY),
    ),
    "GUILD_UPDATE": GUILD,
    "GUILD_DELETE": thing(id=ID),
    "MESSAGE_CREATE": _MESSAGE_EVENT,
    "MESSAGE_UPDATE": _MESSAGE_EVENT,
    "MESSAGE_DELETE": thing(id=ID, channel_id=ID, guild_id=ID),
    "GUILD_MEMBER_ADD": thing(MEMBER, guild_id=ID),
    "GUILD_MEMBER_UPDATE": thing(MEMBER, guild_id=ID),
    "GUILD_MEMBER_REMOVE": thing(guild_id=ID, user=USER),
    "GUILD_MEMBERS_CHUNK": thing(
        guild_id=ID, members=list_of(MEMBER), chunk_index=NUMBER, chunk_count=NUMBER, nonce=TEXT
    ),
    "GUILD_ROLE_CREATE": thing(guild_id=ID, role=ROLE),
    "GUILD_ROLE_UPDATE": thing(guild_id=ID, role=ROLE),
    "GUILD_ROLE_DELETE": thing(guild_id=ID, role_id=ID),
    "CHANNEL_CREATE": CHANNEL,
    "CHANNEL_UPDATE": CHANNEL,
    "CHANNEL_DELETE": CHANNEL,
    "THREAD_CREATE": THREAD,
    "THREAD_UPDATE": THREAD,
    "THREAD_DELETE": thing(id=ID, guild_id=ID, parent_id=ID, type=NUMBER),
    "THREAD_MEMBERS_UPDATE": thing(
        id=ID, guild_id=ID, member_count=NUMBER, added_members=list_of(thing(THREAD_MEMBER, member=MEMBER))
    ),
    "THREAD_MEMBER_UPDATE": thing(THREAD_MEMBER, guild_id=ID),
    "TYPING_START": thing(channel_id=ID, guild_id=ID, user_id=ID, timestamp=NUMBER, member=MEMBER),
    "INVITE_CREATE": thing(
        channel_id=ID,
        code=TEXT,
        guild_id=ID,
        inviter=USER,
        created_at=TIME,
        max_age=NUMBER,
        max_uses=NUMBER,
        temporary=FLAG,
        uses=NUMBER,
    ),
    "INVITE_DELETE": thing(channel_id=ID, guild_id=ID, code=TEXT),
}

# -- checking ----------------------------------------------------------------------------------


def problems(body: Any, shape: Shape) -> list[str]:
    """Return what libraries would miss or misread in an object."""
    return explained(Draft202012Validator(shape), body)


def needed(body: Any, shape: Shape, path: Path = ()) -> Iterator[Path]:
    """Yield where every needed key stands in a real object; of a list, in its first entry."""
    if isinstance(body, dict):
        for key, inner in shape.get("properties", {}).items():
            yield (*path, key)
            yield from needed(body.get(key), inner, (*path, key))
    elif isinstance(body, list) and body:
        yield from needed(body[0], shape.get("items", ANY), (*path, 0))


def without(body: Any, path: Path) -> Any:
    """Return a copy that lacks one key."""
    copied = copy.deepcopy(body)
    holder = copied
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return copied
