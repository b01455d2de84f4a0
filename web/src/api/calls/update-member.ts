import { request } from '../client'
import type { Id, Member } from '../types'

export interface MemberChange {
  nick?: string | null
  communication_disabled_until?: string | null
}

/** Change a member; `@me` is oneself. */
export const updateMember = (serverId: Id, userId: Id, change: MemberChange, reason?: string) =>
  request<Member>('PATCH', `/guilds/${serverId}/members/${userId}`, { body: change, reason })
