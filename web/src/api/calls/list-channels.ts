import { request } from '../client'
import type { Channel, Id } from '../types'

export function listChannels(serverId: Id): Promise<Channel[]> {
  return request('GET', `/guilds/${serverId}/channels`)
}
