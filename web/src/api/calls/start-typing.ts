import { request } from '../client'
import type { Id } from '../types'

export function startTyping(channelId: Id): Promise<void> {
  return request('POST', `/channels/${channelId}/typing`)
}
