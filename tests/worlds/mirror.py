"""A client's picture of the world, kept up to date by events only: the proof of live sync."""

from typing import Any

from tests.worlds.conversations import Client, Frame

_PARTS = ("roles", "channels", "members")
# What READY and GUILD_CREATE say once, about the session rather than about the server.
_OWN = ("large", "unavailable", "approximate_member_count", "approximate_presence_count", *_PARTS)


class Mirror:
    """What a client knows after READY, GUILD_CREATE and every event since."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._applied = 0
        self.user: dict[str, Any] = {}
        self.read: dict[str, str] = {}
        # How many unread messages call me, and up to which message that was counted.
        self.calls: dict[str, int] = {}
        self._counted: dict[str, int] = {}
        self.blocks: set[str] = set()
        self.servers: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, dict[str, str]] = {}

    def picture(self) -> dict[str, Any]:
        """Apply what has arrived and return everything known."""
        for frame in self._client.frames[self._applied :]:
            if frame["op"] == 0:
                getattr(self, f"_{frame['t'].lower()}", self._other)(frame["d"])
        self._applied = len(self._client.frames)
        pointers = {channel: one for channel, one in self.read.items() if one != "0"}
        calls = {channel: count for channel, count in self.calls.items() if count}
        return {"user": self.user, "read": pointers, "calls": calls, "servers": self.servers}

    def _other(self, data: Frame) -> None:
        """Events that change no picture."""

    def _ready(self, data: Frame) -> None:
        self.user = data["user"]
        self.blocks = set(data["beep"]["blocks"])
        for one in data["beep"]["read_states"]:
            self._beep_read_state(one)

    def _user_update(self, data: Frame) -> None:
        self.user = data

    def _beep_read_state(self, data: Frame) -> None:
        channel = data["channel_id"]
        self.read[channel] = data["last_read_message_id"]
        self.calls[channel] = data["mention_count"]
        self._counted[channel] = int(data["last_message_id"] or 0)

    def _beep_blocks(self, data: Frame) -> None:
        self.blocks = set(data["ids"])

    def _count(self, data: Frame) -> None:
        """Count a new message that calls me, unless the server has counted it already."""
        me, channel = self.user["id"], data["channel_id"]
        if data["author"]["id"] in {me, *self.blocks} or int(data["id"]) <= self._counted.get(channel, 0):
            return
        roles = self.servers[data["guild_id"]]["members"][me]["roles"]
        named = {one["id"] for one in data["mentions"]} | set(data["mention_roles"])
        if data["mention_everyone"] or named & {me, data["guild_id"], *roles}:
            self.calls[channel] = self.calls.get(channel, 0) + 1

    # -- servers ------------------------------------------------------------------------------

    def _guild_create(self, data: Frame) -> None:
        self.servers[data["id"]] = {
            "own": {key: value for key, value in data.items() if key not in _OWN},
            "roles": {one["id"]: one for one in data["roles"]},
            "channels": {one["id"]: one for one in data["channels"]},
            "members": {one["user"]["id"]: one for one in data["members"]},
        }

    def _guild_update(self, data: Frame) -> None:
        server = self.servers[data["id"]]
        server["own"] |= {key: value for key, value in data.items() if key in server["own"]}
        server["roles"] = {one["id"]: one for one in data["roles"]}

    def _guild_delete(self, data: Frame) -> None:
        gone = self.servers.pop(data["id"], {"channels": {}})
        for channel_id in gone["channels"]:
            self.messages.pop(channel_id, None)
            self.calls.pop(channel_id, None)

    def _guild_member_add(self, data: Frame) -> None:
        server = self.servers[data["guild_id"]]
        # A server that was shown late may hold the member already: the event then changes nothing.
        if data["user"]["id"] not in server["members"]:
            server["own"]["member_count"] += 1
        self._guild_member_update(data)

    def _guild_member_update(self, data: Frame) -> None:
        member = {key: value for key, value in data.items() if key != "guild_id"}
        self.servers[data["guild_id"]]["members"][data["user"]["id"]] = member

    def _guild_member_remove(self, data: Frame) -> None:
        server = self.servers[data["guild_id"]]
        if server["members"].pop(data["user"]["id"], None):
            server["own"]["member_count"] -= 1

    def _guild_role_create(self, data: Frame) -> None:
        self.servers[data["guild_id"]]["roles"][data["role"]["id"]] = data["role"]

    _guild_role_update = _guild_role_create

    def _guild_role_delete(self, data: Frame) -> None:
        server = self.servers[data["guild_id"]]
        del server["roles"][data["role_id"]]
        for member in server["members"].values():
            member["roles"] = [one for one in member["roles"] if one != data["role_id"]]

    # -- channels and messages ----------------------------------------------------------------

    def _channel_create(self, data: Frame) -> None:
        self.servers[data["guild_id"]]["channels"][data["id"]] = data

    _channel_update = _channel_create

    def _channel_delete(self, data: Frame) -> None:
        self.servers[data["guild_id"]]["channels"].pop(data["id"], None)
        self.messages.pop(data["id"], None)
        self.read.pop(data["id"], None)
        self.calls.pop(data["id"], None)

    def _message_create(self, data: Frame) -> None:
        self.servers[data["guild_id"]]["channels"][data["channel_id"]]["last_message_id"] = data["id"]
        self._message_update(data)
        self._count(data)

    def _message_update(self, data: Frame) -> None:
        self.messages.setdefault(data["channel_id"], {})[data["id"]] = data["content"]

    def _message_delete(self, data: Frame) -> None:
        self.messages.setdefault(data["channel_id"], {}).pop(data["id"], None)
