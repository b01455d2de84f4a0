import { request } from '../client'
import type { Channel, Id } from '../types'

export interface NewThread {
  name: string
  /** The message it starts from. */
  messageId?: Id
  /** Only those invited into it see it; not possible from a message. */
  isPrivate?: boolean
}

export function startThread(channelId: Id, { name, messageId, isPrivate }: NewThread): Promise<Channel> {
  if (messageId)
    return request('POST', `/channels/${channelId}/messages/${messageId}/threads`, { body: { name } })
  return request('POST', `/channels/${channelId}/threads`, { body: { name, type: isPrivate ? 12 : 11 } })
}
