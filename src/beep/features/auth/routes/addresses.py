"""HTTP of what letters are about: one's e-mail and one's password."""

from beep.features.auth.schemas import (
    AccountObject,
    AskReset,
    ChangeEmail,
    ChangePassword,
    Confirmed,
    FollowLink,
    PendingEmail,
    ResetPassword,
    Undone,
    account_object,
    pending_email,
)
from beep.features.auth.service import AuthService
from beep.features.auth.wire import origin_of
from beep.runtime.http import Call, delete, get, post, put


class AddressRoutes:
    def __init__(self, service: AuthService) -> None:
        self._service = service

    @get("/auth/account", access="oneself")
    async def account(self, call: Call) -> AccountObject:
        """Return one's own account: its e-mail, what waits to be confirmed, whether letters leave here."""
        own = await self._service.addresses.own(call.actor.user_id)
        return account_object(
            own,
            is_required=self._service.is_verification_required,
            is_sending=self._service.is_sending_letters,
        )

    @post("/auth/email/verification", access="oneself", per_10_s=5)
    async def send_verification(self, call: Call) -> None:
        """Send the letter that confirms one's e-mail once more; five in an hour at most."""
        await self._service.addresses.send_verification(call.actor)

    @put("/auth/email", access="oneself", status=202, per_10_s=5)
    async def change_email(self, call: Call, body: ChangeEmail) -> PendingEmail:
        """Ask for another e-mail; it is one's own once its link is followed, within 24 hours.

        Needs a recent sign-in. Answers the same for an address that another account has.
        """
        self._service.check_recent_sign_in(call.actor)
        made = await self._service.addresses.ask_change(call.actor, body.email, origin_of(call))
        return pending_email(made)

    @delete("/auth/email/pending", access="oneself")
    async def cancel_change(self, call: Call) -> None:
        """Keep the e-mail one has: the link to another one works no more."""
        await self._service.addresses.cancel_change(call.actor)

    @post("/auth/email/confirm", access="anyone", per_10_s=10)
    async def confirm(self, call: Call, body: FollowLink) -> Confirmed:
        """Follow the link of a letter that asks to confirm an address; it works once."""
        kind = await self._service.addresses.confirm(body.token, origin_of(call))
        return Confirmed(kind=kind)

    @post("/auth/email/undo", access="anyone", per_10_s=10)
    async def undo(self, call: Call, body: FollowLink) -> Undone:
        """Give the account its old e-mail back, end every session and forget the password.

        Answers the token by which its owner chooses a new one.
        """
        return Undone(reset=await self._service.addresses.undo(body.token, origin_of(call)))

    @put("/auth/password", access="oneself", per_10_s=10)
    async def change_password(self, call: Call, body: ChangePassword) -> None:
        """Change one's password, which ends every other session.

        `old_password` is needed by who has one; who has none needs a recent sign-in.
        """
        if body.old_password is None:
            self._service.check_recent_sign_in(call.actor)
        origin = origin_of(call)
        await self._service.passwords.change(call.actor, body.password, body.old_password, origin)

    @post("/auth/reset", access="anyone", status=202, per_10_s=5)
    async def ask_reset(self, call: Call, body: AskReset) -> None:
        """Ask for a letter to choose a new password by; answers the same whether there is such an account."""
        del call
        await self._service.passwords.ask_reset(body.email)

    @post("/auth/reset/confirm", access="whoever", per_10_s=10)
    async def reset(self, call: Call, body: ResetPassword) -> None:
        """Choose a new password by a letter's link, which ends every session.

        Who has a second factor gets 401 with the key `auth.second_factor_required` and a `ticket`: redeem it
        and call again with the access token. The link stays good until a password is chosen.
        """
        actor = call.context.actor
        await self._service.passwords.reset(body.token, body.password, actor, origin_of(call))
