import { request } from '../client'
import type { Channel, Id, Overwrite } from '../types'

export interface ChannelChange {
  name?: string
  topic?: string | null
  parent_id?: Id | null
  rate_limit_per_user?: number
  permission_overwrites?: Overwrite[]
}

export function updateChannel(id: Id, body: ChannelChange): Promise<Channel> {
  return request('PATCH', `/channels/${id}`, { body })
}
