import { request } from '../client'

/** Withdraw one's offer, or refuse somebody's. */
export const endTransfer = (serverId: string) =>
  request<void>('DELETE', `/guilds/${serverId}/ownership-transfer`)
