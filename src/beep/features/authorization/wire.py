"""The registry as a schema in Permify's language, and a server as the relations it speaks of. Pure.

One relation for each permission, as the language has no parameters. `not` means "but not", and all
operators bind alike from left to right, so parentheses say everything.
"""

from collections.abc import Iterator, Sequence

from beep.features import channels, servers
from beep.kit.permissions import ENFORCED, IN_CHANNELS, OFFERED, Entry, Permission

SERVER_ASKED = ENFORCED
CHANNEL_ASKED = ENFORCED & IN_CHANNELS | Permission.ADMINISTRATOR
_KINDS = ("everyone", "role", "user")
_SUBJECTS = {"everyone": "@server#member", "role": "@role#assignee", "user": "@user"}


def name_of(entry: Entry) -> str:
    return (entry.permission.name or "").lower()


ASKED_BY_NAME = {name_of(entry): entry.permission for entry in OFFERED}


def schema_text() -> str:
    """Return the whole schema; the same registry gives the same text."""
    lines = [
        "entity user {}",
        "",
        "entity role {",
        "  relation assignee @user @server#member",
        "}",
        "",
        *_server(),
        "",
        *_channel(),
    ]
    return "\n".join(lines) + "\n"


def _server() -> Iterator[str]:
    yield "entity server {"
    yield "  relation owner @user"
    yield "  relation member @user"
    for entry in OFFERED:
        yield f"  relation r_{name_of(entry)} @role#assignee"
    yield "  permission administrator = owner or (r_administrator and member)"
    for entry in OFFERED:
        if entry.permission != Permission.ADMINISTRATOR:
            name = name_of(entry)
            yield f"  permission {name} = administrator or (r_{name} and member)"
    yield "}"


def _channel() -> Iterator[str]:
    found = [name_of(entry) for entry in OFFERED if entry.permission & IN_CHANNELS]
    yield "entity channel {"
    yield "  relation server @server"
    for name in found:
        for kind in _KINDS:
            yield f"  relation {name}_allow_{kind} {_SUBJECTS[kind]}"
            yield f"  relation {name}_deny_{kind} {_SUBJECTS[kind]}"
    yield "  permission administrator = server.administrator"
    for name in found:
        base = f"(server.r_{name} not {name}_deny_everyone) or {name}_allow_everyone"
        roles = f"({name}_base not {name}_deny_role) or {name}_allow_role"
        own = f"({name}_roles not {name}_deny_user) or {name}_allow_user"
        yield f"  permission {name}_base = {base}"
        yield f"  permission {name}_roles = {roles}"
        yield f"  permission {name}_over = ({own}) and server.member"
    for name in found:
        seen = f"{name}_over and view_channel_over" if name != "view_channel" else "view_channel_over"
        yield f"  permission {name} = administrator or ({seen})"
    yield "}"


def relations(snapshot: servers.Snapshot, listed: Sequence[channels.ChannelView]) -> set[str]:
    """Return a server as relations, each `type:id#relation@type:id` with `#relation` where it has one.

    Time-outs and archives are not among them: they go by the clock, on top of either engine.
    """
    server = f"server:{snapshot.server.id}"
    found = {f"{server}#owner@user:{snapshot.server.owner_id}"}
    found.add(f"role:{snapshot.server.id}#assignee@{server}#member")
    for user_id, role_ids in snapshot.members.items():
        found.add(f"{server}#member@user:{user_id}")
        found.update(f"role:{one}#assignee@user:{user_id}" for one in role_ids if one in snapshot.roles)
    for role in snapshot.roles.values():
        for entry in OFFERED:
            if role.permissions & entry.permission:
                found.add(f"{server}#r_{name_of(entry)}@role:{role.id}#assignee")
    for channel in listed:
        found.add(f"channel:{channel.id}#server@{server}")
        found.update(_exceptions(channel, snapshot))
    return found


def _exceptions(channel: channels.ChannelView, snapshot: servers.Snapshot) -> Iterator[str]:
    for override in channel.overrides.values():
        if override.target_id == snapshot.server.id:
            kind, whom = "everyone", f"server:{snapshot.server.id}#member"
        elif override.target == "role":
            kind, whom = "role", f"role:{override.target_id}#assignee"
        else:
            kind, whom = "user", f"user:{override.target_id}"
        for entry in OFFERED:
            for effect, mask in (("allow", override.allow), ("deny", override.deny)):
                if mask & entry.permission & IN_CHANNELS:
                    yield f"channel:{channel.id}#{name_of(entry)}_{effect}_{kind}@{whom}"


def is_denial(relation: str) -> bool:
    """Tell whether a relation takes something away: those come first and go last."""
    return "_deny_" in relation.partition("@")[0]
