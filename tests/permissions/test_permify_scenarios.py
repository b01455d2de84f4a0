"""One scenario file for every engine: the built-in evaluator, the schema read by itself, and Permify.

`python -m tests.permissions.test_permify_scenarios` writes the file again after the registry changed.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.fakes.permify import Engine, Schema
from tests.lanes import lane
from tests.permissions.test_permify import _taken_apart

from beep.features import authorization, channels, servers
from beep.features.authorization import wire
from beep.features.channels import rules
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.permissions import NONE, Override, Permission

FILE = Path(__file__).parent / "scenarios.yaml"
PERMIFY = shutil.which("permify") or shutil.which("permify", path=str(Path.home() / "go" / "bin"))
INSTALL = "go install github.com/Permify/permify/cmd/permify@v1.7.3"
ASKED = ("view_channel", "send_messages", "manage_messages", "manage_roles")
SALON, MODERATION, OWNER, MODERATOR, MEMBER, STRANGER = 1, 2, 11, 12, 13, 14
OPEN, STAFF, READ_ONLY = 21, 22, 23


def _world() -> tuple[servers.Snapshot, list[channels.ChannelView]]:
    def role(number: int, name: str, permissions: Permission) -> servers.RoleView:
        return servers.RoleView(
            RoleId(number),
            ServerId(SALON),
            name,
            "custom",
            int(permissions),
            1,
            0,
            is_hoisted=False,
            is_mentionable=False,
        )

    def channel(number: int, *overrides: Override) -> channels.ChannelView:
        given = {one.target_id: one for one in overrides}
        return channels.ChannelView(ChannelId(number), ServerId(SALON), 0, "canal", None, 0, given)

    view, send = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES
    snapshot = servers.Snapshot(
        servers.ServerView(
            ServerId(SALON), "Salon", None, is_public=False, owner_id=UserId(OWNER), member_count=3
        ),
        {
            RoleId(SALON): role(SALON, "default", view | send),
            RoleId(MODERATION): role(MODERATION, "modération", Permission.MANAGE_MESSAGES),
        },
        {UserId(OWNER): (), UserId(MODERATOR): (RoleId(MODERATION),), UserId(MEMBER): ()},
    )
    listed = [
        channel(OPEN),
        channel(
            STAFF,
            Override(SALON, "role", 0, int(view)),
            Override(MODERATION, "role", int(view | Permission.MANAGE_ROLES), 0),
        ),
        channel(
            READ_ONLY,
            Override(SALON, "role", 0, int(send)),
            Override(MEMBER, "member", int(send), 0),
        ),
    ]
    return snapshot, listed


def _scenarios() -> str:
    """Return the file: the schema, the world as relations, and what the built-in evaluator decides."""
    snapshot, listed = _world()
    checks = [
        {
            "entity": f"channel:{channel.id}",
            "subject": f"user:{user}",
            "assertions": {
                name: bool(rules.permissions_in(channel, snapshot, UserId(user)) & wire.ASKED_BY_NAME[name])
                for name in ASKED
            },
        }
        for channel in listed
        for user in (OWNER, MODERATOR, MEMBER, STRANGER)
    ]
    checks += [
        {
            "entity": f"server:{SALON}",
            "subject": f"user:{user}",
            "assertions": {
                name: bool((snapshot.permissions_of(UserId(user)) or NONE) & wire.ASKED_BY_NAME[name])
                for name in (*ASKED, "administrator", "kick_members")
            },
        }
        for user in (OWNER, MODERATOR, MEMBER, STRANGER)
    ]
    whole = {
        "schema": authorization.schema_text(),
        "relationships": sorted(wire.relations(snapshot, listed)),
        "attributes": [],
        "scenarios": [{"name": "decisions", "checks": checks, "entity_filters": [], "subject_filters": []}],
    }
    return str(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=110))


@pytest.mark.req("PERM-05", "PERM-08")
def test_the_file_holds_the_schema_and_what_the_built_in_evaluator_decides() -> None:
    assert FILE.read_text("utf-8") == _scenarios()


@pytest.mark.req("PERM-05")
def test_the_schema_read_by_itself_decides_every_scenario() -> None:
    found = yaml.safe_load(FILE.read_text("utf-8"))
    engine = Engine()
    engine.schema = Schema(found["schema"])
    engine.relations = {_taken_apart(one) for one in found["relationships"]}
    for check in found["scenarios"][0]["checks"]:
        kind, _, entity = check["entity"].partition(":")
        user = check["subject"].removeprefix("user:")
        for name, wanted in check["assertions"].items():
            assert engine.may(kind, entity, name, user) == wanted, (check, name)


@pytest.mark.slow
@lane("permify", "" if PERMIFY else "no Permify; enable with: " + INSTALL)
@pytest.mark.req("PERM-05")
def test_permify_itself_decides_every_scenario() -> None:
    command = [str(PERMIFY), "validate", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    FILE.write_text(_scenarios(), "utf-8")
