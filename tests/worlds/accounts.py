"""People whose e-mail is confirmed, on a Beep that sends letters."""

import httpx2

from tests.worlds.letters import Sink
from tests.worlds.people import Person, sign_up


async def confirmed(api: httpx2.AsyncClient, sink: Sink, username: str, *, locale: str = "fr") -> Person:
    person = await sign_up(api, username)
    token = (await sink.next()).token
    assert (await api.post("/auth/email/confirm", json={"token": token})).status_code == 200
    assert (await person.patch("/users/@me", {"locale": locale})).status_code == 200
    return person
