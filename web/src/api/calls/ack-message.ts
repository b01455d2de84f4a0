import { request } from '../client'
import type { Id } from '../types'

/** Move my read pointer forward; the server never moves it back. */
export function ackMessage(channelId: Id, id: Id): Promise<void> {
  return request('POST', `/channels/${channelId}/messages/${id}/ack`, { body: {} })
}
