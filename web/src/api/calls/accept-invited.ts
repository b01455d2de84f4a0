import { request } from '../client'
import type { Server } from '../types'

export const acceptInvited = (serverId: string) =>
  request<Server>('POST', `/users/@me/invited/${serverId}/accept`, { body: {} })
