"""The face of leaving: nobody asks it anything; it asks everybody."""

from beep.features.leaving.contract import Holder, Leaving

__all__ = ["Holder", "Leaving"]
