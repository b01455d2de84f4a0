/** The shapes of what people are to each other: presence, blocks, and what administrators did. */
import type { Id, User } from './types'

/** What others may be seen as; who is offline is in no list. */
export type Presence = 'online' | 'idle' | 'dnd'

/** What one chooses to be seen as. */
export type ChosenStatus = Presence | 'invisible'

export interface Blocked {
  user: User
  created_at: string
}

/** What somebody is to me, numbered as on the wire. */
export const RELATION = { friend: 1, blocked: 2, incoming: 3, outgoing: 4 } as const

export type Relation = (typeof RELATION)[keyof typeof RELATION]

export interface Relationship {
  id: Id
  type: Relation
  since: string
  user: User
}

/** Whose friend requests one takes. */
export type Askers = 'everyone' | 'servers' | 'friends_of_friends' | 'nobody'

export interface AuditChange {
  key: string
  old_value?: unknown
  new_value?: unknown
}

export interface AuditEntry {
  id: Id
  user_id: Id | null
  target_id: Id | null
  action_type: number
  changes: AuditChange[]
  options?: Record<string, string>
  reason?: string
  /** Only in the log of the installation. */
  guild_id?: Id | null
  ip?: string | null
  trace_id?: string | null
}

export interface AuditLog {
  audit_log_entries: AuditEntry[]
  users: User[]
}

export interface AuditFilter {
  user_id?: Id
  action_type?: number
  target_id?: Id
  before?: Id
  guild_id?: Id
}

/** `should_notify`: they did it just now, and I am to hear of it. */
export interface RelationshipPush extends Relationship {
  should_notify: boolean
}

/** Pushes about people, by name. */
export interface PeoplePushes {
  BEEP_PRESENCES: {
    guild_id: Id | null
    presences: { user_id: Id; status: Presence | 'offline' }[]
    whole: boolean
  }
  BEEP_RELATIONSHIP_ADD: RelationshipPush
  BEEP_RELATIONSHIP_UPDATE: RelationshipPush
  BEEP_RELATIONSHIP_REMOVE: { id: Id }
  BEEP_STATUS: { status: ChosenStatus }
  BEEP_BLOCKS: { ids: Id[] }
  GUILD_AUDIT_LOG_ENTRY_CREATE: AuditEntry & { guild_id: Id }
}
