import { request } from '../client'
import type { Id } from '../types'

/** Delete a message; the reason, for somebody else's, goes to the audit log. */
export function deleteMessage(channelId: Id, id: Id, reason?: string): Promise<void> {
  return request('DELETE', `/channels/${channelId}/messages/${id}`, { reason })
}
