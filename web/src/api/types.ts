/**
 * The shapes of the wire (docs/api/wire.md), written by hand until they are generated
 * from the server's OpenAPI (`npm run api:types`). On the wire a server is a `guild`.
 */
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
}

export interface Member {
  user: User
  nick: string | null
  roles: Id[]
  joined_at: string
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
  visibility?: 'private' | 'public'
  channels?: Channel[]
  member_count?: number
  approximate_member_count?: number
}

/** What `GUILD_CREATE` brings. */
export interface FullServer extends Server {
  channels: Channel[]
  members: Member[]
  member_count: number
  joined_at?: string
  unavailable?: boolean
}

export interface MessageReference {
  message_id?: Id
  channel_id?: Id
}

export interface Message {
  id: Id
  channel_id: Id
  author: User
  content: string
  timestamp: string
  edited_timestamp: string | null
  type: number
  mentions: User[]
  mention_roles: Id[]
  mention_everyone: boolean
  nonce?: string | number | null
  flags: number
  message_reference?: MessageReference | null
  referenced_message?: Message | null
  seq?: number
}

export interface MessagePush extends Message {
  guild_id?: Id
  member?: Omit<Member, 'user'> | null
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
  ip: string | null
  current: boolean
}

export interface Application {
  id: Id
  name: string
  bot: User
}

export interface ReadState {
  channel_id: Id
  last_read_message_id: Id | null
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
  beep?: { read_states: ReadState[]; session_id: string } | null
}

/** Pushes by name, as the gateway sends them in `t` and `d`. */
export interface Pushes {
  READY: Ready
  RESUMED: unknown
  GUILD_CREATE: FullServer
  GUILD_UPDATE: Server
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
  MESSAGE_CREATE: MessagePush
  MESSAGE_UPDATE: MessagePush
  MESSAGE_DELETE: { id: Id; channel_id: Id; guild_id?: Id }
  TYPING_START: { channel_id: Id; guild_id?: Id; user_id: Id; timestamp: number; member?: Member | null }
  USER_UPDATE: User
  INVITE_CREATE: { guild_id?: Id; code: string }
  INVITE_DELETE: { guild_id?: Id; code: string }
  BEEP_READ_STATE: ReadState
  BEEP_SESSIONS_CHANGED: unknown
  BEEP_RESYNC: { channel_id: Id | null }
}

export type PushName = keyof Pushes
export type Push = { [Name in PushName]: { name: Name; data: Pushes[Name] } }[PushName]
