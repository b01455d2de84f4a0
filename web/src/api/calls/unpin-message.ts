import { request } from '../client'
import type { Id } from '../types'

export function unpinMessage(channelId: Id, messageId: Id): Promise<void> {
  return request('DELETE', `/channels/${channelId}/messages/pins/${messageId}`)
}
