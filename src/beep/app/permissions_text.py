"""Permissions as text for commands."""

from beep.features import authorization


def schema() -> str:
    """Return the schema Permify decides by."""
    return authorization.schema_text()
