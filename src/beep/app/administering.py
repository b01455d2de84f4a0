"""What the commands of `beep admin` do, beside whatever is running: the operator asks nobody."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Literal, cast

from beep.app.program import Program
from beep.app.serving import Progress, migrated_database
from beep.app.settings import Settings
from beep.features import administration
from beep.kit.ids import UserId

Deed = Literal["suspend", "restore", "end-sessions", "reset-password", "reset-factors", "grant", "take"]


@asynccontextmanager
async def beside(settings: Settings, tell: Progress) -> AsyncGenerator[administration.Administration]:
    """Give the face of administration on the database of a Beep that may be running."""
    async with migrated_database(settings, tell) as url:
        program = await Program.start(settings, url, only=["administration"], works=False)
        try:
            yield cast("administration.Administration", program.face("administration"))
        finally:
            await program.stop()


async def link(settings: Settings, tell: Progress) -> str | None:
    async with beside(settings, tell) as face:
        return await face.make_link()


async def list_administrators(settings: Settings, tell: Progress) -> list[str]:
    async with beside(settings, tell) as face:
        return [line(one) for one in await face.list_administrators()]


async def show(settings: Settings, tell: Progress, who: str) -> str:
    async with beside(settings, tell) as face:
        return line(await face.find(who))


async def do(settings: Settings, tell: Progress, deed: Deed, who: str, reason: str | None) -> str:
    """Do something to a person's account and return how they stand afterwards."""
    async with beside(settings, tell) as face:
        user_id: UserId = (await face.find(who)).user.id
        if deed in {"grant", "take"}:
            await face.set_administrator(user_id, cast("administration.Kind", deed), reason=reason)
        else:
            await face.act_as_operator(user_id, cast("administration.Deed", deed), reason=reason)
        return line(await face.find(str(user_id)))


async def approve(settings: Settings, tell: Progress, proposal_id: int) -> None:
    async with beside(settings, tell) as face:
        await face.approve_as_operator(administration.ProposalId(proposal_id))


def line(person: administration.PersonView) -> str:
    """Return a person in one line: name, id, e-mail, and what is special about their account."""
    account = person.account
    marks = [
        (account is not None and "admin" in account.global_roles, "administrator"),
        (account is not None and account.suspended_at is not None, "suspended"),
        (account is not None and account.verified_at is None, "not verified"),
        (account is not None and not account.has_password, "no password"),
    ]
    told = ", ".join(word for holds, word in marks if holds)
    email = (account.email if account else None) or "no e-mail"
    return f"{person.user.username}  {person.user.id}  {email}" + (f"  ({told})" if told else "")
