"""Permission tests share one program and one server for each module: it is the cases that count."""

import httpx2
import pytest
from tests.permissions.cast import Cast, cast_in

from beep.app.program import Program


@pytest.fixture(scope="module")
async def cast(shared_api: httpx2.AsyncClient, shared_program: Program) -> Cast:
    return await cast_in(shared_api, shared_program)
