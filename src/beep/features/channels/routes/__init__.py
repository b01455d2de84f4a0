"""HTTP of channels."""

from beep.features.channels.routes.channels import ChannelRoutes
from beep.features.channels.routes.threads import ThreadRoutes

__all__ = ["ChannelRoutes", "ThreadRoutes"]
