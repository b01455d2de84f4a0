"""The face of authorization: decisions explained, refusals kept, and the engine that decides."""

from beep.features.authorization.contract import Authorization, DenialView
from beep.features.authorization.errors import EngineAway, NoOtherEngine
from beep.features.authorization.wire import schema_text

__all__ = ["Authorization", "DenialView", "EngineAway", "NoOtherEngine", "schema_text"]
