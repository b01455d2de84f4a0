import { request } from '../client'
import type { Channel, Id } from '../types'

export function createChannel(serverId: Id, body: { name: string; topic?: string }): Promise<Channel> {
  return request('POST', `/guilds/${serverId}/channels`, { body: { ...body, type: 0 } })
}
