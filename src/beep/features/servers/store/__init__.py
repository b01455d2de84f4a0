"""SQL of servers; decides nothing. Writers hold the server's row, so counts and limits are exact."""

from beep.features.servers.store.bans import Bans
from beep.features.servers.store.invites import Invites
from beep.features.servers.store.members import Members
from beep.features.servers.store.offers import Offers
from beep.features.servers.store.roles import Roles
from beep.features.servers.store.servers import Servers


class Store(Servers, Roles, Members, Bans, Invites, Offers):
    """All statements on one object."""


__all__ = ["Store"]
