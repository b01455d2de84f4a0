"""Points a bot's library at Beep, whichever library it is, without a changed line of the bot."""

from beep_compat.addresses import Addresses, BadAddress
from beep_compat.hook import install
from beep_compat.libraries import UnknownLibrary

__all__ = ["Addresses", "BadAddress", "UnknownLibrary", "install"]
