"""HTTP of servers."""

from beep.features.servers.routes.invites import InviteRoutes
from beep.features.servers.routes.members import MemberRoutes
from beep.features.servers.routes.roles import RoleRoutes
from beep.features.servers.routes.servers import ServerRoutes

__all__ = ["InviteRoutes", "MemberRoutes", "RoleRoutes", "ServerRoutes"]
