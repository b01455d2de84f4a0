/** The shapes of leaving for good. */
import type { Id } from './types'

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
