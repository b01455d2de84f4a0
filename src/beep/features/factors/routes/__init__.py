"""HTTP of factors: what one sets up, and coming in with it."""

from beep.features.factors.routes.entering import EnteringRoutes
from beep.features.factors.routes.own import OwnRoutes

__all__ = ["EnteringRoutes", "OwnRoutes"]
