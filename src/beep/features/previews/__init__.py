"""The face of previews: what pages say of themselves, shown under the messages that link to them."""

from beep.features.previews.contract import Previews

__all__ = ["Previews"]
