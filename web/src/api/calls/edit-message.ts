import { request } from '../client'
import type { Id, Message } from '../types'

export function editMessage(channelId: Id, id: Id, content: string): Promise<Message> {
  return request('PATCH', `/channels/${channelId}/messages/${id}`, { body: { content } })
}
