/** The shapes of accounts as administrators see them. */
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

export interface HeldAccount {
  user: User
  email: string | null
  verified: boolean
  has_password: boolean
  global_roles: string[]
  created_at: string
  suspended_at: string | null
}

export interface WholeAccount extends HeldAccount {
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
