"""The web client's files: hashed ones for ever, the page for every other address, nothing else."""

import base64
import gzip
import hashlib
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock

from beep.app import web
from beep.runtime.http.edge import Edge

pytestmark = pytest.mark.anyio

SCRIPT = "document.documentElement.dataset.theme = 'dark'"
PAGE = f"""<!doctype html><script>{SCRIPT}</script><script type="module" src="/assets/a-1f.js"></script>"""
CODE = b"export const a = 1;\n" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "a-1f.js").write_bytes(CODE)
    (folder / "assets" / "a-1f.js.br").write_bytes(b"packed with brotli")
    (folder / "assets" / "a-1f.js.gz").write_bytes(gzip.compress(CODE))
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("tulipes")
    return folder


async def ask(folder: Path, path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(Edge(web.client(folder), FakeClock()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.request(method, path, headers={"accept-encoding": "", **named})


async def ask_raw(folder: Path, path: str) -> tuple[int, bytes]:
    """Ask for a path no client would send as it is."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    await Edge(web.client(folder), FakeClock())(scope, receive, send)
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


@pytest.mark.parametrize("path", ["/", "/channels/1/2", "/login", "/index.html", "/a.b/c"])
async def test_every_page_address_gives_the_page_under_its_policy(folder: Path, path: str) -> None:
    answer = await ask(folder, path)
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_the_policy_names_the_inline_script_by_its_hash_and_allows_no_other(folder: Path) -> None:
    policy = (await ask(folder, "/")).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert scripts == f"script-src 'self' 'sha256-{digest}'"
    assert "unsafe" not in policy


async def test_a_rebuilt_page_has_a_policy_of_its_own(folder: Path) -> None:
    before = (await ask(folder, "/")).headers["content-security-policy"]
    (folder / "index.html").write_text("<script>other()</script>")
    assert (await ask(folder, "/")).headers["content-security-policy"] != before


async def test_a_hashed_file_is_kept_for_ever_and_other_files_are_asked_for(folder: Path) -> None:
    assert "immutable" in (await ask(folder, "/assets/a-1f.js")).headers["cache-control"]
    assert (await ask(folder, "/icon.svg")).headers["cache-control"] == "no-cache"
    assert (await ask(folder, "/icon.svg")).headers["content-type"] == "image/svg+xml"


async def test_the_best_packing_a_browser_takes_is_sent(folder: Path) -> None:
    async def packed(accepted: str) -> tuple[str | None, str]:
        transport = httpx2.ASGITransport(Edge(web.client(folder), FakeClock()))
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://beep.test") as client,
            client.stream("GET", "/assets/a-1f.js", headers={"accept-encoding": accepted}) as answer,
        ):
            return answer.headers.get("content-encoding"), answer.headers["vary"]

    assert await packed("gzip, deflate, br") == ("br", "accept-encoding")
    assert await packed("gzip") == ("gzip", "accept-encoding")
    assert await packed("") == (None, "accept-encoding")


async def test_what_a_browser_has_is_not_sent_again(folder: Path) -> None:
    etag = (await ask(folder, "/icon.svg")).headers["etag"]
    again = await ask(folder, "/icon.svg", if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/v10/nowhere", "/assets/gone.js", "/health/x"])
async def test_an_address_of_machines_that_is_not_there_is_404_in_json(folder: Path, path: str) -> None:
    answer = await ask(folder, path)
    assert (answer.status_code, answer.json()["key"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "//secret.txt",
        "/..\\secret.txt",
        "/assets/../../static/../secret.txt",
    ],
)
async def test_nothing_outside_the_folder_is_served(folder: Path, path: str) -> None:
    assert b"tulipes" not in (await ask_raw(folder, path))[1]


async def test_a_link_that_leads_outside_is_not_followed(folder: Path) -> None:
    (folder / "leak.txt").symlink_to(folder.parent / "secret.txt")
    assert b"tulipes" not in (await ask_raw(folder, "/leak.txt"))[1]


@pytest.mark.parametrize("path", ["/\0", "/" + "a" * 5000, "/assets/" + "a" * 300, "/\ud800"])
async def test_a_name_no_file_can_have_is_no_fault_of_ours(folder: Path, path: str) -> None:
    assert (await ask_raw(folder, path))[0] in {200, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_done_to_a_page(folder: Path, method: str) -> None:
    assert (await ask(folder, "/login", method)).status_code == 404


async def test_a_client_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    answer = await ask(tmp_path, "/")
    assert answer.status_code == 503
    assert "make web" in answer.text
