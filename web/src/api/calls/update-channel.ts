import { request } from '../client'
import type { Channel, Id } from '../types'

export function updateChannel(id: Id, body: { name?: string; topic?: string | null }): Promise<Channel> {
  return request('PATCH', `/channels/${id}`, { body })
}
