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
}
