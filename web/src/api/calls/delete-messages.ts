import { request } from '../client'
import type { Id } from '../types'

/** Delete 2 to 100 messages at once; the reason goes to the audit log. */
export function deleteMessages(channelId: Id, messages: Id[], reason?: string): Promise<void> {
  return request('POST', `/channels/${channelId}/messages/bulk-delete`, { body: { messages }, reason })
}
