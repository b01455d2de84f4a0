"""The service of servers: one object that is the face, made of its parts."""

from collections.abc import Collection, Sequence
from typing import Any

from beep.features import auth, friends, media, users
from beep.features.servers.contract import Activity, Founding, Presences, Signs
from beep.features.servers.service.archives import Archives
from beep.features.servers.service.bans import Bans
from beep.features.servers.service.invitations import Invitations
from beep.features.servers.service.invites import Invites
from beep.features.servers.service.life import Life
from beep.features.servers.service.members import Members
from beep.features.servers.service.memberships import Memberships
from beep.features.servers.service.prunes import Prunes
from beep.features.servers.service.roles import Roles
from beep.features.servers.service.standings import Standings
from beep.features.servers.service.transfers import Transfers
from beep.features.servers.settings import ServersSettings
from beep.kit.ids import ServerId, UserId
from beep.runtime.feature import Runtime


class _Nobody:
    def count_present(self, user_ids: Collection[UserId]) -> int:
        del user_ids
        return 0


class _NoEmojis:
    async def objects(self, server_id: ServerId) -> Sequence[Any]:
        del server_id
        return []


class ServersService(Standings):
    """Implements `Servers`. `founding` is a port: `app` fills it before the first request."""

    founding: Founding
    presences: Presences = _Nobody()
    emojis: Signs = _NoEmojis()

    def __init__(
        self,
        runtime: Runtime,
        settings: ServersSettings,
        *,
        users: users.Users,
        auth: auth.Auth,
        friends: friends.Friends,
        media: media.Media,
    ) -> None:
        super().__init__(runtime, settings)
        self.life = Life(self, auth, media)
        self.roles = Roles(self)
        self.members = Members(self)
        self.memberships = Memberships(self, users, auth)
        self.bans = Bans(self, self.memberships, users)
        self.prunes = Prunes(self, self.memberships, users, auth)
        self.transfers = Transfers(self, users, auth)
        self.archives = Archives(self)
        self.invites = Invites(self, self.memberships)
        self.invitations = Invitations(self, self.memberships, users, friends)
        self.list_of_user = self.life.list_of_user
        self.pictures_in_use = self.life.pictures_in_use
        self.get_member = self.memberships.get
        self.list_members = self.memberships.list_all
        self.share_server = self.memberships.share_server
        self.list_memberships = self.memberships.list_of_user
        self.add_bot = self.memberships.add_bot
        self.remove_everywhere = self.memberships.remove_everywhere
        self.find_invite = self.invites.find
        self.create_invite = self.invites.create
        self.list_invites = self.invites.list_of_channel
        self.discard_invites = self.invites.discard
        self.find_invitation = self.invitations.find
        self.heir_of = self.transfers.heir_of
        self.transfer = self.transfers.transfer
        self.export_person = self.memberships.export_person
        self.propose_transfer = self.transfers.propose
        self.end = self.life.end

    @property
    def activity(self) -> Activity:
        return self.archives.activity

    @activity.setter
    def activity(self, filler: Activity) -> None:
        self.archives.activity = filler


__all__ = ["ServersService"]
