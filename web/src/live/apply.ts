/**
 * One function per push: the only place where pushes change the query cache.
 * All are idempotent, so that an answer and the push that repeats it may come in any order.
 */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow, ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type {
  Channel,
  FullServer,
  Id,
  Me,
  Member,
  Message,
  MessagePush,
  Push,
  Pushes,
  Role,
  Server,
  ServerSummary,
} from '@/api/types'
import { permissionsIn } from '@/lib/permissions'
import { isNewer, newest } from '@/lib/snowflake'

import { resync } from './history'
import { record, type Change } from './log'
import { heardTyping, stoppedTyping } from './typing'
import { withCreated, withDeleted, withUpdated } from './windows'

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
    const states = (ready.beep?.read_states ?? []).map((one) => [one.channel_id, one.last_read_message_id])
    client.setQueryData<ReadStates>(keys.readStates, Object.fromEntries(states) as ReadStates)
  },

  RESUMED() {
    // What was missed has come before this.
  },

  GUILD_CREATE(client, server) {
    if (server.unavailable || !server.channels) return
    const { channels, members, ...rest } = server
    client.setQueryData<Server>(keys.server(server.id), (old) => ({ ...old, ...rest }))
    client.setQueryData<Channel[]>(keys.channels(server.id), channels.map(inServer(server.id)))
    if (members.length >= server.member_count) client.setQueryData<Member[]>(keys.members(server.id), members)
    summarise(client, server, server)
  },

  GUILD_UPDATE(client, server) {
    client.setQueryData<Server>(keys.server(server.id), (old) => (old ? { ...old, ...server } : old))
    summarise(client, server)
  },

  GUILD_DELETE(client, { id, unavailable }) {
    if (unavailable) return
    client.setQueryData<ServerSummary[]>(keys.servers, (old) => old?.filter((server) => server.id !== id))
    for (const key of [keys.server(id), keys.channels(id), keys.members(id)])
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

  MESSAGE_CREATE(client, push) {
    const message = withoutServer(push)
    changeWindow(client, message.channel_id, (window) => withCreated(window, message))
    stoppedTyping(message.channel_id, message.author.id)
    noteLastMessage(client, message, push.guild_id)
    noteMention(client, message)
  },

  MESSAGE_UPDATE(client, push) {
    const message = withoutServer(push)
    changeWindow(client, message.channel_id, (window) => withUpdated(window, message))
  },

  MESSAGE_DELETE(client, { id, channel_id }) {
    changeWindow(client, channel_id, (window) => withDeleted(window, id))
    client.setQueryData<UnreadMentions>(keys.mentions, (old) =>
      old?.[channel_id] ? { ...old, [channel_id]: old[channel_id].filter((one) => one !== id) } : old,
    )
  },

  TYPING_START(client, { channel_id, user_id }) {
    if (client.getQueryData<Me>(keys.me)?.id !== user_id) heardTyping(channel_id, user_id)
  },

  USER_UPDATE(client, user) {
    client.setQueryData<Me>(keys.me, (old) => (old?.id === user.id ? { ...old, ...user } : old))
    client.setQueriesData<Member[]>({ queryKey: ['members'] }, (members) =>
      members?.map((one) => (one.user.id === user.id ? { ...one, user: { ...one.user, ...user } } : one)),
    )
  },

  INVITE_CREATE: (client, { guild_id }) => invitesChanged(client, guild_id),

  INVITE_DELETE: (client, { guild_id }) => invitesChanged(client, guild_id),

  BEEP_READ_STATE(client, { channel_id, last_read_message_id }) {
    client.setQueryData<ReadStates>(keys.readStates, (old) => ({
      ...old,
      [channel_id]: newest(last_read_message_id, old?.[channel_id]),
    }))
    client.setQueryData<UnreadMentions>(keys.mentions, (old) => {
      const left = (old?.[channel_id] ?? []).filter((id) => isNewer(id, last_read_message_id))
      return { ...old, [channel_id]: left }
    })
  },

  BEEP_SESSIONS_CHANGED: (client) => void client.invalidateQueries({ queryKey: keys.sessions }),

  BEEP_RESYNC: (client, { channel_id }) => void resync(client, channel_id),
}

function inServer(serverId: Id) {
  return (channel: Channel): Channel => ({ ...channel, guild_id: channel.guild_id ?? serverId })
}

function withNewest(channel: Channel, lastMessageId: Id | null): Channel {
  return { ...channel, last_message_id: newest(channel.last_message_id, lastMessageId) }
}

function withoutServer({ guild_id: _server, member: _member, ...message }: MessagePush): Message {
  return message
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

function changeWindow(client: QueryClient, channelId: Id, change: Change): void {
  record(channelId, change)
  client.setQueryData<MessageWindow>(keys.messages(channelId), (window) => window && change(window))
}

function noteLastMessage(client: QueryClient, message: Message, serverId: Id | undefined): void {
  const change = (channels: Channel[] | undefined) =>
    channels?.map((one) => (one.id === message.channel_id ? withNewest(one, message.id) : one))
  if (serverId) client.setQueryData<Channel[]>(keys.channels(serverId), change)
  else client.setQueriesData<Channel[]>({ queryKey: ['channels'] }, change)
}

function noteMention(client: QueryClient, message: Message): void {
  const me = client.getQueryData<Me>(keys.me)
  if (!me || message.author.id === me.id) return
  if (!message.mention_everyone && !message.mentions.some((user) => user.id === me.id)) return
  if (!isNewer(message.id, client.getQueryData<ReadStates>(keys.readStates)?.[message.channel_id])) return
  client.setQueryData<UnreadMentions>(keys.mentions, (old) => {
    const ids = old?.[message.channel_id] ?? []
    return ids.includes(message.id) ? old : { ...old, [message.channel_id]: [...ids, message.id] }
  })
}

function invitesChanged(client: QueryClient, serverId: Id | undefined): void {
  void client.invalidateQueries({ queryKey: serverId ? keys.invites(serverId) : ['invites'] })
}
