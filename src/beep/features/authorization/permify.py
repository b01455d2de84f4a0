"""Permify over its REST interface: the few calls Beep needs. Their client is synchronous and not used."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import httpx2

from beep.features.authorization.errors import EngineAway

# What one call may carry at most, by Permify's default.
_AT_ONCE = 100
_DEPTH = 50
_RELATION = re.compile(r"(\w+):(\d+)#(\w+)@(\w+):(\d+)(?:#(\w+))?")
_ALLOWED = "CHECK_RESULT_ALLOWED"


class Permify:
    """Connections are kept and shared. Every call raises `EngineAway` rather than guess."""

    def __init__(self, url: str, *, tenant: str, key: str, timeout_s: float) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        base = f"{url.rstrip('/')}/v1/tenants/{tenant}"
        self._client = httpx2.AsyncClient(base_url=base, timeout=timeout_s, headers=headers, trust_env=False)

    async def write_schema(self, schema: str) -> None:
        await self._post("/schemas/write", {"schema": schema})

    async def write(self, relations: Iterable[str]) -> str:
        """Add relations and return the snap token of the last call, empty for none."""
        token = ""
        for some in _portions(sorted(relations)):
            body = {
                "metadata": {"schema_version": ""},
                "tuples": [_tuple(one) for one in some],
                "attributes": [],
            }
            token = str((await self._post("/data/write", body)).get("snap_token", ""))
        return token

    async def delete(self, relations: Iterable[str]) -> str:
        """Take exactly these relations away and return the snap token, empty for none."""
        token = ""
        for (kind, entity, relation, subject, through), ids in _grouped(relations).items():
            for some in _portions(sorted(ids)):
                body: dict[str, Any] = {
                    "tuple_filter": {
                        "entity": {"type": kind, "ids": [entity]},
                        "relation": relation,
                        "subject": {"type": subject, "ids": some, "relation": through},
                    },
                    "attribute_filter": {"entity": {"type": "", "ids": []}, "attributes": []},
                }
                token = str((await self._post("/data/delete", body)).get("snap_token", ""))
        return token

    async def allowed(self, entity: tuple[str, int], user_id: int, *, token: str) -> set[str]:
        """Return the names of everything a user may do with an entity, no staler than `token`."""
        body = {
            "metadata": {
                "snap_token": token,
                "schema_version": "",
                "only_permission": True,
                "depth": _DEPTH,
            },
            "entity": {"type": entity[0], "id": str(entity[1])},
            "subject": {"type": "user", "id": str(user_id), "relation": ""},
        }
        results = (await self._post("/permissions/subject-permission", body)).get("results", {})
        return {name for name, result in results.items() if result == _ALLOWED}

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(self, path: str, body: Any) -> dict[str, Any]:
        try:
            answer = await self._client.post(path, json=body)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx2.HTTPError, ValueError) as error:
            raise EngineAway from error


def _tuple(text: str) -> dict[str, Any]:
    kind, entity, relation, subject, whom, through = _taken_apart(text)
    return {
        "entity": {"type": kind, "id": entity},
        "relation": relation,
        "subject": {"type": subject, "id": whom, "relation": through},
    }


def _grouped(relations: Iterable[str]) -> dict[tuple[str, str, str, str, str], list[str]]:
    groups: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for text in relations:
        kind, entity, relation, subject, whom, through = _taken_apart(text)
        groups[kind, entity, relation, subject, through].append(whom)
    return groups


def _taken_apart(text: str) -> tuple[str, str, str, str, str, str]:
    found = _RELATION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a relation: {text}")
    kind, entity, relation, subject, whom, through = found.groups(default="")
    return kind, entity, relation, subject, whom, through


def _portions(whole: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(whole), _AT_ONCE):
        yield whole[first : first + _AT_ONCE]
