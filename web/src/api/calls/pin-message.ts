import { request } from '../client'
import type { Id } from '../types'

export function pinMessage(channelId: Id, messageId: Id): Promise<void> {
  return request('PUT', `/channels/${channelId}/messages/pins/${messageId}`)
}
