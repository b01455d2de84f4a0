"""When an invite opens the door."""

from datetime import datetime

from beep.features.servers.contract import InviteView
from beep.kit.errors import invalid

INVITE_AGE_MAX_S = 365 * 86_400
INVITE_USES_MAX = 1000


def check_invite_terms(max_age_s: int, max_uses: int) -> None:
    if not 0 <= max_age_s <= INVITE_AGE_MAX_S:
        raise invalid("max_age", "NUMBER_TYPE_MAX", f"Must be between 0 and {INVITE_AGE_MAX_S} seconds.")
    if not 0 <= max_uses <= INVITE_USES_MAX:
        raise invalid("max_uses", "NUMBER_TYPE_MAX", f"Must be between 0 and {INVITE_USES_MAX}.")


def is_valid(invite: InviteView, now: datetime) -> bool:
    """Tell whether an invite still opens the door; an expiry is the first moment it does not."""
    is_in_time = invite.expires_at is None or now < invite.expires_at
    return is_in_time and (not invite.max_uses or invite.uses < invite.max_uses)
