"""Communities for tests: `salon = await server(ana)`, then `salon.member(bob)`, `salon.channel()`."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2

from beep.app.program import Program
from beep.kit.permissions import Permission


class Caller(Protocol):
    """Whoever may call the API: a person or a bot."""

    @property
    def id(self) -> int: ...

    async def call(
        self, method: str, path: str, body: object | None = None, **options: Any
    ) -> httpx2.Response: ...


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot with its token."""

    api: httpx2.AsyncClient
    id: int
    name: str
    token: str

    async def call(
        self, method: str, path: str, body: object | None = None, **options: Any
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bot {self.token}", **options.pop("headers", {})}
        return await self.api.request(method, path, json=body, headers=headers, **options)


@dataclass(frozen=True, slots=True)
class Community:
    """A server and who owns it; builders act as the owner and return ids or objects."""

    owner: Caller
    object: dict[str, Any]
    roles: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def id(self) -> int:
        return int(self.object["id"])

    @property
    def path(self) -> str:
        return f"/guilds/{self.id}"

    @property
    def first_channel(self) -> int:
        return int(self.object["channels"][0]["id"])

    async def channel(self, name: str = "jardin", **more: Any) -> int:
        body = await ok(self.owner, "POST", f"{self.path}/channels", {"name": name, **more})
        return int(body["id"])

    async def invite(self, **terms: Any) -> str:
        body = await ok(self.owner, "POST", f"/channels/{self.first_channel}/invites", terms)
        return str(body["code"])

    async def member(self, *people: Caller) -> None:
        """Let people join by an invite."""
        code = await self.invite()
        for one in people:
            await ok(one, "POST", f"/invites/{code}", {})

    async def role(self, name: str, permissions: Permission, *holders: Caller) -> int:
        """Create a role and give it to members; later roles are lower unless moved."""
        made = await ok(
            self.owner, "POST", f"{self.path}/roles", {"name": name, "permissions": str(int(permissions))}
        )
        role_id = int(made["id"])
        for one in holders:
            await ok(self.owner, "PUT", f"{self.path}/members/{one.id}/roles/{role_id}")
        return role_id

    async def everyone_may(self, permissions: Permission) -> None:
        """Set what the default role holds."""
        await ok(self.owner, "PATCH", f"{self.path}/roles/{self.id}", {"permissions": str(int(permissions))})

    async def bot(self, name: str = "aide") -> Bot:
        """Create a bot of the owner's and add it."""
        made = await bot(self.owner, name)
        await ok(self.owner, "PUT", f"{self.path}/bots/{made.id}")
        return made


async def ok(who: Caller, method: str, path: str, body: object | None = None) -> Any:
    """Call and return the answer's body; anything but success fails the test."""
    answer = await who.call(method, path, body)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


async def refused(
    who: Caller, method: str, path: str, body: object | None = None, *, status: int, code: int | None = None
) -> dict[str, Any]:
    """Call and return the error's body; anything but that refusal fails the test."""
    answer = await who.call(method, path, body)
    assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
    error = dict[str, Any](answer.json())
    assert code is None or error["code"] == code, error
    return error


async def server(owner: Caller, name: str = "Salon", **more: Any) -> Community:
    """Create a server with its first channel."""
    return Community(owner, await ok(owner, "POST", "/guilds", {"name": name, **more}))


async def bot(owner: Any, name: str = "aide", **more: Any) -> Bot:
    """Create a bot that belongs to no server yet."""
    made = await ok(owner, "POST", "/applications", {"name": name, **more})
    return Bot(owner.api, int(made["id"]), name, made["token"])


async def jobs_done(program: Program, statement: str, *, timeout_s: float = 20) -> None:
    """Wait until a query (`SELECT count(*) …`) finds nothing left: work goes on after the answer."""
    import asyncio

    async with asyncio.timeout(timeout_s):
        while True:
            async with program.database.read() as connection:
                found = await connection.exec_driver_sql(statement)
                if not found.scalar_one():
                    return
            await asyncio.sleep(0.05)


async def settled(program: Program) -> None:
    """Wait until everything that was told has had its durable consequences."""
    await jobs_done(program, "SELECT count(*) FROM outbox.fact WHERE pending")
    await jobs_done(program, "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
