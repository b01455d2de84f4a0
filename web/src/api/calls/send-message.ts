import { request } from '../client'
import type { AttachmentDraft, Id, Message } from '../types'

export interface Draft {
  content: string
  /** The same nonce again, within a day, gives the first message: sending twice is safe. */
  nonce: string
  replyTo?: Id
  attachments?: AttachmentDraft[]
}

export function sendMessage(channelId: Id, draft: Draft): Promise<Message> {
  const { content, nonce, replyTo, attachments } = draft
  const message_reference = replyTo ? { message_id: replyTo } : undefined
  return request('POST', `/channels/${channelId}/messages`, {
    body: { content, nonce, message_reference, attachments },
  })
}
