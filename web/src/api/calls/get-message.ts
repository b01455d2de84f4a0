import { request } from '../client'
import type { Id, Message } from '../types'

export function getMessage(channelId: Id, id: Id): Promise<Message> {
  return request('GET', `/channels/${channelId}/messages/${id}`)
}
