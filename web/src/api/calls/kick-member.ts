import { request } from '../client'
import type { Id } from '../types'

export const kickMember = (serverId: Id, userId: Id, reason?: string) =>
  request<void>('DELETE', `/guilds/${serverId}/members/${userId}`, { reason })
