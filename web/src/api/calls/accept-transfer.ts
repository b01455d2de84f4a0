import { request } from '../client'
import type { Server } from '../types'

export const acceptTransfer = (serverId: string) =>
  request<Server>('POST', `/guilds/${serverId}/ownership-transfer/accept`)
