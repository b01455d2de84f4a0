import { request } from '../client'
import type { Invite } from '../types'

export function acceptInvite(code: string): Promise<Invite> {
  return request('POST', `/invites/${encodeURIComponent(code)}`, { body: {} })
}
