import { request } from '../client'
import type { Id, Message } from '../types'

export interface Draft {
  content: string
  /** The same nonce again, within a day, gives the first message: sending twice is safe. */
  nonce: string
  replyTo?: Id
}

export function sendMessage(channelId: Id, { content, nonce, replyTo }: Draft): Promise<Message> {
  const message_reference = replyTo ? { message_id: replyTo } : undefined
  return request('POST', `/channels/${channelId}/messages`, { body: { content, nonce, message_reference } })
}
