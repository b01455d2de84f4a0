"""What provider tells."""

from dataclasses import dataclass

from beep.features.provider.contract import ClientId, GrantId
from beep.kit.facts import Fact
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class ClientChanged(Fact):
    """A client may ask for other things than before, or is gone: grants that go beyond that end."""

    NAME = "client.changed"
    STREAM = "client_id"
    client_id: ClientId


@dataclass(frozen=True, slots=True)
class GrantEnded(Fact):
    """A client's access to an account is over. `own_session_id` is 0 where it had no session of its own.

    `reason`: revoked, code_reused, token_reused, session_ended, narrowed, closed.
    """

    NAME = "grant.ended"
    STREAM = "user_id"
    user_id: UserId
    grant_id: GrantId
    client_id: ClientId
    own_session_id: SessionId
    reason: str
