"""What members may do, modelled a second time from the documented rules: bit by bit, without the product.

Nothing of `beep` is imported here: numbers are those of the documented API.
"""

from dataclasses import dataclass, field

ADMINISTRATOR = 1 << 3
VIEW_CHANNEL = 1 << 10
READ_MESSAGE_HISTORY = 1 << 16
# Bits an override does not reach, as documented.
SERVER_ONLY = frozenset({1, 2, 3, 5, 7, 19, 26, 27, 30, 40, 41, 43})
BITS = tuple(1 << bit for bit in range(53) if bit != 47)


@dataclass
class ModelChannel:
    """`overrides` maps a role's or member's id to what it gives and takes."""

    parent: int | None = None
    overrides: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])


@dataclass
class ModelServer:
    """One server; its own id is that of the default role."""

    id: int
    owner: int
    roles: dict[int, int]
    members: dict[int, set[int]]
    channels: dict[int, ModelChannel]
    silenced: set[int] = field(default_factory=set[int])

    def may(self, user: int, channel: int, bit: int) -> bool:
        if user not in self.members or channel not in self.channels:
            return False
        if user == self.owner or self._from_roles(user, ADMINISTRATOR):
            return True
        if user in self.silenced and bit not in {VIEW_CHANNEL, READ_MESSAGE_HISTORY}:
            return False
        return self._here(user, channel, VIEW_CHANNEL) and self._here(user, channel, bit)

    def mask(self, user: int, channel: int) -> int:
        """Return everything somebody may do in a channel."""
        return sum(bit for bit in BITS if self.may(user, channel, bit))

    def sees(self, user: int) -> set[int]:
        return {channel for channel in self.channels if self.may(user, channel, VIEW_CHANNEL)}

    def set_overrides(self, channel: int, wanted: dict[int, tuple[int, int]]) -> None:
        """Change a channel's overrides; channels that had their category's follow it."""
        old = self.channels[channel].overrides
        for one in self.channels.values():
            if one.parent == channel and one.overrides == old:
                one.overrides = dict(wanted)
        self.channels[channel].overrides = dict(wanted)

    def forget_role(self, role: int) -> None:
        del self.roles[role]
        for held in self.members.values():
            held.discard(role)

    def _from_roles(self, user: int, bit: int) -> bool:
        return any(self.roles[role] & bit for role in (self.id, *self.members[user]))

    def _here(self, user: int, channel: int, bit: int) -> bool:
        answer = self._from_roles(user, bit)
        if bit.bit_length() - 1 in SERVER_ONLY:
            return answer
        # From the widest to the narrowest: whoever speaks last is right, and yes is louder than no.
        for layer in ({self.id}, self.members[user], {user}):
            said = [self.channels[channel].overrides.get(target, (0, 0)) for target in layer]
            if any(allow & bit for allow, _ in said):
                answer = True
            elif any(deny & bit for _, deny in said):
                answer = False
        return answer
