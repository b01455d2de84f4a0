"""What is decided about servers without asking anybody."""

from beep.features.servers.rules.founding import first_roles
from beep.features.servers.rules.invites import check_invite_terms, is_valid
from beep.features.servers.rules.log import (
    INVITE_KEYS,
    MEMBER_KEYS,
    ROLE_KEYS,
    SERVER_KEYS,
    changes,
    role_changes,
)
from beep.features.servers.rules.names import color, description, free_role_name, nickname, role_name
from beep.features.servers.rules.ranks import (
    OWNER_POSITION,
    check_grant,
    check_outranks,
    check_own_nickname,
    check_reach,
    heir,
    outranks,
    own_permissions,
    rank,
    refusal,
    reordered,
    role_of,
    roles_given,
    timeout,
    top_rank,
)
from beep.features.servers.rules.snapshots import applied

__all__ = [
    "INVITE_KEYS",
    "MEMBER_KEYS",
    "OWNER_POSITION",
    "ROLE_KEYS",
    "SERVER_KEYS",
    "applied",
    "changes",
    "check_grant",
    "check_invite_terms",
    "check_outranks",
    "check_own_nickname",
    "check_reach",
    "color",
    "description",
    "first_roles",
    "free_role_name",
    "heir",
    "is_valid",
    "nickname",
    "outranks",
    "own_permissions",
    "rank",
    "refusal",
    "reordered",
    "role_changes",
    "role_name",
    "role_of",
    "roles_given",
    "timeout",
    "top_rank",
]
