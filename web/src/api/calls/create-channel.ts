import { request } from '../client'
import type { Channel, Id, Overwrite } from '../types'

export interface NewChannel {
  name: string
  type?: number
  topic?: string
  parent_id?: Id
  /** Without them it takes its category's. */
  permission_overwrites?: Overwrite[]
}

export function createChannel(serverId: Id, body: NewChannel): Promise<Channel> {
  return request('POST', `/guilds/${serverId}/channels`, { body: { type: 0, ...body } })
}
