/** Names of everything in the query cache. `live` and the screens agree here. */
import type { Id } from './types'

export const keys = {
  me: ['me'] as const,
  servers: ['servers'] as const,
  server: (id: Id) => ['server', id] as const,
  channels: (serverId: Id) => ['channels', serverId] as const,
  members: (serverId: Id) => ['members', serverId] as const,
  messages: (channelId: Id) => ['messages', channelId] as const,
  pins: (channelId: Id) => ['pins', channelId] as const,
  reactors: (messageId: Id, emoji: string) => ['reactors', messageId, emoji] as const,
  threads: (serverId: Id) => ['threads', serverId] as const,
  archivedThreads: (channelId: Id) => ['archived-threads', channelId] as const,
  blocks: ['blocks'] as const,
  blocked: ['blocked'] as const,
  status: ['status'] as const,
  presences: (serverId: Id) => ['presences', serverId] as const,
  audit: (serverId: Id | null, filter: object) => ['audit', serverId, filter] as const,
  notifications: ['notification-settings'] as const,
  readStates: ['read-states'] as const,
  mentions: ['unread-mentions'] as const,
  invite: (code: string) => ['invite', code] as const,
  invites: (serverId: Id) => ['invites', serverId] as const,
  permissions: ['permissions'] as const,
  bans: (serverId: Id) => ['bans', serverId] as const,
  transfer: (serverId: Id) => ['transfer', serverId] as const,
  invited: ['invited'] as const,
  found: (query: string) => ['found-servers', query] as const,
  explained: (serverId: Id, userId: Id, channelId: Id | undefined) =>
    ['explained', serverId, userId, channelId ?? null] as const,
  sessions: ['sessions'] as const,
  applications: ['applications'] as const,
}
