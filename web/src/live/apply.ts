/**
 * One function per push: the only place where pushes change the query cache.
 * All are idempotent, so that an answer and the push that repeats it may come in any order.
 */
import type { QueryClient } from '@tanstack/react-query'

import type { NotificationSettings, ReadStates, UnreadMentions } from '@/api/cache'
import type { NewDevice } from '@/api/factor-types'
import { keys } from '@/api/keys'
import type {
  Channel,
  FullServer,
  Id,
  Me,
  Member,
  Push,
  Pushes,
  Ready,
  Role,
  Server,
  ServerSummary,
} from '@/api/types'
import { permissionsIn } from '@/lib/permissions'
import { newest } from '@/lib/snowflake'

import { ADMINISTRATION_PUSHES, joined } from './administration-pushes'
import { counted } from './mentions'
import { MESSAGE_PUSHES, pointerOf } from './message-pushes'
import { PEOPLE_PUSHES, readyAboutMe } from './people-pushes'
import { resync } from './resync'
import { THREAD_PUSHES } from './thread-pushes'

type Apply = { [Name in keyof Pushes]: (client: QueryClient, data: Pushes[Name]) => void }

export function apply(client: QueryClient, push: Push): void {
  const run = APPLY[push.name] as ((client: QueryClient, data: unknown) => void) | undefined
  run?.(client, push.data)
}

const APPLY: Apply = {
  READY(client, ready) {
    client.setQueryData<Me>(keys.me, (old) => ({ ...old, ...ready.user }))
    const mine = new Set(ready.guilds.map((server) => server.id))
    client.setQueryData<ServerSummary[]>(keys.servers, (old) => old?.filter((server) => mine.has(server.id)))
    readyToRead(client, ready)
    readyAboutMe(client, ready)
  },

  RESUMED() {
    // What was missed has come before this.
  },

  GUILD_CREATE(client, server) {
    if (server.unavailable || !server.channels) return
    const { channels, members, threads, ...rest } = server
    client.setQueryData<Server>(keys.server(server.id), (old) => ({ ...old, ...rest }))
    client.setQueryData<Channel[]>(keys.channels(server.id), channels.map(inServer(server.id)))
    client.setQueryData<Channel[]>(keys.threads(server.id), (threads ?? []).map(inServer(server.id)))
    if (members.length >= server.member_count) client.setQueryData<Member[]>(keys.members(server.id), members)
    summarise(client, server, server)
    joined(client, server.id)
  },

  GUILD_UPDATE(client, server) {
    client.setQueryData<Server>(keys.server(server.id), (old) => (old ? { ...old, ...server } : old))
    summarise(client, server)
  },

  GUILD_EMOJIS_UPDATE(client, { guild_id, emojis }) {
    client.setQueryData<Server>(keys.server(guild_id), (old) => (old ? { ...old, emojis } : old))
  },

  GUILD_DELETE(client, { id, unavailable }) {
    if (unavailable) return
    client.setQueryData<ServerSummary[]>(keys.servers, (old) => old?.filter((server) => server.id !== id))
    for (const key of [keys.server(id), keys.channels(id), keys.members(id), keys.threads(id)])
      client.removeQueries({ queryKey: key })
  },

  CHANNEL_CREATE(client, channel) {
    changeChannels(client, channel.guild_id, (channels) => [
      ...channels.filter((one) => one.id !== channel.id),
      channel,
    ])
  },

  CHANNEL_UPDATE(client, channel) {
    changeChannels(client, channel.guild_id, (channels) =>
      channels.map((one) => (one.id === channel.id ? withNewest(channel, one.last_message_id) : one)),
    )
  },

  CHANNEL_DELETE(client, channel) {
    changeChannels(client, channel.guild_id, (channels) => channels.filter((one) => one.id !== channel.id))
    client.removeQueries({ queryKey: keys.messages(channel.id), type: 'inactive' })
  },

  GUILD_MEMBER_ADD(client, { guild_id, ...member }) {
    changeMembers(client, guild_id, (members) => [
      ...members.filter((one) => one.user.id !== member.user.id),
      member,
    ])
  },

  GUILD_MEMBER_UPDATE(client, { guild_id, ...member }) {
    changeMembers(client, guild_id, (members) =>
      members.map((one) => (one.user.id === member.user.id ? { ...one, ...member } : one)),
    )
  },

  GUILD_MEMBER_REMOVE(client, { guild_id, user }) {
    changeMembers(client, guild_id, (members) => members.filter((one) => one.user.id !== user.id))
  },

  GUILD_ROLE_CREATE: (client, { guild_id, role }) => putRole(client, guild_id, role),

  GUILD_ROLE_UPDATE: (client, { guild_id, role }) => putRole(client, guild_id, role),

  GUILD_ROLE_DELETE(client, { guild_id, role_id }) {
    changeRoles(client, guild_id, (roles) => roles.filter((role) => role.id !== role_id))
    changeMembers(client, guild_id, (members) =>
      members.map((one) => ({ ...one, roles: one.roles.filter((id) => id !== role_id) })),
    )
  },

  ...ADMINISTRATION_PUSHES,
  ...MESSAGE_PUSHES,
  ...THREAD_PUSHES,
  ...PEOPLE_PUSHES,

  USER_UPDATE(client, user) {
    if (client.getQueryData<Me>(keys.me)?.id === user.id) {
      client.setQueryData<Me>(keys.me, (old) => old && { ...old, ...user })
      void client.invalidateQueries({ queryKey: keys.account })
    }
    client.setQueriesData<Member[]>({ queryKey: ['members'] }, (members) =>
      members?.map((one) => (one.user.id === user.id ? { ...one, user: { ...one.user, ...user } } : one)),
    )
  },

  INVITE_CREATE: (client, { guild_id }) => invitesChanged(client, guild_id),

  INVITE_DELETE: (client, { guild_id }) => invitesChanged(client, guild_id),

  BEEP_SESSIONS_CHANGED: (client) => void client.invalidateQueries({ queryKey: keys.sessions }),

  BEEP_NEW_DEVICE(client, device) {
    client.setQueryData<NewDevice[]>(keys.newDevices, (old = []) => [
      ...old.filter((one) => one.session_id !== device.session_id),
      device,
    ])
  },

  BEEP_FACTORS_CHANGED(client) {
    for (const queryKey of [keys.factors, keys.proofs]) void client.invalidateQueries({ queryKey })
  },

  BEEP_RESYNC: (client, { channel_id }) => void resync(client, channel_id),
}

/** Read pointers, mentions and notification settings, as the server has them now. */
function readyToRead(client: QueryClient, { beep }: Ready): void {
  const states = beep?.read_states ?? []
  const pointers = states.map((one) => [one.channel_id, pointerOf(one)])
  client.setQueryData<ReadStates>(keys.readStates, Object.fromEntries(pointers) as ReadStates)
  const mentions = states.map((one) => [
    one.channel_id,
    counted(one.mention_count ?? 0, pointerOf(one), one.last_message_id),
  ])
  client.setQueryData<UnreadMentions>(keys.mentions, Object.fromEntries(mentions) as UnreadMentions)
  const settings = (beep?.notification_settings ?? []).map((one) => [one.guild_id, one])
  client.setQueryData<NotificationSettings>(
    keys.notifications,
    Object.fromEntries(settings) as NotificationSettings,
  )
}

function inServer(serverId: Id) {
  return (channel: Channel): Channel => ({ ...channel, guild_id: channel.guild_id ?? serverId })
}

function withNewest(channel: Channel, lastMessageId: Id | null): Channel {
  return { ...channel, last_message_id: newest(channel.last_message_id, lastMessageId) }
}

/** Keep the entry of the rail up to date. */
function summarise(client: QueryClient, server: Server, full?: FullServer): void {
  const me = client.getQueryData<Me>(keys.me)
  const roles = full?.members.find((member) => member.user.id === me?.id)?.roles ?? []
  client.setQueryData<ServerSummary[]>(keys.servers, (old = []) => {
    const known = old.find((one) => one.id === server.id)
    const permissions = full && me ? String(permissionsIn(server, me.id, roles)) : (known?.permissions ?? '0')
    const owner = server.owner_id === me?.id
    const summary = { id: server.id, name: server.name, icon: server.icon, owner, permissions }
    return known ? old.map((one) => (one === known ? summary : one)) : full ? [...old, summary] : old
  })
}

function changeChannels(client: QueryClient, serverId: Id, change: (channels: Channel[]) => Channel[]): void {
  client.setQueryData<Channel[]>(keys.channels(serverId), (channels) => channels && change(channels))
}

function changeMembers(client: QueryClient, serverId: Id, change: (members: Member[]) => Member[]): void {
  client.setQueryData<Member[]>(keys.members(serverId), (members) => members && change(members))
}

function changeRoles(client: QueryClient, serverId: Id, change: (roles: Role[]) => Role[]): void {
  client.setQueryData<Server>(
    keys.server(serverId),
    (server) => server && { ...server, roles: change(server.roles) },
  )
}

function putRole(client: QueryClient, serverId: Id, role: Role): void {
  changeRoles(client, serverId, (roles) => [...roles.filter((one) => one.id !== role.id), role])
}

function invitesChanged(client: QueryClient, serverId: Id | undefined): void {
  void client.invalidateQueries({ queryKey: serverId ? keys.invites(serverId) : ['invites'] })
}
