import { request } from '../client'
import type { Explained } from '../types'

export const explainPermissions = (serverId: string, userId: string, channelId: string | undefined) =>
  request<Explained>('GET', `/guilds/${serverId}/permissions/${userId}`, { query: { channel_id: channelId } })
