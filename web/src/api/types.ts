/**
 * The shapes of the wire (docs/api/wire.md), written by hand: only what the client looks at. That the server
 * sends it is checked by `scripts/check-answers.mjs`. On the wire a server is a `guild`.
 */
import type { AdministrationPushes } from './administration-types'
import type { NewDevice } from './factor-types'
import type {
  MessagePushes,
  ReadState,
  ServerEmoji,
  ServerNotifications,
  ThreadMember,
  ThreadPushes,
} from './message-types'
import type { ChosenStatus, PeoplePushes, Relation } from './people-types'

export * from './administration-types'
export * from './identity-types'
export * from './message-types'
export * from './people-types'
export * from './provider-types'

export type Id = string

export interface User {
  id: Id
  username: string
  discriminator: string
  global_name: string | null
  avatar: string | null
  bot?: boolean
  system?: boolean
}

export interface Me extends User {
  email: string | null
  verified?: boolean
  has_password?: boolean
  global_roles?: string[]
}

export interface Role {
  id: Id
  name: string
  color: number
  hoist: boolean
  position: number
  permissions: string
  managed: boolean
  mentionable: boolean
}

/** What can be said of a role when it is made or changed. */
export interface RoleChange {
  name?: string
  color?: number
  hoist?: boolean
  mentionable?: boolean
  permissions?: string
}

/** One permission of `GET /permissions`. */
export interface PermissionInfo {
  name: string
  bit: number
  value: string
  group: string
  scopes: ('server' | 'channel')[]
  label: Record<'en' | 'fr', string>
  description: Record<'en' | 'fr', string>
}

/** One reason of a decision. */
export interface Because {
  kind:
    | 'owner'
    | 'administrator'
    | 'role'
    | 'default'
    | 'override'
    | 'hidden'
    | 'timeout'
    | 'archived'
    | 'thread'
    | 'none'
  effect: 'allow' | 'deny'
  target_type: 'role' | 'member' | 'channel' | null
  id: Id | null
  name: string | null
}

export interface Decision {
  name: string
  allowed: boolean
  because: Because[]
}

/** What somebody may do in a server or a channel, and why. */
export interface Explained {
  user_id: Id
  channel_id: Id | null
  permissions: string
  decisions: Decision[]
}

export interface Overwrite {
  id: Id
  type: number
  allow: string
  deny: string
}

export interface Channel {
  id: Id
  type: number
  guild_id: Id
  name: string
  topic: string | null
  position: number
  last_message_id: Id | null
  permission_overwrites: Overwrite[]
  parent_id?: Id | null
  /** Seconds between two messages of one person; 0 is no limit. */
  rate_limit_per_user?: number
  last_pin_timestamp?: string | null
  /** Only threads have what follows. */
  owner_id?: Id
  thread_metadata?: ThreadMetadata
  message_count?: number
  member_count?: number
  member?: ThreadMember | null
}

export interface ThreadMetadata {
  archived: boolean
  locked: boolean
  auto_archive_duration: number
  archive_timestamp: string
}

export interface Member {
  user: User
  nick: string | null
  roles: Id[]
  joined_at: string
  /** Somebody in timeout reads and does nothing else until then. */
  communication_disabled_until?: string | null
}

/** An entry of `GET /users/@me/guilds`. */
export interface ServerSummary {
  id: Id
  name: string
  icon: string | null
  owner: boolean
  permissions: string
}

export interface Server {
  id: Id
  name: string
  icon: string | null
  description: string | null
  owner_id: Id
  roles: Role[]
  emojis?: ServerEmoji[]
  visibility?: 'private' | 'public'
  /** Whether a member may have several roles. */
  multi_roles?: boolean
  /** Since when the server is archived: read by its members, changed by nobody. */
  archived_at?: string | null
  channels?: Channel[]
  member_count?: number
  approximate_member_count?: number
}

/** What `GUILD_CREATE` brings. */
export interface FullServer extends Server {
  channels: Channel[]
  members: Member[]
  member_count: number
  threads?: Channel[]
  joined_at?: string
  unavailable?: boolean
}

export interface Invite {
  code: string
  guild: { id: Id; name: string; description?: string | null; icon: string | null }
  channel: { id: Id; name: string; type: number } | null
  inviter?: User | null
  uses?: number
  max_uses?: number
  max_age?: number
  created_at?: string
  expires_at: string | null
  approximate_member_count?: number
}

export interface Session {
  id: string
  created_at: string
  last_active_at: string
  user_agent: string | null
  /** A browser, or another program's name. */
  browser?: string | null
  system?: string | null
  ip: string | null
  /** `local`: on the server's own network. `country` is a code of ISO 3166, `city` a name by language. */
  place?: { local: boolean; country: string | null; city: Record<string, string> | null }
  /** What was proved in it: `password`, `totp`, `oidc:<provider>` and the like. */
  methods?: string[]
  /** It began with a browser, a system or from a network not used before. */
  new_device?: boolean
  /** The application that acts in one's name; none in Beep's own clients. */
  client?: string | null
  current: boolean
}

export interface Application {
  id: Id
  name: string
  bot: User
}

export interface Tokens {
  accessToken: string
  refreshToken: string
  expiresIn: number
}

export interface FieldError {
  code: string
  message: string
}

export interface ErrorBody {
  code: number
  message: string
  key?: string
  request_id?: string
  retry_after?: number
  ticket?: string
  kinds?: string[]
  email?: string
  errors?: ErrorTree
}

export interface ErrorTree {
  _errors?: FieldError[]
  [path: string]: ErrorTree | FieldError[] | undefined
}

export interface Ready {
  v: number
  user: Me
  guilds: { id: Id; unavailable?: boolean }[]
  session_id: string
  resume_gateway_url: string
  relationships?: { id: Id; type: Relation }[]
  beep?: {
    read_states: ReadState[]
    session_id: string
    notification_settings?: ServerNotifications[]
    status?: ChosenStatus
    blocks?: Id[]
  } | null
}

/** Pushes by name, as the gateway sends them in `t` and `d`. */
export interface Pushes extends AdministrationPushes, MessagePushes, PeoplePushes, ThreadPushes {
  READY: Ready
  RESUMED: unknown
  GUILD_CREATE: FullServer
  GUILD_UPDATE: Server
  GUILD_EMOJIS_UPDATE: { guild_id: Id; emojis: ServerEmoji[] }
  GUILD_DELETE: { id: Id; unavailable?: boolean }
  CHANNEL_CREATE: Channel
  CHANNEL_UPDATE: Channel
  CHANNEL_DELETE: Channel
  GUILD_MEMBER_ADD: Member & { guild_id: Id }
  GUILD_MEMBER_UPDATE: Member & { guild_id: Id }
  GUILD_MEMBER_REMOVE: { guild_id: Id; user: User }
  GUILD_ROLE_CREATE: { guild_id: Id; role: Role }
  GUILD_ROLE_UPDATE: { guild_id: Id; role: Role }
  GUILD_ROLE_DELETE: { guild_id: Id; role_id: Id }
  USER_UPDATE: User
  INVITE_CREATE: { guild_id?: Id; code: string }
  INVITE_DELETE: { guild_id?: Id; code: string }
  BEEP_SESSIONS_CHANGED: unknown
  BEEP_NEW_DEVICE: NewDevice
  BEEP_FACTORS_CHANGED: unknown
  BEEP_RESYNC: { channel_id: Id | null }
}

export type PushName = keyof Pushes
export type Push = { [Name in PushName]: { name: Name; data: Pushes[Name] } }[PushName]
