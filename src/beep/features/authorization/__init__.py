"""The face of authorization: decisions explained, refusals kept, and the engine that decides."""

from beep.features.authorization.contract import Authorization, DenialView

__all__ = ["Authorization", "DenialView"]
