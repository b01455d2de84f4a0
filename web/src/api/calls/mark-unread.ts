import { request } from '../client'
import type { Id } from '../types'

/** Put my read pointer just before this message. */
export function markUnread(channelId: Id, id: Id): Promise<void> {
  return request('POST', `/channels/${channelId}/messages/${id}/unread`, { body: {} })
}
