"""People for tests: `ana = await sign_up(api, "ana")`, then `await ana.get("/users/@me")`."""

from dataclasses import dataclass
from typing import Any

import httpx2

PASSWORD = "tulipes-sous-la-pluie"


@dataclass(slots=True, eq=False)
class Person:
    """Somebody signed in; calls carry their access token, which only `renew` changes."""

    api: httpx2.AsyncClient
    id: int
    username: str
    email: str
    password: str
    token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def call(
        self, method: str, path: str, body: object | None = None, **options: Any
    ) -> httpx2.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return await self.api.request(method, path, json=body, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: object | None = None, **options: Any) -> httpx2.Response:
        return await self.call("POST", path, body, **options)

    async def patch(self, path: str, body: object, **options: Any) -> httpx2.Response:
        return await self.call("PATCH", path, body, **options)

    async def put(self, path: str, body: object | None = None, **options: Any) -> httpx2.Response:
        return await self.call("PUT", path, body, **options)

    async def delete(self, path: str, **options: Any) -> httpx2.Response:
        return await self.call("DELETE", path, **options)

    async def renew(self) -> None:
        """Trade the refresh token for new tokens."""
        answer = await self.api.post("/auth/refresh", json={"refreshToken": self.refresh_token})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        self.token, self.refresh_token = body["accessToken"], body["refreshToken"]


async def sign_up(
    api: httpx2.AsyncClient, username: str, *, email: str | None = None, password: str = PASSWORD
) -> Person:
    """Create an account and return it signed in; the e-mail is `<username>@example.org`."""
    email = email or f"{username}@example.org"
    answer = await api.post("/auth/signup", json={"email": email, "password": password, "username": username})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    user = body["user"]
    return Person(
        api=api,
        id=int(user["id"]),
        username=user["username"],
        email=email,
        password=password,
        token=body["accessToken"],
        refresh_token=body["refreshToken"],
    )


async def log_in(api: httpx2.AsyncClient, person: Person) -> Person:
    """Return the same person in another session."""
    answer = await api.post("/auth/login", json={"email": person.email, "password": person.password})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return Person(
        api=api,
        id=person.id,
        username=person.username,
        email=person.email,
        password=person.password,
        token=body["accessToken"],
        refresh_token=body["refreshToken"],
    )
