"""What permissions there are, told to people, to bots and to those who read the API's description."""

from pathlib import Path

import httpx2
import pytest
from tests.worlds.communities import ok, server
from tests.worlds.people import sign_up

from beep.kit.permissions import OFFERED, Permission

pytestmark = pytest.mark.anyio


async def test_everybody_learns_which_permissions_there_are(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")

    listed = await ok(ana, "GET", "/permissions")

    assert [one["name"] for one in listed] == [entry.name for entry in OFFERED]
    [manage] = [one for one in listed if one["name"] == "MANAGE_GUILD"]
    assert (manage["bit"], manage["value"], manage["group"]) == (5, "32", "general")
    assert manage["scopes"] == ["server"]
    assert manage["label"] == {"en": "Manage the server", "fr": "Gérer le serveur"}
    assert (await api.get("/permissions")).status_code == 401


@pytest.mark.req("ROLE-04")
async def test_bits_beep_does_not_act_by_survive_and_unknown_ones_do_not(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    kept = Permission.SEND_POLLS | Permission.CONNECT
    sent = str(int(kept) | 1 << 47 | 1 << 60)

    made = await ok(ana, "POST", f"{salon.path}/roles", {"name": "sondages", "permissions": sent})

    assert made["permissions"] == str(int(kept))


async def test_the_description_of_the_api_explains_the_bits(api: httpx2.AsyncClient) -> None:
    described = (await api.get("/openapi.json")).json()["components"]["schemas"]

    assert described["RoleObject"]["properties"]["permissions"] == {
        "$ref": "#/components/schemas/PermissionBits"
    }
    for entry in OFFERED:
        assert f"`{entry.name}` (1 << {entry.bit})" in described["PermissionBits"]["description"]


def test_the_guide_lists_every_permission_as_the_registry_has_it() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "permissions.md").read_text("utf-8")
    rows = [line for line in guide.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{one.name}` | 1 << {one.bit} | {', '.join(one.scopes)} | {one.label.en} · {one.label.fr}"
        f" | {one.description.en} |"
        for one in OFFERED
    ]
