/** The shapes of administration: bans, discovery, ownership, direct invitations. */
import type { Id, User } from './types'

export interface Ban {
  user: User
  reason: string | null
}

/** A public server, as strangers see it. */
export interface FoundServer {
  id: Id
  name: string
  description: string | null
  icon: string | null
  approximate_member_count: number
  joined: boolean
}

export interface FoundServers {
  guilds: FoundServer[]
  total: number
}

/** A server offered to one of its members. */
export interface Transfer {
  user_id: Id
  proposed_at: string
  expires_at: string
}

/** A server one is invited to by name. */
export interface Invited {
  guild: { id: Id; name: string; description?: string | null; icon: string | null }
  inviter: User | null
  created_at: string
}

export interface AdministrationPushes {
  GUILD_BAN_ADD: { guild_id: Id; user: User }
  GUILD_BAN_REMOVE: { guild_id: Id; user: User }
  BEEP_OWNERSHIP_PROPOSED: { guild_id: Id; user_id: Id | null }
  BEEP_INVITED: Invited
  BEEP_INVITED_ENDED: { guild_id: Id }
}
