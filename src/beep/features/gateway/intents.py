"""Which events a session asked for: pure functions over the intent bits."""

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_MODERATION = 1 << 2
GUILD_EXPRESSIONS = 1 << 3
GUILD_INVITES = 1 << 6
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_MESSAGE_REACTIONS = 1 << 10
GUILD_MESSAGE_TYPING = 1 << 11
MESSAGE_CONTENT = 1 << 15
# Bits the documented gateway knows; others are refused with 4013.
KNOWN = (1 << 26) - 1
ALL = KNOWN
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT


def is_valid(intents: int) -> bool:
    return 0 <= intents <= KNOWN


def is_on_shard(server_id: int, shard: tuple[int, int] | None) -> bool:
    """Tell whether a server belongs to a session's shard `(number, count)`."""
    return shard is None or (server_id >> 22) % shard[1] == shard[0]
