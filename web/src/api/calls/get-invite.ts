import { request } from '../client'
import type { Invite } from '../types'

/** Where an invite leads; anybody who has the code may look. */
export function getInvite(code: string): Promise<Invite> {
  return request('GET', `/invites/${encodeURIComponent(code)}`, {
    anonymous: true,
    query: { with_counts: 'true' },
  })
}
