/** One's own account, and the letters administrators look after. */
import type { Id } from './types'

/** An address that becomes mine once its link is followed. */
export interface PendingEmail {
  email: string
  expires_at: string
}

/** `verification`: an e-mail must be confirmed here. `sending`: letters leave by themselves. */
export interface Account {
  email: string | null
  verified: boolean
  has_password: boolean
  pending: PendingEmail | null
  verification: boolean
  sending: boolean
}

export interface Letter {
  id: Id
  to: string
  subject: string
  state: 'waiting' | 'sent' | 'failed' | 'expired'
  created_at: string
  expires_at: string
  tries: number
  next_try_at: string | null
  sent_at: string | null
  error: string | null
}

export interface Letters {
  sending: boolean
  letters: Letter[]
/** The shapes of accounts as administrators see them, and of leaving. */
import type { Id, User } from './types'

export interface AccountSession {
  id: Id
  created_at: string
  last_active_at: string
  user_agent: string
  ip: string
  methods: string[]
  client: string | null
}

export interface Account {
  user: User
  email: string | null
  verified: boolean
  has_password: boolean
  global_roles: string[]
  created_at: string
  suspended_at: string | null
}

export interface WholeAccount extends Account {
  sessions: AccountSession[]
}

/** One administrator wants somebody to be one too, or no more; another decides. */
export interface RoleProposal {
  id: Id
  user_id: Id
  kind: 'grant' | 'take'
  reason: string | null
  proposed_by: Id
  created_at: string
}

/** What happens to what somebody wrote, once they are gone. */
export type LeavingMode = 'delete' | 'anonymise'

export interface ServerFate {
  guild_id: Id
  fate: 'transfer' | 'delete'
  to?: Id | null
}

export interface Departure {
  mode: LeavingMode
  asked_at: string
  due_at: string
  servers: ServerFate[]
}
