"""HTTP of servers."""

from beep.features.servers.routes.bans import BanRoutes
from beep.features.servers.routes.government import GovernmentRoutes
from beep.features.servers.routes.invitations import InvitationRoutes
from beep.features.servers.routes.invites import InviteRoutes
from beep.features.servers.routes.members import MemberRoutes
from beep.features.servers.routes.roles import RoleRoutes
from beep.features.servers.routes.servers import ServerRoutes

__all__ = [
    "BanRoutes",
    "GovernmentRoutes",
    "InvitationRoutes",
    "InviteRoutes",
    "MemberRoutes",
    "RoleRoutes",
    "ServerRoutes",
]
