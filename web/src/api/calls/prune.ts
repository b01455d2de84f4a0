import { request } from '../client'

export const prune = (serverId: string, days: number, reason?: string) =>
  request<{ pruned: number | null }>('POST', `/guilds/${serverId}/prune`, { body: { days }, reason })
