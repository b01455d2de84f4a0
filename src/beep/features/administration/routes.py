"""HTTP of administration: to everybody but administrators none of it exists."""

from beep.features.administration.contract import ProposalId
from beep.features.administration.schemas import (
    Because,
    ClaimLink,
    PeopleQuery,
    PersonObject,
    ProposalObject,
    Propose,
    WholePersonObject,
    person_object,
    proposal_object,
    whole_person_object,
)
from beep.features.administration.service import AdministrationService
from beep.kit.ids import UserId
from beep.runtime.http import Call, delete, get, post


class AdministrationRoutes:
    def __init__(self, service: AdministrationService) -> None:
        self._service = service

    @get("/admin/people", access="oneself")
    async def people(self, call: Call, query: PeopleQuery) -> list[PersonObject]:
        """Find people by the beginning of a name, an id, or a whole e-mail; the newest first."""
        words, before = query.query.strip(), int(query.before)
        found = await self._service.search(call.actor, words, before=before, limit=query.limit)
        return [person_object(one) for one in found]

    @get("/admin/people/{user_id}", access="oneself")
    async def person(self, call: Call, user_id: UserId) -> WholePersonObject:
        """Return a person with their account and sessions."""
        person, sessions = await self._service.get(call.actor, user_id)
        return whole_person_object(person, sessions)

    @post("/admin/people/{user_id}/suspension", access="oneself", per_10_s=20)
    async def suspend(self, call: Call, user_id: UserId, body: Because) -> None:
        """Let a person in no more; their sessions and sockets end within a second.

        Needs a recent sign-in. Not for oneself, nor for other administrators.
        """
        await self._service.act(call.actor, user_id, "suspend", body.reason or call.reason)

    @delete("/admin/people/{user_id}/suspension", access="oneself", per_10_s=20)
    async def restore(self, call: Call, user_id: UserId) -> None:
        """Let a suspended person in again."""
        await self._service.act(call.actor, user_id, "restore", call.reason)

    @delete("/admin/people/{user_id}/sessions", access="oneself", per_10_s=20)
    async def end_sessions(self, call: Call, user_id: UserId) -> None:
        """Sign a person out everywhere."""
        await self._service.act(call.actor, user_id, "end-sessions", call.reason)

    @post("/admin/people/{user_id}/password-reset", access="oneself", per_10_s=20)
    async def force_reset(self, call: Call, user_id: UserId, body: Because) -> None:
        """Forget a person's password and sign them out; they get a letter to choose a new one by."""
        await self._service.act(call.actor, user_id, "reset-password", body.reason or call.reason)

    @delete("/admin/people/{user_id}/factors", access="oneself", per_10_s=20)
    async def reset_factors(self, call: Call, user_id: UserId) -> None:
        """Take the second factors from a person who lost them: the password is enough again."""
        await self._service.act(call.actor, user_id, "reset-factors", call.reason)

    @get("/admin/administrators", access="oneself")
    async def administrators(self, call: Call) -> list[PersonObject]:
        """List who administers this Beep."""
        return [person_object(one) for one in await self._service.administrators(call.actor)]

    @delete("/admin/administrators/@me", access="oneself", per_10_s=20)
    async def step_down(self, call: Call) -> None:
        """Give one's own role back; the last administrator cannot."""
        await self._service.step_down(call.actor)

    @get("/admin/proposals", access="oneself")
    async def proposals(self, call: Call) -> list[ProposalObject]:
        """List who is proposed as administrator, or as one no more, and not decided upon."""
        return [proposal_object(one) for one in await self._service.list_proposals(call.actor)]

    @post("/admin/proposals", status=201, access="oneself", per_10_s=20)
    async def propose(self, call: Call, body: Propose) -> ProposalObject:
        """Propose that somebody administers, or does no more; another administrator decides."""
        user_id = UserId(int(body.user_id))
        made = await self._service.propose(call.actor, user_id, body.kind, body.reason or call.reason)
        return proposal_object(made)

    @post("/admin/proposals/{proposal_id}/approval", access="oneself", per_10_s=20)
    async def approve(self, call: Call, proposal_id: ProposalId) -> None:
        """Agree to another administrator's proposal; it holds at once."""
        await self._service.approve(call.actor, proposal_id)

    @delete("/admin/proposals/{proposal_id}", access="oneself", per_10_s=20)
    async def decline(self, call: Call, proposal_id: ProposalId) -> None:
        """Drop a proposal, one's own or another's."""
        await self._service.decline(call.actor, proposal_id)

    @post("/admin/first", access="oneself", per_10_s=5)
    async def claim(self, call: Call, body: ClaimLink) -> None:
        """Become the first administrator, by the link that Beep printed when it started."""
        await self._service.claim(call.actor, body.token)
