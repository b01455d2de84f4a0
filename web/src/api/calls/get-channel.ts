import { request } from '../client'
import type { Channel, Id } from '../types'

/** A channel, or a thread. */
export function getChannel(id: Id): Promise<Channel> {
  return request('GET', `/channels/${id}`)
}
