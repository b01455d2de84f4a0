import { request } from '../client'
import type { Server } from '../types'

/** Join a public server. */
export const joinServer = (serverId: string) =>
  request<Server>('POST', `/guilds/${serverId}/join`, { body: {} })
