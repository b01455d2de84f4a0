import { request } from '../client'
import type { Id } from '../types'

export function deleteMessage(channelId: Id, id: Id): Promise<void> {
  return request('DELETE', `/channels/${channelId}/messages/${id}`)
}
