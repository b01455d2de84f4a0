import { request } from '../client'
import type { Id } from '../types'

/** Ban somebody, and take away what they wrote in the last seconds. */
export const banMember = (serverId: Id, userId: Id, deleteMessageSeconds: number, reason?: string) =>
  request<void>('PUT', `/guilds/${serverId}/bans/${userId}`, {
    body: { delete_message_seconds: deleteMessageSeconds },
    reason,
  })
