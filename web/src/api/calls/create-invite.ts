import { request } from '../client'
import type { Id, Invite } from '../types'

/** `max_age` in seconds and `max_uses`: 0 means without limit. */
export function createInvite(channelId: Id, body: { max_age: number; max_uses: number }): Promise<Invite> {
  return request('POST', `/channels/${channelId}/invites`, { body })
}
