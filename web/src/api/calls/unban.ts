import { request } from '../client'

export const unban = (serverId: string, userId: string, reason?: string) =>
  request<void>('DELETE', `/guilds/${serverId}/bans/${userId}`, { reason })
