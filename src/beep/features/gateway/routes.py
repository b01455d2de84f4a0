"""Where the gateway is."""

from beep.features.gateway.wire import GatewayForBots, GatewayUrl, SessionStartLimit
from beep.runtime.http import Call, get

_STARTS = 1000
_DAY_MS = 86_400_000


class GatewayRoutes:
    def __init__(self, url: str) -> None:
        self._url = url

    @get("/gateway", access="anyone", counts_as_activity=False)
    async def get_gateway(self, call: Call) -> GatewayUrl:
        """Tell the gateway's address."""
        del call
        return GatewayUrl(url=self._url)

    @get("/gateway/bot", counts_as_activity=False)
    async def get_gateway_for_bots(self, call: Call) -> GatewayForBots:
        """Tell the gateway's address and how many sessions a bot may start."""
        del call
        limit = SessionStartLimit(total=_STARTS, remaining=_STARTS, reset_after=_DAY_MS, max_concurrency=16)
        return GatewayForBots(url=self._url, shards=1, session_start_limit=limit)
