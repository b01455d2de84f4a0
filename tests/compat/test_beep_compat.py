"""The package that runs an unchanged bot: where it points libraries, and that it never fails silently."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.server_process import plain_environment

SOURCE = Path(__file__).parents[2] / "compat" / "python" / "src"
SITE = SOURCE / "beep_compat" / "site"
ADDRESS = "http://beep.test:8000"

# Libraries as far as their addresses go.
FAKES = {
    "disnake": {
        "http": "class Route:\n    BASE = 'https://elsewhere/api/v10'\n",
        "asset": "class Asset:\n    BASE = 'https://cdn'\n    BASE_MEDIA = 'https://media'\n",
        "invite": "class Invite:\n    BASE = 'https://invites'\n",
    },
    "nextcord": {
        "http": "class Route:\n    BASE = 'https://elsewhere/api/v10'\n",
        "asset": "class Asset:\n    BASE = 'https://cdn'\n",
        "invite": "class Invite:\n    BASE = 'https://invites'\n",
    },
    "discord": {
        "http": "class Route:\n    API_BASE_URL = 'https://elsewhere/api/v{API_VERSION}'\n",
        "asset": "class Asset:\n    BASE = 'https://cdn'\n",
        "invite": "class Invite:\n    BASE = 'https://invites'\n",
        "gateway": "class DiscordWebSocket:\n    pass\n",
    },
    "hikari": {
        "urls": "".join(
            f"{name} = 'https://elsewhere'\n"
            for name in ("BASE_URL", "REST_API_URL", "OAUTH2_API_URL", "CDN_URL", "MEDIA_PROXY_URL")
        )
    },
}


def _run(
    *arguments: str, folders: tuple[Path, ...] = (SOURCE,), **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {**plain_environment(), "PYTHONPATH": ":".join(map(str, folders)), **variables}
    return subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def _library(folder: Path, name: str, modules: dict[str, str]) -> Path:
    """Write a library whose modules hold addresses; return the folder to import it from."""
    package = folder / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("".join(f"from {name} import {module}\n" for module in modules))
    for module, text in modules.items():
        (package / f"{module}.py").write_text(text)
    return folder


def _script(folder: Path, text: str) -> str:
    path = folder / "bot.py"
    path.write_text(text)
    return str(path)


def test_discord_py_talks_to_beep_whatever_form_the_address_has(tmp_path: Path) -> None:
    script = _script(
        tmp_path,
        "import discord, sys\n"
        "print(discord.http.Route('GET', '/users/@me').url)\n"
        "print(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY.with_query(v=10))\n"
        "print(discord.asset.Asset.BASE, discord.Invite.BASE, *sys.argv[1:])\n",
    )
    for given in (ADDRESS, f"{ADDRESS}/", f"{ADDRESS}/api", f"{ADDRESS}/api/v10/"):
        done = _run("-m", "beep_compat", script, "more", BEEP_API=given)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            f"{ADDRESS}/api/v10/users/@me",
            "ws://beep.test:8000/gateway?v=10",
            f"{ADDRESS}/cdn {ADDRESS}/invite more",
        ]


@pytest.mark.parametrize(
    ("name", "shown", "expected"),
    [
        (
            "disnake",
            "http.Route.BASE,asset.Asset.BASE,asset.Asset.BASE_MEDIA,invite.Invite.BASE",
            ["/api/v10", "/cdn", "/cdn", "/invite"],
        ),
        (
            "nextcord",
            "http.Route.BASE,asset.Asset.BASE,invite.Invite.BASE",
            ["/api/v10", "/cdn", "/invite"],
        ),
        ("discord", "http.Route.API_BASE_URL.format(API_VERSION=10),asset.Asset.BASE", ["/api/v10", "/cdn"]),
        (
            "hikari",
            "urls.BASE_URL,urls.REST_API_URL,urls.OAUTH2_API_URL,urls.CDN_URL",
            ["", "/api/v10", "/api/v10/oauth2", "/cdn"],
        ),
    ],
)
def test_every_known_library_is_pointed_at_beep(
    tmp_path: Path, name: str, shown: str, expected: list[str]
) -> None:
    folder = _library(tmp_path / "libraries", name, FAKES[name])
    places = ", ".join(f"{name}.{place}" for place in shown.split(","))
    script = _script(tmp_path, f"import {name}\nprint({places})\n")
    done = _run("-m", "beep_compat", script, folders=(folder, SOURCE), BEEP_API=ADDRESS)
    assert done.stdout.split() == [ADDRESS + path for path in expected], done.stderr


def test_a_library_that_moved_its_address_does_not_start(tmp_path: Path) -> None:
    folder = _library(tmp_path / "libraries", "nextcord", {"http": "class Route:\n    HOME = 'x'\n"})
    script = _script(tmp_path, "import nextcord\nprint('started')\n")
    done = _run("-m", "beep_compat", script, folders=(folder, SOURCE), BEEP_API=ADDRESS)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "beep-compat does not know this version of nextcord.http" in done.stderr


def test_a_library_imported_before_is_changed_as_well(tmp_path: Path) -> None:
    folder = _library(tmp_path, "nextcord", FAKES["nextcord"])
    code = (
        "import nextcord, beep_compat\n"
        f"beep_compat.install(beep_compat.Addresses.find({{'BEEP_API': '{ADDRESS}'}}))\n"
        "print(nextcord.http.Route.BASE)"
    )
    done = _run("-c", code, folders=(folder, SOURCE))
    assert done.stdout.split() == [f"{ADDRESS}/api/v10"], done.stderr


def test_the_gateway_and_the_files_may_be_elsewhere(tmp_path: Path) -> None:
    script = _script(
        tmp_path,
        "import discord\nprint(discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE)\n",
    )
    elsewhere = {"BEEP_WS": "wss://live.test/gateway", "BEEP_CDN": "https://files.test"}
    done = _run("-m", "beep_compat", script, BEEP_API="https://beep.test", **elsewhere)
    assert done.stdout.split() == ["wss://live.test/gateway", "https://files.test"], done.stderr


@pytest.mark.parametrize("address", ["beep.test:8000", "ws://beep.test", "http://"])
def test_a_wrong_address_stops_the_bot_before_it_starts(tmp_path: Path, address: str) -> None:
    script = _script(tmp_path, "print('started')\n")
    through_module = _run("-m", "beep_compat", script, BEEP_API=address)
    through_site = _run(script, folders=(SITE,), BEEP_API=address)
    for done in (through_module, through_site):
        assert done.returncode == 1
        assert done.stdout == ""
        assert "it must look like http://host:port" in done.stderr


def test_without_an_address_the_command_says_which_variable_is_missing(tmp_path: Path) -> None:
    done = _run("-m", "beep_compat", _script(tmp_path, "print('started')\n"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "BEEP_API is not set" in done.stderr


def test_the_site_folder_needs_no_installation_and_leaves_other_start_up_code_alone(tmp_path: Path) -> None:
    printed = _run("-m", "beep_compat", "--site").stdout.strip()
    assert Path(printed) == SITE
    (tmp_path / "sitecustomize.py").write_text("print('the other one')\n")
    folder = _library(tmp_path / "libraries", "nextcord", FAKES["nextcord"])
    script = _script(tmp_path, "import nextcord\nprint(nextcord.http.Route.BASE)\n")
    done = _run(script, folders=(SITE, tmp_path, folder), BEEP_API=ADDRESS)
    assert done.stdout.splitlines() == ["the other one", f"{ADDRESS}/api/v10"], done.stderr


def test_what_a_bot_starts_in_its_turn_talks_to_beep_too(tmp_path: Path) -> None:
    folder = _library(tmp_path / "libraries", "nextcord", FAKES["nextcord"])
    inner = "import nextcord; print(nextcord.http.Route.BASE)"
    script = _script(
        tmp_path, f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {inner!r}], check=True)\n"
    )
    done = _run("-m", "beep_compat", script, folders=(folder, SOURCE), BEEP_API=ADDRESS)
    assert done.stdout.split() == [f"{ADDRESS}/api/v10"], done.stderr
