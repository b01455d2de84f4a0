"""The roles a server begins with."""

from collections.abc import Callable, Sequence

from beep.features.servers.contract import RoleView
from beep.features.servers.drafts import RoleDraft
from beep.features.servers.rules.names import color, free_role_name, role_name
from beep.features.servers.rules.ranks import OWNER_POSITION
from beep.kit.ids import RoleId, ServerId
from beep.kit.permissions import ALL, DEFAULT_ROLE
from beep.kit.text import folded

_UNNAMED = "new role"


def first_roles(
    server_id: ServerId, drafts: Sequence[RoleDraft], next_id: Callable[[], RoleId]
) -> list[RoleView]:
    """Return the owner's role, everybody's, and those brought along from the lowest to the highest.

    The first draft is of everybody's role, as documented: what it is called does not matter (ROLE-14).
    """
    owner = RoleView(
        next_id(),
        server_id,
        name="owner",
        kind="owner",
        # All rights there are today and will be: the evaluator reads ADMINISTRATOR as everything.
        permissions=int(ALL),
        position=OWNER_POSITION,
        color=0,
        is_hoisted=False,
        is_mentionable=False,
    )
    of_all, *others = drafts or [RoleDraft()]
    everyone = RoleView(
        RoleId(server_id),
        server_id,
        name="default",
        kind="default",
        permissions=int(DEFAULT_ROLE if of_all.permissions is None else of_all.permissions & ALL),
        position=0,
        color=0,
        is_hoisted=False,
        is_mentionable=of_all.is_mentionable,
    )
    roles = [owner, everyone]
    for position, draft in enumerate(others, start=1):
        taken = {folded(one.name) for one in roles}
        name = free_role_name(_UNNAMED, taken) if draft.name is None else role_name(draft.name)
        permissions = everyone.permissions if draft.permissions is None else int(draft.permissions & ALL)
        shade, is_hoisted, is_mentionable = color(draft.color), draft.is_hoisted, draft.is_mentionable
        roles.append(
            RoleView(
                next_id(), server_id, name, "custom", permissions, position, shade, is_hoisted, is_mentionable
            )
        )
    return roles
