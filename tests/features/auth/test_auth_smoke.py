import pytest
from tests.worlds.people import sign_up, log_in
pytestmark = pytest.mark.anyio
async def test_smoke(api):
    ana = await sign_up(api, "ana")
    r = await ana.get("/users/@me"); print(r.json()); assert r.status_code==200
    again = await log_in(api, ana)
    print((await again.get("/auth/sessions")).json())
    r = await api.post("/auth/refresh", json={"refreshToken": again.refresh_token}); print(r.json())
    r = await api.get("/auth/jwks.json"); print(r.json())
    r = await ana.patch("/users/@me", {"username":"anna","global_name":"Ana B"}); print(r.json())
    r = await ana.get("http://beep.test/.well-known/jwks.json"); print(r.json())
    r= await ana.post("/auth/logout-all"); assert r.status_code==204
    r= await ana.get("/users/@me"); assert r.status_code==401; print(r.text)
