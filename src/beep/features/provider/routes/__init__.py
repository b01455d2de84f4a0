"""HTTP of provider: what programs speak (OAuth), what its two pages ask, what settings show."""

from beep.features.provider.routes.clients import ClientRoutes
from beep.features.provider.routes.discovery import DiscoveryRoutes
from beep.features.provider.routes.pages import PageRoutes
from beep.features.provider.routes.tokens import TokenRoutes
from beep.features.provider.service import ProviderService
from beep.runtime.http import Route, routes_of


def provider_routes(service: ProviderService) -> tuple[Route, ...]:
    holders = (
        DiscoveryRoutes(service),
        TokenRoutes(service),
        PageRoutes(service),
        ClientRoutes(service),
    )
    return tuple(route for holder in holders for route in routes_of(holder))
