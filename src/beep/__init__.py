"""Beep: a community's home that it runs itself."""

__version__ = "0.1.0"
