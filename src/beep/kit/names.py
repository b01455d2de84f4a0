"""The rule for names of communities and what is in them."""

from beep.kit.errors import invalid
from beep.kit.text import is_name, normal

NAME_MIN, NAME_MAX = 2, 50


def community_name(text: str) -> str:
    """Return a server's or a channel's name as it is stored (SERV-08, CHAN-06, AMB-14); raises `Invalid`."""
    name = normal(text)
    if not NAME_MIN <= len(name) <= NAME_MAX:
        reason = f"Must be between {NAME_MIN} and {NAME_MAX} characters long."
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", reason)
    if not is_name(name):
        raise invalid("name", "NAME_ALPHABET", "Only letters, digits, - and _ may be used.")
    return name
