import { request } from '../client'

/** How many members without a role have not been seen for some days. */
export const countPrune = (serverId: string, days: number) =>
  request<{ pruned: number | null }>('GET', `/guilds/${serverId}/prune`, { query: { days } })
