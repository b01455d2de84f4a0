"""The evaluator beside a second one, written bit by bit from the rules."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples

from beep.kit.permissions import (
    ALL,
    DEFAULT_ROLE,
    IN_CHANNELS,
    NONE,
    Override,
    Permission,
    channel_permissions,
    server_permissions,
)

DEFAULT, ROLES, ME, SOMEBODY = 1, (2, 3, 4), 10, 11
ADMINISTRATOR = Permission.ADMINISTRATOR.value
VIEW = Permission.VIEW_CHANNEL.value
BITS = [permission.value for permission in Permission]
# Few bits at a time, so that allows and denies meet; unknown bits too.
masks = st.lists(st.sampled_from([*BITS, 1 << 47, 1 << 60]), max_size=6).map(
    lambda bits: sum(set(bits)),
)
overrides = st.dictionaries(
    st.sampled_from([DEFAULT, *ROLES, ME, SOMEBODY]), st.tuples(masks, masks), max_size=6
)
held = st.sets(st.sampled_from(ROLES))


def may(bit: int, *, base: int, roles: set[int], exceptions: dict[int, tuple[int, int]]) -> bool:
    """Tell whether one right is there: the last layer that speaks of it decides, allowing before denying."""

    def layer(targets: set[int], so_far: bool) -> bool:
        spoken = [exceptions[target] for target in targets if target in exceptions]
        if any(allow & bit for allow, _ in spoken):
            return True
        return so_far and not any(deny & bit for _, deny in spoken)

    if base & ADMINISTRATOR:
        return True
    if not bit & IN_CHANNELS:
        return bool(base & bit)
    return layer({ME}, layer(roles, layer({DEFAULT}, bool(base & bit))))


def expected(base: int, roles: set[int], exceptions: dict[int, tuple[int, int]]) -> int:
    allowed = [bit for bit in BITS if may(bit, base=base, roles=roles, exceptions=exceptions)]
    return sum(allowed) if VIEW in allowed else 0


@settings(deadline=None, max_examples=examples(150))
@given(masks, held, overrides)
def test_a_channel_gives_what_the_layers_say_bit_by_bit(
    base: int, roles: set[int], exceptions: dict[int, tuple[int, int]]
) -> None:
    given_to = {
        target: Override(target, "member" if target >= ME else "role", allow=allow, deny=deny)
        for target, (allow, deny) in exceptions.items()
    }
    found = channel_permissions(
        Permission(base & ALL),
        user_id=ME,
        default_role_id=DEFAULT,
        role_ids={DEFAULT, *roles},
        overrides=given_to,
    )
    assert int(found) == expected(base & ALL, roles, exceptions)


@settings(deadline=None)
@given(st.lists(masks, max_size=4))
def test_a_server_gives_the_union_of_the_roles(roles: list[int]) -> None:
    union = {bit for bit in BITS for role in roles if role & bit}
    wanted = int(ALL) if ADMINISTRATOR in union else sum(union)
    assert int(server_permissions(is_owner=False, role_permissions=roles)) == wanted


def test_the_owner_may_everything_without_any_role() -> None:
    assert server_permissions(is_owner=True, role_permissions=[]) == ALL


def test_nobody_without_a_role_may_anything() -> None:
    assert server_permissions(is_owner=False, role_permissions=[]) == NONE


def test_an_administrator_passes_every_override() -> None:
    closed = {ME: Override(ME, "member", allow=0, deny=int(ALL))}
    assert channel_permissions(ALL, user_id=ME, default_role_id=DEFAULT, role_ids=[], overrides=closed) == ALL


def test_no_override_makes_an_administrator() -> None:
    opened = {ME: Override(ME, "member", allow=ADMINISTRATOR, deny=0)}
    found = channel_permissions(
        DEFAULT_ROLE, user_id=ME, default_role_id=DEFAULT, role_ids=[], overrides=opened
    )
    assert found == DEFAULT_ROLE


def test_the_bits_are_those_bots_compute_with() -> None:
    # Numbers of the documented API; a wrong one gives a bot another right than it asked for.
    documented = {
        "CREATE_INVITE": 0x1,
        "ADMINISTRATOR": 0x8,
        "MANAGE_CHANNELS": 0x10,
        "MANAGE_SERVER": 0x20,
        "VIEW_CHANNEL": 0x400,
        "SEND_MESSAGES": 0x800,
        "MANAGE_MESSAGES": 0x2000,
        "READ_MESSAGE_HISTORY": 0x10000,
        "MANAGE_ROLES": 0x10000000,
        "MODERATE_MEMBERS": 0x10000000000,
    }
    assert {name: Permission[name].value for name in documented} == documented
